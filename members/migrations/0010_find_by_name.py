"""Names in fragments of one and two characters: any two of a name find it among a million.

Trigrams know nothing of names that are two or three characters long.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

NAME_GRAMS = """
CREATE FUNCTION name_grams(name text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    grams text[] := '{}';
BEGIN
    FOR place IN 1..length(name) LOOP
        grams := grams || substr(name, place, 1);
        IF place < length(name) THEN
            grams := grams || substr(name, place, 2);
        END IF;
    END LOOP;
    RETURN grams;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0009_certificates")]

    operations = [
        migrations.RunSQL(NAME_GRAMS, "DROP FUNCTION name_grams(text)"),
        migrations.AddIndex(
            model_name="member",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func("name", function="name_grams"),
                name="member_name_grams",
                fastupdate=False,
            ),
        ),
    ]
