"""Let a second critical illness be paid in another coverage; a death stays once in a life."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_reconciliation")]

    operations = [
        migrations.RemoveConstraint(model_name="lumpsum", name="lump_sum_once_in_a_life"),
        migrations.AddConstraint(
            model_name="lumpsum",
            constraint=models.UniqueConstraint(
                fields=["member", "kind"],
                name="lump_sum_death_once",
                condition=models.Q(voided=False, kind="death"),
            ),
        ),
    ]
