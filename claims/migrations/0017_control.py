"""A second look: what is drawn, what is noticed, and what people found of it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.keys

STAYS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""

RAISED_STANDS = """
CREATE FUNCTION forbid_change_of_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.cleared_at IS NOT NULL
        OR (NEW.claim_id, NEW.control, NEW.key, NEW.grounds, NEW.raised_at)
            IS DISTINCT FROM (OLD.claim_id, OLD.control, OLD.key, OLD.grounds, OLD.raised_at) THEN
        RAISE EXCEPTION 'flag % cannot change', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_flag_stands BEFORE UPDATE OR DELETE ON claims_flag
    FOR EACH ROW EXECUTE FUNCTION forbid_change_of_flag();
"""

# Whoever moved a claim takes no second look at it. What else is a part, claims.control.apart knows.
BY_ANOTHER = """
CREATE FUNCTION look_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    looked uuid;
    looker uuid;
BEGIN
    IF TG_TABLE_NAME = 'claims_flag' THEN
        looked := NEW.claim_id;
        looker := NEW.cleared_by_id;
    ELSE
        SELECT award.claim_id INTO looked FROM claims_sample sample
            JOIN claims_payout payout ON payout.id = sample.payout_id
            JOIN claims_award award ON award.id = payout.award_id WHERE sample.id = NEW.sample_id;
        looker := NEW.by_id;
    END IF;
    IF EXISTS (SELECT FROM claims_claimevent WHERE claim_id = looked AND by_id = looker) THEN
        RAISE EXCEPTION 'claim % was moved by who looks at it', looked
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_flag_by_another BEFORE UPDATE ON claims_flag
    FOR EACH ROW WHEN (NEW.cleared_by_id IS NOT NULL) EXECUTE FUNCTION look_by_another();
CREATE TRIGGER claims_sampleresult_by_another BEFORE INSERT ON claims_sampleresult
    FOR EACH ROW EXECUTE FUNCTION look_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0016_agency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "control",
                    models.CharField(
                        choices=[
                            ("sample", "抽查已支付的申请"),
                            ("account", "同一账户收取多名职工的补助"),
                            ("stay", "同一医院同日入院的申请集中"),
                            ("amount", "金额接近终审标准"),
                            ("days", "补助天数接近上限"),
                        ],
                        max_length=8,
                        verbose_name="规则",
                    ),
                ),
                ("on", models.BooleanField(verbose_name="启用")),
                ("number", models.PositiveSmallIntegerField(verbose_name="数值")),
                ("words", models.CharField(max_length=300, verbose_name="理由")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="设置时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "稽核设置",
                "verbose_name_plural": "稽核设置",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False, verbose_name="月份")),
                ("seed", models.CharField(max_length=64, verbose_name="种子")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="比例（%）")),
                ("population", models.PositiveIntegerField(verbose_name="已支付（笔）")),
                ("sha256", models.CharField(max_length=64, verbose_name="名单摘要")),
                (
                    "drawn_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="抽取时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查批次",
                "verbose_name_plural": "抽查批次",
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="Flag",
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
                    "control",
                    models.CharField(
                        choices=[
                            ("sample", "抽查已支付的申请"),
                            ("account", "同一账户收取多名职工的补助"),
                            ("stay", "同一医院同日入院的申请集中"),
                            ("amount", "金额接近终审标准"),
                            ("days", "补助天数接近上限"),
                        ],
                        max_length=8,
                        verbose_name="规则",
                    ),
                ),
                ("key", models.CharField(max_length=120, verbose_name="依据标识")),
                ("grounds", models.JSONField(verbose_name="依据")),
                (
                    "raised_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="提示时间"
                    ),
                ),
                (
                    "cleared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核查时间"),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="核查结论")),
            ],
            options={
                "verbose_name": "预警",
                "verbose_name_plural": "预警",
                "ordering": ["-raised_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Sample",
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
                ("place", models.PositiveIntegerField(verbose_name="序号")),
            ],
            options={
                "verbose_name": "抽查",
                "verbose_name_plural": "抽查",
                "ordering": ["-draw", "place"],
            },
        ),
        migrations.CreateModel(
            name="SampleResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("in_order", "无问题"), ("finding", "发现问题")],
                        max_length=8,
                        verbose_name="结论",
                    ),
                ),
                ("words", models.CharField(max_length=500, verbose_name="说明")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="复查时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查结果",
                "verbose_name_plural": "抽查结果",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(fields=["admitted_on", "hospital"], name="stay_alike"),
        ),
        migrations.AddField(
            model_name="controlsetting",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="设置人",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="flags",
                to="claims.claim",
                verbose_name="申请",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="cleared_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核查人",
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="draw",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="samples",
                to="claims.draw",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="payout",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sample",
                to="claims.payout",
                verbose_name="支付",
            ),
        ),
        migrations.AddField(
            model_name="sampleresult",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="复查人",
            ),
        ),
        migrations.AddField(
            model_name="sampleresult",
            name="sample",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="claims.sample",
                verbose_name="抽查",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlsetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="control_setting_says_why"
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                condition=models.Q(("cleared_at", None)), fields=["raised_at"], name="flag_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                fields=("claim", "control", "key"), name="flag_raised_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cleared_at", None), ("cleared_by", None), ("words", "")),
                    models.Q(
                        ("cleared_at__isnull", False),
                        ("cleared_by__isnull", False),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="flag_cleared_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.UniqueConstraint(fields=("draw", "place"), name="sample_place_once"),
        ),
        migrations.AddConstraint(
            model_name="sampleresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="sample_result_says_what"
            ),
        ),
        *(
            migrations.RunSQL(STAYS.format(table=table), migrations.RunSQL.noop)
            for table in (
                "claims_controlsetting",
                "claims_draw",
                "claims_sample",
                "claims_sampleresult",
            )
        ),
        migrations.RunSQL(RAISED_STANDS, "DROP FUNCTION forbid_change_of_flag() CASCADE"),
        migrations.RunSQL(BY_ANOTHER, "DROP FUNCTION look_by_another() CASCADE"),
    ]
