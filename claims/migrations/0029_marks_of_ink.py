"""Forget the coarse marks of pages: ink is kept otherwise now, and the sweep marks them anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0028_offset")]

    operations = [migrations.RunSQL("DELETE FROM claims_marks", migrations.RunSQL.noop)]
