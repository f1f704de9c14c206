"""Remember the format in which a batch was written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0009_account_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="payoutbatch",
            name="format",
            field=models.CharField(
                db_default="huzhu-1", default="huzhu-1", max_length=20, verbose_name="文件格式"
            ),
        ),
    ]
