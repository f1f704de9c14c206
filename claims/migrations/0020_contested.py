from django.db import migrations, models

BY_ITS_EVENTS = """
UPDATE claims_claim c SET contested = true
    WHERE EXISTS (SELECT FROM claims_claimevent e
                  WHERE e.claim_id = c.id AND e.action IN ('recuse', 'object'))
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_ratings")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="contested",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="有回避或异议"
            ),
        ),
        migrations.RunSQL(BY_ITS_EVENTS, migrations.RunSQL.noop),
    ]
