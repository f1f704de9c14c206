"""Forget the coarse marks of pages: ink is laid level now, and the sweep marks them anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0029_marks_of_ink")]

    operations = [migrations.RunSQL("DELETE FROM claims_marks", migrations.RunSQL.noop)]
