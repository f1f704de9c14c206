"""Whoever decides large awards as the third."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_open_for_enrolment"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="user",
            name="user_roles_known",
        ),
        migrations.AlterField(
            model_name="user",
            name="roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("member", "职工"),
                        ("cadre", "单位工会经办人"),
                        ("pre_reviewer", "预审员"),
                        ("teller", "受理员"),
                        ("first_checker", "初审员"),
                        ("second_checker", "复核员"),
                        ("third_checker", "终审员"),
                        ("cashier", "支付制单员"),
                        ("accountant", "支付复核员"),
                        ("auditor", "审计员"),
                        ("administrator", "系统管理员"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="角色",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "roles__contained_by",
                        [
                            "member",
                            "cadre",
                            "pre_reviewer",
                            "teller",
                            "first_checker",
                            "second_checker",
                            "third_checker",
                            "cashier",
                            "accountant",
                            "auditor",
                            "administrator",
                        ],
                    )
                ),
                name="user_roles_known",
            ),
        ),
    ]
