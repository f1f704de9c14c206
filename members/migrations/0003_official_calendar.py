"""The State Council's calendar as far as it is known, 2004 to 2026. Staff add the years after."""

from typing import Any

from django.db import migrations

from members.official_calendar import official_days


def seed(apps: Any, schema_editor: Any) -> None:
    workday = apps.get_model("members", "Workday")
    workday.objects.bulk_create(
        workday(day=day, works=works, note=note) for day, works, note in official_days(2004, 2026)
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0002_guards")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
