"""Holds, rulings of two people, corrected accounts, and what a payout may become."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.fields
import members.keys

PAYOUT_MOVES = """
CREATE FUNCTION payout_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ruled claims_ruling%ROWTYPE;
BEGIN
    IF NEW.due_on <> OLD.due_on THEN
        SELECT * INTO ruled FROM claims_ruling
            WHERE payout_id = NEW.id AND kind = 'due_on' AND confirmed_at IS NOT NULL
            ORDER BY confirmed_at DESC LIMIT 1;
        IF (ruled.due_before, ruled.due_after) IS DISTINCT FROM (OLD.due_on, NEW.due_on) THEN
            RAISE EXCEPTION 'payout % is due on % until two people say otherwise',
                OLD.bank_ref, OLD.due_on USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state || ' ' || NEW.state) NOT IN (
            'queued exported', 'exported paid', 'exported returned', 'exported unknown',
            'unknown paid', 'unknown returned', 'paid returned') THEN
        RAISE EXCEPTION 'payout % does not go from % to %', OLD.bank_ref, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'queued' AND NEW.state = 'exported' AND EXISTS (
            SELECT FROM claims_hold WHERE payout_id = NEW.id AND lifted_id IS NULL
            AND (until IS NULL OR until > clock_timestamp())) THEN
        RAISE EXCEPTION 'payout % is held', OLD.bank_ref USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_payout_moves BEFORE UPDATE ON claims_payout
    FOR EACH ROW EXECUTE FUNCTION payout_moves();
"""

RULED_ONCE = """
CREATE FUNCTION ruled_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.confirmed_at IS NOT NULL OR OLD.dropped_at IS NOT NULL
        OR (NEW.payout_id, NEW.kind, NEW.due_before, NEW.due_after, NEW.words, NEW.asked_by_id,
            NEW.asked_at)
        IS DISTINCT FROM (OLD.payout_id, OLD.kind, OLD.due_before, OLD.due_after, OLD.words,
            OLD.asked_by_id, OLD.asked_at) THEN
        RAISE EXCEPTION 'ruling % cannot change', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_ruling_once BEFORE UPDATE OR DELETE ON claims_ruling
    FOR EACH ROW EXECUTE FUNCTION ruled_once();

CREATE FUNCTION held_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.lifted_id IS NOT NULL
        OR (NEW.payout_id, NEW.reason, NEW.words, NEW.placed_by_id, NEW.placed_at, NEW.until)
        IS DISTINCT FROM (OLD.payout_id, OLD.reason, OLD.words, OLD.placed_by_id, OLD.placed_at,
            OLD.until)
        OR NOT EXISTS (SELECT FROM claims_ruling WHERE id = NEW.lifted_id
            AND payout_id = NEW.payout_id AND kind = 'release' AND confirmed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'hold % is lifted by two people or not at all', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_hold_for_good BEFORE UPDATE OR DELETE ON claims_hold
    FOR EACH ROW EXECUTE FUNCTION held_for_good();

CREATE FUNCTION account_given_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.decided_at IS NOT NULL
        OR (NEW.payout_id, NEW.name, NEW.bank, NEW.account, NEW.given_by_id, NEW.given_at)
        IS DISTINCT FROM (OLD.payout_id, OLD.name, OLD.bank, OLD.account, OLD.given_by_id,
            OLD.given_at) THEN
        RAISE EXCEPTION 'account change % cannot change', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_accountchange_once BEFORE UPDATE OR DELETE ON claims_accountchange
    FOR EACH ROW EXECUTE FUNCTION account_given_once();
"""

NEVER_EMPTIED = """
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


def index_accounts(apps: Any, _editor: object) -> None:
    """Make the accounts of payouts that are there findable."""
    for payout in apps.get_model("claims", "Payout").objects.iterator():
        payout.save(update_fields=["payee_index"])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_second_illness"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountChange",
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
                ("name", models.CharField(max_length=64, verbose_name="收款户名")),
                ("bank", models.CharField(max_length=100, verbose_name="开户银行")),
                ("account", members.fields.SealedField(verbose_name="收款账号")),
                (
                    "given_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="更正时间"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="应付日期")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核对时间"),
                ),
                ("approved", models.BooleanField(blank=True, null=True, verbose_name="通过")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
            ],
            options={
                "verbose_name": "账户更正",
                "verbose_name_plural": "账户更正",
                "ordering": ["given_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("account_new", "收款账户刚更正"),
                            ("payee_differs", "收款人与职工姓名不一致"),
                            ("account_shared", "同一账户收取多名职工的补助"),
                            ("taken_out", "从批次中取出"),
                        ],
                        max_length=16,
                        verbose_name="原因",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "placed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="暂缓时间"
                    ),
                ),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="暂缓至")),
            ],
            options={
                "verbose_name": "暂缓支付",
                "verbose_name_plural": "暂缓支付",
                "ordering": ["placed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("due_on", "更改应付日期"),
                            ("release", "解除暂缓"),
                            ("unknown", "结果不明"),
                            ("paid", "对账单查明已支付"),
                            ("failed", "对账单查明未支付"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("due_before", models.DateField(blank=True, null=True, verbose_name="原应付日期")),
                ("due_after", models.DateField(blank=True, null=True, verbose_name="新应付日期")),
                ("words", models.CharField(max_length=300, verbose_name="理由或依据")),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="提出时间"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "dropped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="不予确认时间"),
                ),
            ],
            options={
                "verbose_name": "支付处理",
                "verbose_name_plural": "支付处理",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="payout",
            name="payee_index",
            field=members.fields.BlindIndexField(editable=False, null=True, source="payee_account"),
        ),
        migrations.AlterField(
            model_name="bankreturnline",
            name="payout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="claims.payout",
                verbose_name="支付",
            ),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(fields=["payee_index"], name="payout_payee"),
        ),
        migrations.AddConstraint(
            model_name="bankreturnline",
            constraint=models.UniqueConstraint(fields=("payout", "paid"), name="bank_answer_once"),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核对人",
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="given_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="更正人",
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="payout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="claims.payout",
                verbose_name="未成功的支付",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="payout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="claims.payout",
                verbose_name="支付",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="placed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="暂缓人",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提出人",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="payout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rulings",
                to="claims.payout",
                verbose_name="支付",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="claims.ruling",
                verbose_name="解除",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved", None), ("decided_at", None), ("decided_by", None)),
                    models.Q(
                        ("approved__isnull", False),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="account_change_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("given_by")), _negated=True),
                    _connector="OR",
                ),
                name="account_change_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved", False), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="account_change_turned_down_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved", None), ("approved", True), _connector="OR"),
                fields=("payout",),
                name="account_change_one_alive_a_payout",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="ruling_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="ruling_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="ruling_confirmed_at_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_after__isnull", False),
                        ("due_before__isnull", False),
                        ("kind", "due_on"),
                    ),
                    models.Q(
                        models.Q(("kind", "due_on"), _negated=True),
                        ("due_after", None),
                        ("due_before", None),
                    ),
                    _connector="OR",
                ),
                name="ruling_names_the_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("confirmed_at", None),
                    ("dropped_at", None),
                    models.Q(("kind", "unknown"), _negated=True),
                ),
                fields=("payout",),
                name="ruling_one_open_a_payout",
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("lifted", None)), fields=["payout"], name="hold_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("lifted", None), _connector="OR"),
                name="hold_lapses_or_is_lifted",
            ),
        ),
        migrations.RunPython(index_accounts, migrations.RunPython.noop),
        migrations.RunSQL(PAYOUT_MOVES, "DROP FUNCTION payout_moves() CASCADE"),
        migrations.RunSQL(
            RULED_ONCE,
            "DROP FUNCTION ruled_once() CASCADE; DROP FUNCTION held_for_good() CASCADE;"
            "DROP FUNCTION account_given_once() CASCADE",
        ),
        *(
            migrations.RunSQL(NEVER_EMPTIED.format(table=table), migrations.RunSQL.noop)
            for table in ("claims_ruling", "claims_hold", "claims_accountchange")
        ),
    ]
