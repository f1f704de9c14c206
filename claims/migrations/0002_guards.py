"""What the columns cannot say: the chain of events, the cap, balanced books, sealed batches."""

from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""

# The claim's row is locked by whoever moves it; were it not, (claim, seq) is unique.
EVENT_CHAIN = """
CREATE FUNCTION chain_claim_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last claims_claimevent%ROWTYPE;
BEGIN
    SELECT * INTO last FROM claims_claimevent
        WHERE claim_id = NEW.claim_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.hash := sha256(coalesce(last.hash, ''::bytea) || convert_to(concat_ws(chr(31),
        NEW.claim_id, NEW.seq, NEW.action, NEW.status_before, NEW.status_after,
        coalesce(NEW.by_id::text, ''), extract(epoch from NEW.at), NEW.note), 'UTF8'));
    RETURN NEW;
END $$;
CREATE TRIGGER claims_claimevent_chain BEFORE INSERT ON claims_claimevent
    FOR EACH ROW EXECUTE FUNCTION chain_claim_event();
"""

CAP_IS_THE_COVERAGES = """
ALTER TABLE claims_paidday ADD CONSTRAINT paid_day_cap_is_the_coverages
    FOREIGN KEY (coverage_id, most_days) REFERENCES members_coverage (id, most_days);
"""

BOOKS_BALANCE = """
CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
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

APPROVED_STANDS = """
CREATE FUNCTION forbid_change_of_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.claim_id, NEW.outcome, NEW.amount_fen, NEW.days, NEW.lines,
            NEW.input_hash, NEW.proposed_by_id, NEW.approved_by_id, NEW.approved_at)
        IS DISTINCT FROM (OLD.claim_id, OLD.outcome, OLD.amount_fen, OLD.days, OLD.lines,
            OLD.input_hash, OLD.proposed_by_id, OLD.approved_by_id, OLD.approved_at) THEN
        RAISE EXCEPTION 'award % is approved and cannot change', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_award_approved BEFORE UPDATE OR DELETE ON claims_award
    FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION forbid_change_of_approved();
"""

SEALED_STANDS = """
CREATE FUNCTION forbid_change_of_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.number, NEW.prepared_by_id, NEW.prepared_at, NEW.collected_at,
            NEW.sealed_by_id, NEW.sealed_at, NEW.count, NEW.total_fen, NEW.content, NEW.sha256)
        IS DISTINCT FROM (OLD.number, OLD.prepared_by_id, OLD.prepared_at, OLD.collected_at,
            OLD.sealed_by_id, OLD.sealed_at, OLD.count, OLD.total_fen, OLD.content, OLD.sha256)
    THEN
        RAISE EXCEPTION 'batch % is sealed and cannot change', OLD.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_payoutbatch_sealed BEFORE UPDATE OR DELETE ON claims_payoutbatch
    FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION forbid_change_of_sealed();

CREATE FUNCTION forbid_change_of_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.award_id, NEW.attempt, NEW.amount_fen, NEW.payee_name,
            NEW.payee_bank, NEW.payee_account, NEW.bank_ref, NEW.batch_id, NEW.line_no)
        IS DISTINCT FROM (OLD.award_id, OLD.attempt, OLD.amount_fen, OLD.payee_name,
            OLD.payee_bank, OLD.payee_account, OLD.bank_ref, OLD.batch_id, OLD.line_no)
        OR NEW.state = 'queued' THEN
        RAISE EXCEPTION 'payout % went to the bank and cannot change', OLD.bank_ref
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_payout_sent BEFORE UPDATE OR DELETE ON claims_payout
    FOR EACH ROW WHEN (OLD.state <> 'queued') EXECUTE FUNCTION forbid_change_of_sent();
"""

NUMBERS = """
CREATE SEQUENCE claims_claim_number;
CREATE SEQUENCE claims_acceptance_number;
CREATE SEQUENCE claims_payout_number;
CREATE SEQUENCE claims_batch_number;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("members", "0002_guards")]

    operations = [
        *(
            migrations.RunSQL(APPEND_ONLY.format(table=table), migrations.RunSQL.noop)
            for table in ("claims_claimevent", "claims_ledgerentry", "claims_bankreturnline")
        ),
        migrations.RunSQL(EVENT_CHAIN, "DROP FUNCTION chain_claim_event() CASCADE"),
        migrations.RunSQL(
            CAP_IS_THE_COVERAGES,
            "ALTER TABLE claims_paidday DROP CONSTRAINT paid_day_cap_is_the_coverages",
        ),
        migrations.RunSQL(BOOKS_BALANCE, "DROP FUNCTION ledger_balanced() CASCADE"),
        migrations.RunSQL(APPROVED_STANDS, "DROP FUNCTION forbid_change_of_approved() CASCADE"),
        migrations.RunSQL(
            SEALED_STANDS,
            "DROP FUNCTION forbid_change_of_sealed() CASCADE;"
            "DROP FUNCTION forbid_change_of_sent() CASCADE",
        ),
        migrations.RunSQL(
            NUMBERS,
            "DROP SEQUENCE claims_claim_number, claims_acceptance_number,"
            " claims_payout_number, claims_batch_number",
        ),
    ]
