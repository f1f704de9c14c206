import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.keys


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_guards"),
        ("members", "0003_official_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SimulationRun",
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
                ("name", models.CharField(max_length=200, verbose_name="试用的规则")),
                ("sheet", models.TextField(verbose_name="规则表")),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="发起时间"
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已试算")),
                ("of", models.PositiveIntegerField(default=0, verbose_name="共")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                ("report", models.JSONField(null=True, verbose_name="结果")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.scheme",
                        verbose_name="对照期次",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策模拟",
                "verbose_name_plural": "政策模拟",
                "ordering": ["-asked_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("report__isnull", True),
                            ("finished_at__isnull", False),
                            _connector="OR",
                        ),
                        name="simulation_run_reports_when_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("of"))),
                        name="simulation_run_done_within_all",
                    ),
                ],
            },
        ),
    ]
