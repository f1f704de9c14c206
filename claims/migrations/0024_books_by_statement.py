"""Money in bulk: books that balance by the statement, and no index or trigger without a use."""

import django.db.models.deletion
from django.db import migrations, models

# Entries are never changed: if what each statement wrote balances, so does every posting.
BALANCED = """
DROP TRIGGER claims_ledgerentry_balanced ON claims_ledgerentry;
CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken uuid;
BEGIN
    SELECT posting INTO broken FROM written GROUP BY posting HAVING sum(fen) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting % does not balance', broken USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_ledgerentry_balanced AFTER INSERT ON claims_ledgerentry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_balanced();
"""
BALANCED_AT_THE_END = """
DROP TRIGGER claims_ledgerentry_balanced ON claims_ledgerentry;
CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(fen) FROM claims_ledgerentry WHERE posting = NEW.posting) <> 0 THEN
        RAISE EXCEPTION 'posting % does not balance', NEW.posting
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_ledgerentry_balanced AFTER INSERT ON claims_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
"""

# It looks at the state and the promised day alone.
MOVES = """
DROP TRIGGER claims_payout_moves ON claims_payout;
CREATE TRIGGER claims_payout_moves BEFORE UPDATE ON claims_payout FOR EACH ROW
    WHEN (NEW.state <> OLD.state OR NEW.due_on <> OLD.due_on) EXECUTE FUNCTION payout_moves();
"""
MOVES_ALWAYS = """
DROP TRIGGER claims_payout_moves ON claims_payout;
CREATE TRIGGER claims_payout_moves BEFORE UPDATE ON claims_payout
    FOR EACH ROW EXECUTE FUNCTION payout_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_quarantined")]

    operations = [
        migrations.RunSQL(BALANCED, BALANCED_AT_THE_END),
        migrations.RunSQL(MOVES, MOVES_ALWAYS),
        migrations.AlterField(
            model_name="ledgerentry",
            name="payout",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="claims.payout",
                verbose_name="支付",
            ),
        ),
        migrations.AlterField(
            model_name="payout",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="claims.payoutbatch",
                verbose_name="批次",
            ),
        ),
    ]
