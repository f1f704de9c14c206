"""A sealed batch keeps the format its file is read by, and takes no payout in."""

from django.db import migrations

SEALED = """
CREATE OR REPLACE FUNCTION forbid_change_of_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR ({new}) IS DISTINCT FROM ({old}) THEN
        RAISE EXCEPTION 'batch % is sealed and cannot change', OLD.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
STANDS = [
    "number",
    "prepared_by_id",
    "prepared_at",
    "collected_at",
    "sealed_by_id",
    "sealed_at",
    "count",
    "total_fen",
    "content",
    "sha256",
]

JOINS = """
CREATE FUNCTION forbid_joining_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM claims_payoutbatch WHERE id = NEW.batch_id AND sealed_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'payout %: its batch is sealed', NEW.bank_ref
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_payout_joins BEFORE UPDATE OF batch_id ON claims_payout
    FOR EACH ROW WHEN (NEW.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id)
    EXECUTE FUNCTION forbid_joining_sealed();
"""


def sealed(*columns: str) -> str:
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return SEALED.format(new=new, old=old)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0021_vouched"),
    ]

    operations = [
        migrations.RunSQL(sealed(*STANDS, "format"), sealed(*STANDS)),
        migrations.RunSQL(
            JOINS,
            "DROP TRIGGER claims_payout_joins ON claims_payout;"
            " DROP FUNCTION forbid_joining_sealed();",
        ),
    ]
