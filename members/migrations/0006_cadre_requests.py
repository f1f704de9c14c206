"""Asking to act for a unit, and why fewer of a unit have joined."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.keys


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_third_checker"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="joining_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="参保率说明"),
        ),
        migrations.AlterField(
            model_name="cadre",
            name="until",
            field=models.DateField(
                blank=True, help_text="自这一天起不再经办。", null=True, verbose_name="止"
            ),
        ),
        # A post ended after its last day; from now on the column is the first day without it.
        migrations.RunSQL(
            "UPDATE members_cadre SET until = until + 1 WHERE until IS NOT NULL",
            "UPDATE members_cadre SET until = until - 1 WHERE until > since",
        ),
        migrations.CreateModel(
            name="CadreRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=members.keys.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("unit_name", models.CharField(max_length=200, verbose_name="单位名称")),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                ("name", models.CharField(max_length=64, verbose_name="申请人姓名")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="申请时间"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "待审核"),
                            ("approved", "已同意"),
                            ("declined", "未同意"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("replaces", models.BooleanField(default=False, verbose_name="接替原经办人")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="审核意见")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审核时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cadre_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请账户",
                    ),
                ),
            ],
            options={
                "verbose_name": "经办申请",
                "verbose_name_plural": "经办申请",
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("user", "credit_code"),
                        name="cadre_request_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None), ("decided_by", None), ("status", "asked")
                            ),
                            models.Q(
                                models.Q(("status", "asked"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cadre_request_decided_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("status", "declined"), _negated=True),
                        name="cadre_request_declined_with_reason",
                    ),
                ],
            },
        ),
    ]
