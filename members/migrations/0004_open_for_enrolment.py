"""Which period people are enrolled in: one at a time, said by a person and not guessed."""

from django.db import migrations, models
from django.db.models import Q

BUT_FOR_ENROLMENT = """
CREATE OR REPLACE FUNCTION forbid_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
       to_jsonb(NEW) - 'open_for_enrolment' = to_jsonb(OLD) - 'open_for_enrolment' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'scheme % is published and cannot change', OLD.code
        USING ERRCODE = 'check_violation';
END $$;
"""

FOR_NOTHING = """
CREATE OR REPLACE FUNCTION forbid_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'scheme % is published and cannot change', OLD.code
        USING ERRCODE = 'check_violation';
END $$;
"""

OPEN_THE_ONE_PUBLISHED_LAST = """
UPDATE members_scheme SET open_for_enrolment = true WHERE code = (
    SELECT code FROM members_scheme WHERE status = 'published'
    ORDER BY published_at DESC, code DESC LIMIT 1
);
"""
"""Under which people were enrolled until now."""


class Migration(migrations.Migration):
    dependencies = [("members", "0003_official_calendar")]

    operations = [
        migrations.AddField(
            "scheme",
            "open_for_enrolment",
            models.BooleanField("开放参保", default=False, editable=False),
        ),
        migrations.AddConstraint(
            "scheme",
            models.UniqueConstraint(
                fields=["open_for_enrolment"],
                name="scheme_one_open",
                condition=Q(open_for_enrolment=True),
            ),
        ),
        migrations.AddConstraint(
            "scheme",
            models.CheckConstraint(
                name="scheme_open_when_published",
                condition=Q(open_for_enrolment=False) | Q(status="published"),
            ),
        ),
        migrations.RunSQL(BUT_FOR_ENROLMENT, FOR_NOTHING),
        migrations.RunSQL(OPEN_THE_ONE_PUBLISHED_LAST, migrations.RunSQL.noop),
    ]
