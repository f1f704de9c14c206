"""Three checks, what differs from the rules, and refusals with all their reasons."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REASONS_KEPT = """
UPDATE claims_claim SET reasons = ARRAY[reason] WHERE reason <> '';
UPDATE claims_claim SET refused_by_id = (
    SELECT by_id FROM claims_claimevent
    WHERE claim_id = claims_claim.id AND action IN ('refuse', 'decline') ORDER BY seq DESC LIMIT 1
) WHERE status = 'refused';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
REASON_BACK = """
UPDATE claims_claim SET reason = reasons[1] WHERE reasons <> '{}';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

STANDS = """
CREATE OR REPLACE FUNCTION forbid_change_of_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR ({new}) IS DISTINCT FROM ({old}) THEN
        RAISE EXCEPTION 'award % is approved and cannot change', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
STOOD = [
    "claim_id",
    "outcome",
    "amount_fen",
    "days",
    "lines",
    "input_hash",
    "proposed_by_id",
    "approved_by_id",
    "approved_at",
]
NOW_TOO = [
    "due_on",
    "override_reason",
    "rules_fen",
    "rules_days",
    "needs_third",
    "checked_by_id",
    "checked_at",
]


def stands(columns: list[str]) -> str:
    rows = {
        row: ", ".join(f"{row.upper()}.{column}" for column in columns) for row in ("new", "old")
    }
    return STANDS.format(**rows)


APPROVED_STANDS, APPROVED_STOOD = stands(STOOD + NOW_TOO), stands(STOOD)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_ledger_kinds"),
        ("members", "0005_third_checker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_accepted_with_number",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_refused_with_reason",
        ),
        migrations.AddField(
            model_name="award",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
        ),
        migrations.AddField(
            model_name="award",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="复核人",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="needs_third",
            field=models.BooleanField(db_default=False, default=False, verbose_name="须终审"),
        ),
        migrations.AddField(
            model_name="award",
            name="override_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="人工核定理由"
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="rules_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="按规则天数"
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="rules_fen",
            field=models.PositiveBigIntegerField(
                blank=True, null=True, verbose_name="按规则金额（分）"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="reasons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("N01", "事件日期不在保障期限内"),
                        ("N02", "未参加本期互助保障"),
                        ("N03", "不属于办法规定的重大疾病"),
                        ("N04", "非首次确诊"),
                        ("N05", "非工伤或意外事故致残"),
                        ("N06", "未达到规定伤残等级"),
                        ("N07", "本保障期内该项目已补助"),
                        ("N08", "票据或住院记录重复申请"),
                        ("N09", "超过申请期限"),
                        ("N10", "属于办法规定的不予补助情形"),
                        ("N11", "材料不真实"),
                        ("N12", "非本中心受理范围"),
                    ],
                    max_length=4,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="不予补助原因",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="refused_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="不予补助决定人",
            ),
        ),
        migrations.AlterField(
            model_name="award",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="核准时间"),
        ),
        migrations.AlterField(
            model_name="award",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核准人",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("submitted", "待预审"),
                    ("in_review", "预审中"),
                    ("correction", "待补正"),
                    ("passed", "预审通过，待交原件"),
                    ("received", "原件已签收"),
                    ("mismatch", "原件待补正"),
                    ("accepted", "已受理"),
                    ("first_check", "初审中"),
                    ("second_check", "复核中"),
                    ("third_check", "终审中"),
                    ("approved", "审核通过"),
                    ("refused", "不予补助"),
                    ("objection", "异议复核"),
                    ("withdrawn", "已撤回"),
                    ("closed_late", "逾期关闭"),
                ],
                default="draft",
                max_length=16,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="claimevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("submit", "提交申请"),
                    ("take", "开始预审"),
                    ("release", "退回待预审"),
                    ("ask", "要求补正"),
                    ("answer", "补正完成"),
                    ("pass", "预审通过"),
                    ("decline", "不予受理"),
                    ("receive", "签收原件"),
                    ("dispute", "原件不符"),
                    ("accept", "正式受理"),
                    ("start_check", "开始初审"),
                    ("propose", "提出核定意见"),
                    ("send_back", "退回初审"),
                    ("confirm", "复核通过"),
                    ("refuse", "不予补助"),
                    ("pass_on", "提交终审"),
                    ("approve", "终审通过"),
                    ("return", "终审退回"),
                    ("object", "提出异议"),
                    ("reopen", "受理异议"),
                    ("withdraw", "撤回申请"),
                    ("close", "逾期关闭"),
                ],
                max_length=16,
                verbose_name="操作",
            ),
        ),
        migrations.AlterField(
            model_name="claimevent",
            name="status_after",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("submitted", "待预审"),
                    ("in_review", "预审中"),
                    ("correction", "待补正"),
                    ("passed", "预审通过，待交原件"),
                    ("received", "原件已签收"),
                    ("mismatch", "原件待补正"),
                    ("accepted", "已受理"),
                    ("first_check", "初审中"),
                    ("second_check", "复核中"),
                    ("third_check", "终审中"),
                    ("approved", "审核通过"),
                    ("refused", "不予补助"),
                    ("objection", "异议复核"),
                    ("withdrawn", "已撤回"),
                    ("closed_late", "逾期关闭"),
                ],
                max_length=16,
                verbose_name="新状态",
            ),
        ),
        migrations.AlterField(
            model_name="claimevent",
            name="status_before",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("submitted", "待预审"),
                    ("in_review", "预审中"),
                    ("correction", "待补正"),
                    ("passed", "预审通过，待交原件"),
                    ("received", "原件已签收"),
                    ("mismatch", "原件待补正"),
                    ("accepted", "已受理"),
                    ("first_check", "初审中"),
                    ("second_check", "复核中"),
                    ("third_check", "终审中"),
                    ("approved", "审核通过"),
                    ("refused", "不予补助"),
                    ("objection", "异议复核"),
                    ("withdrawn", "已撤回"),
                    ("closed_late", "逾期关闭"),
                ],
                max_length=16,
                verbose_name="原状态",
            ),
        ),
        migrations.RunSQL(REASONS_KEPT, REASON_BACK),
        migrations.RemoveField(
            model_name="claim",
            name="reason",
        ),
        migrations.RunSQL(APPROVED_STANDS, APPROVED_STOOD),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", None),
                    models.Q(
                        models.Q(("checked_by", models.F("proposed_by")), _negated=True),
                        models.Q(
                            ("approved_by", None),
                            models.Q(("checked_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="award_six_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("needs_third", False),
                    ("approved_at", None),
                    ("checked_by__isnull", False),
                    _connector="OR",
                ),
                name="award_third_where_needed",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("checked_by", None)),
                    models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                    _connector="OR",
                ),
                name="award_checked_at_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("override_reason", ""), ("rules_days", None), ("rules_fen", None)),
                    models.Q(
                        models.Q(("override_reason", ""), _negated=True),
                        models.Q(
                            ("rules_fen", None),
                            models.Q(("rules_fen", models.F("amount_fen")), _negated=True),
                            models.Q(
                                ("days__isnull", False),
                                models.Q(("rules_days", models.F("days")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="award_differs_only_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "submitted",
                            "in_review",
                            "correction",
                            "passed",
                            "received",
                            "mismatch",
                            "accepted",
                            "first_check",
                            "second_check",
                            "third_check",
                            "approved",
                            "refused",
                            "objection",
                            "withdrawn",
                            "closed_late",
                        ],
                    )
                ),
                name="claim_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "status__in",
                            ["accepted", "first_check", "second_check", "third_check", "approved"],
                        ),
                        _negated=True,
                    ),
                    ("acceptance_number__isnull", False),
                    _connector="OR",
                ),
                name="claim_accepted_with_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("reasons", []), _negated=True),
                    _connector="OR",
                ),
                name="claim_refused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    ("refused_by__isnull", False),
                    _connector="OR",
                ),
                name="claim_refused_by_a_person",
            ),
        ),
    ]
