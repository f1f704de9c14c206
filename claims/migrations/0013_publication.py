"""What is published each month, and what finding it out needs."""

import django.utils.timezone
from django.db import migrations, models

STANDS = """
CREATE TRIGGER claims_publication_append_only BEFORE UPDATE OR DELETE ON claims_publication
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER claims_publication_never_emptied BEFORE TRUNCATE ON claims_publication
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_reviewing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("until", models.DateField(primary_key=True, serialize=False, verbose_name="截至")),
                ("figures", models.JSONField(verbose_name="数据")),
                (
                    "published_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="公布时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "统计公布",
                "verbose_name_plural": "统计公布",
                "ordering": ["-until"],
            },
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(fields=["due_on"], name="payout_promised"),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                condition=models.Q(("state", "paid")), fields=["settled_at"], name="payout_settled"
            ),
        ),
        migrations.RunSQL(STANDS, migrations.RunSQL.noop),
    ]
