"""Codes by which certificates of cover are checked, and the misses that are counted."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_rosters_in_the_background"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=16, primary_key=True, serialize=False, verbose_name="验证码"
                    ),
                ),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="出具时间"
                    ),
                ),
                (
                    "coverage",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="members.coverage",
                        verbose_name="保障期限",
                    ),
                ),
            ],
            options={
                "verbose_name": "保障凭证",
                "verbose_name_plural": "保障凭证",
            },
        ),
        migrations.CreateModel(
            name="MissedCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.GenericIPAddressField(verbose_name="网络地址")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
            ],
            options={
                "verbose_name": "未查到的验证码",
                "verbose_name_plural": "未查到的验证码",
                "indexes": [models.Index(fields=["address", "at"], name="missed_code_address")],
            },
        ),
    ]
