"""What a person owes back."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.keys

CONFIRMED_STANDS = """
CREATE FUNCTION forbid_change_of_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.received_at IS NOT NULL
        OR (NEW.award_id, NEW.reason, NEW.words, NEW.amount_fen, NEW.nights,
            NEW.proposed_by_id, NEW.proposed_at, NEW.confirmed_by_id, NEW.confirmed_at)
        IS DISTINCT FROM (OLD.award_id, OLD.reason, OLD.words, OLD.amount_fen, OLD.nights,
            OLD.proposed_by_id, OLD.proposed_at, OLD.confirmed_by_id, OLD.confirmed_at) THEN
        RAISE EXCEPTION 'recovery % is confirmed and cannot change', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_recovery_confirmed BEFORE UPDATE OR DELETE ON claims_recovery
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL)
    EXECUTE FUNCTION forbid_change_of_confirmed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_bank_formats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("overpaid", "多付"),
                            ("not_true", "材料不真实"),
                            ("not_entitled", "不符合补助条件"),
                            ("wrong_person", "付给了他人"),
                        ],
                        max_length=16,
                        verbose_name="原因",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="说明")),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="应追回（分）")),
                (
                    "nights",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="退回的补助日",
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="提出时间"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "received_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="到账时间"),
                ),
                ("receipt", models.CharField(blank=True, max_length=40, verbose_name="到账凭证号")),
                (
                    "award",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery",
                        to="claims.award",
                        verbose_name="核定",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "追回",
                "verbose_name_plural": "追回",
                "ordering": ["-proposed_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="recovery_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recovery_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="recovery_confirmed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receipt", ""), ("received_at", None), ("received_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("received_at__isnull", False),
                                ("received_by__isnull", False),
                                models.Q(("receipt", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recovery_received_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CONFIRMED_STANDS, "DROP FUNCTION forbid_change_of_confirmed() CASCADE"),
    ]
