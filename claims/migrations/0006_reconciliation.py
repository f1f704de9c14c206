"""What the nightly look found; while it is not cleared nothing goes to the bank."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

NOTHING_LEAVES_WHILE_BROKEN = """
CREATE FUNCTION nothing_leaves_while_broken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever writes a break down waits for seals under way; whoever seals sees what was written.
    PERFORM pg_advisory_xact_lock_shared(4801002);
    IF EXISTS (SELECT FROM claims_reconciliation WHERE breaks <> '[]' AND cleared_at IS NULL) THEN
        RAISE EXCEPTION 'batch %: the books are broken, nothing leaves', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_payoutbatch_leaves BEFORE INSERT OR UPDATE OF sealed_at ON claims_payoutbatch
    FOR EACH ROW WHEN (NEW.sealed_at IS NOT NULL) EXECUTE FUNCTION nothing_leaves_while_broken();

CREATE FUNCTION wait_for_seals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4801002);
    RETURN NEW;
END $$;
CREATE TRIGGER claims_reconciliation_waits BEFORE INSERT ON claims_reconciliation
    FOR EACH ROW EXECUTE FUNCTION wait_for_seals();
"""

FOUND_STANDS = """
CREATE FUNCTION forbid_change_of_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.cleared_at IS NOT NULL
        OR (NEW.at, NEW.breaks, NEW.known, NEW.late)
            IS DISTINCT FROM (OLD.at, OLD.breaks, OLD.known, OLD.late) THEN
        RAISE EXCEPTION 'reconciliation % cannot change', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_reconciliation_stands BEFORE UPDATE OR DELETE ON claims_reconciliation
    FOR EACH ROW EXECUTE FUNCTION forbid_change_of_found();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_three_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                ("breaks", models.JSONField(default=list, verbose_name="差异")),
                ("known", models.PositiveIntegerField(default=0, verbose_name="此前已核销的差异")),
                ("late", models.JSONField(default=list, verbose_name="超期支付")),
                ("explanation", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                (
                    "explained_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="说明时间"),
                ),
                (
                    "clearance",
                    models.CharField(blank=True, max_length=500, verbose_name="核销意见"),
                ),
                (
                    "cleared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核销时间"),
                ),
                (
                    "cleared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核销人",
                    ),
                ),
                (
                    "explained_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="说明人",
                    ),
                ),
            ],
            options={
                "verbose_name": "每日对账",
                "verbose_name_plural": "每日对账",
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cleared_by", None),
                            models.Q(("cleared_by", models.F("explained_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reconciliation_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("explained_at", None), ("explained_by", None), ("explanation", "")
                            ),
                            models.Q(
                                ("explained_at__isnull", False),
                                ("explained_by__isnull", False),
                                models.Q(("explanation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reconciliation_explained_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clearance", ""), ("cleared_at", None), ("cleared_by", None)),
                            models.Q(
                                ("cleared_at__isnull", False),
                                ("cleared_by__isnull", False),
                                ("explained_by__isnull", False),
                                models.Q(("clearance", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reconciliation_cleared_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            NOTHING_LEAVES_WHILE_BROKEN,
            "DROP FUNCTION nothing_leaves_while_broken() CASCADE;"
            "DROP FUNCTION wait_for_seals() CASCADE",
        ),
        migrations.RunSQL(FOUND_STANDS, "DROP FUNCTION forbid_change_of_found() CASCADE"),
    ]
