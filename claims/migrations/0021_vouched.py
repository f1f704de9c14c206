"""When a community's first review found all papers there, known of the claims so far by their events."""

from django.conf import settings
from django.db import migrations, models

OF_EVENTS = """
UPDATE claims_claim SET vouched_at = vouched.at
  FROM (SELECT claim_id, max(at) AS at FROM claims_claimevent WHERE action = 'vouch' GROUP BY claim_id)
       vouched
 WHERE vouched.claim_id = claims_claim.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0020_contested"),
        ("members", "0020_sign_in_networks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="vouched_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="社区初审通过"
            ),
        ),
        migrations.RunSQL(OF_EVENTS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("status", "submitted"), ("vouched_at__isnull", False)),
                fields=["submitted_at", "id"],
                name="claim_waiting_vouched",
            ),
        ),
    ]
