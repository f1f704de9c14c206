"""Ratings of the service, kept once they are answered, by somebody who did not move the claim."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.keys

ANSWERED_STANDS = """
CREATE FUNCTION guard_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL OR NEW.claim_id <> OLD.claim_id THEN
        RAISE EXCEPTION 'rating % cannot change', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.answered_by_id IS NOT NULL AND EXISTS (
        SELECT FROM claims_claimevent WHERE claim_id = NEW.claim_id AND by_id = NEW.answered_by_id
    ) THEN
        RAISE EXCEPTION 'claim % was moved by who answers for it', NEW.claim_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_rating_stands BEFORE UPDATE OR DELETE ON claims_rating
    FOR EACH ROW EXECUTE FUNCTION guard_rating();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0018_community_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rating",
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
                    "grade",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (5, "非常满意"),
                            (4, "满意"),
                            (3, "基本满意"),
                            (2, "不满意"),
                            (1, "非常不满意"),
                        ],
                        verbose_name="评价",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="意见")),
                (
                    "given_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="评价时间"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="修改时间"),
                ),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="答复期限")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="答复时间"),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="处理情况")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="评价人",
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating",
                        to="claims.claim",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务评价",
                "verbose_name_plural": "服务评价",
                "ordering": ["-given_at"],
                "indexes": [
                    models.Index(fields=["given_at"], name="rating_given"),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("grade__lte", 2)),
                        fields=["answer_by"],
                        name="rating_to_answer",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grade__range", (1, 5))), name="rating_one_to_five"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rating_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade__lte", 2),
                            models.Q(("answer_by", None), ("answered_at", None)),
                            _connector="OR",
                        ),
                        name="rating_answered_where_poor",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ANSWERED_STANDS, "DROP FUNCTION guard_rating() CASCADE"),
    ]
