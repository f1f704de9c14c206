"""What was granted and not paid yet can be taken back: by two people, with entries of its own."""

from django.db import migrations, models

PAYOUT_MOVES = """
CREATE OR REPLACE FUNCTION payout_moves() RETURNS trigger LANGUAGE plpgsql AS $$
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
            'unknown paid', 'unknown returned', 'paid returned'MORE) THEN
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
"""
CONFIRMED_STANDS = """
CREATE OR REPLACE FUNCTION forbid_change_of_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.received_at IS NOT NULL
        OR (NEW.award_id, NEW.reason, NEW.words, NEW.amount_fen, NEW.nights, NEW_UNPAID
            NEW.proposed_by_id, NEW.proposed_at, NEW.confirmed_by_id, NEW.confirmed_at)
        IS DISTINCT FROM (OLD.award_id, OLD.reason, OLD.words, OLD.amount_fen, OLD.nights, OLD_UNPAID
            OLD.proposed_by_id, OLD.proposed_at, OLD.confirmed_by_id, OLD.confirmed_at) THEN
        RAISE EXCEPTION 'recovery % is confirmed and cannot change', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def moves(more: str) -> str:
    return PAYOUT_MOVES.replace("MORE", more)


def stands(new: str, old: str) -> str:
    return CONFIRMED_STANDS.replace("NEW_UNPAID", new).replace("OLD_UNPAID", old)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0024_books_by_statement"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_sent_in_a_batch",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_settled_when_answered",
        ),
        migrations.AddField(
            model_name="recovery",
            name="unpaid",
            field=models.BooleanField(db_default=False, default=False, verbose_name="未付撤销"),
        ),
        migrations.AlterField(
            model_name="payout",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "待支付"),
                    ("exported", "已送银行"),
                    ("paid", "已支付"),
                    ("returned", "支付未成功"),
                    ("unknown", "结果不明"),
                    ("reversed", "已撤销"),
                ],
                default="queued",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "reversed"]),
                    models.Q(("batch__isnull", False), ("line_no__isnull", False)),
                    _connector="OR",
                ),
                name="payout_sent_in_a_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", False), ("state__in", ["paid", "returned"])),
                    models.Q(
                        models.Q(("state__in", ["paid", "returned"]), _negated=True),
                        ("settled_at", None),
                    ),
                    ("state", "reversed"),
                    _connector="OR",
                ),
                name="payout_settled_when_answered",
            ),
        ),
        migrations.RunSQL(moves(", 'queued reversed', 'returned reversed'"), moves("")),
        migrations.RunSQL(stands("NEW.unpaid,", "OLD.unpaid,"), stands("", "")),
    ]
