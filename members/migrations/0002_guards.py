"""What the columns cannot say: rows that only ever come, and sheets that never change."""

from django.db import migrations

FORBID_CHANGE = """
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The suite empties tables between tests; the roles of a real database may not truncate.
    IF TG_OP = 'TRUNCATE' AND current_setting('huzhu.may_truncate', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""

APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""

PUBLISHED_IS_IMMUTABLE = """
CREATE FUNCTION forbid_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'scheme % is published and cannot change', OLD.code
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER members_scheme_published BEFORE UPDATE OR DELETE ON members_scheme
    FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION forbid_change_of_published();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.RunSQL(FORBID_CHANGE, "DROP FUNCTION forbid_change() CASCADE"),
        migrations.RunSQL(APPEND_ONLY.format(table="members_accesslog"), migrations.RunSQL.noop),
        migrations.RunSQL(
            PUBLISHED_IS_IMMUTABLE, "DROP FUNCTION forbid_change_of_published() CASCADE"
        ),
    ]
