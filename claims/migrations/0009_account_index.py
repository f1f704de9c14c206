"""A claim can be found by its account: the blind index, also of those that are there."""

from typing import Any

from django.db import migrations

import members.fields


def index(apps: Any, schema_editor: Any) -> None:
    claims = apps.get_model("claims", "Claim").objects.exclude(payee_name="")
    for claim in claims.only("pk", "payee_account").iterator():
        claim.save(update_fields=["payee_account_index"])


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_second_attempts")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="payee_account_index",
            field=members.fields.BlindIndexField(
                db_index=True, editable=False, null=True, source="payee_account"
            ),
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
