"""Money in: one voucher a roster, and orders to pay online."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.keys


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_cadre_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeeOrder",
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
                ("number", models.CharField(max_length=32, unique=True, verbose_name="订单号")),
                ("due_fen", models.PositiveBigIntegerField(verbose_name="应付金额（分）")),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="下单时间"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待付款"),
                            ("arrived", "已付款，待登记"),
                            ("settled", "已登记到账"),
                            ("held", "已付款，待人工核实"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "paid_fen",
                    models.PositiveBigIntegerField(null=True, verbose_name="实付金额（分）"),
                ),
                ("paid_at", models.DateTimeField(null=True, verbose_name="付款时间")),
                (
                    "partner_number",
                    models.CharField(blank=True, max_length=64, verbose_name="支付流水号"),
                ),
                (
                    "held_for",
                    models.CharField(blank=True, max_length=200, verbose_name="须核实的事项"),
                ),
            ],
            options={
                "verbose_name": "在线缴费订单",
                "verbose_name_plural": "在线缴费订单",
                "ordering": ["-asked_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="enrolmentbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voucher", ""), _negated=True),
                fields=("voucher",),
                name="enrolment_voucher_once",
            ),
        ),
        migrations.AddField(
            model_name="feeorder",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="付款人",
            ),
        ),
        migrations.AddField(
            model_name="feeorder",
            name="batch",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fee_order",
                to="members.enrolmentbatch",
                verbose_name="参保批次",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("partner_number", ""), _negated=True),
                fields=("partner_number",),
                name="fee_order_payment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("paid_at", None),
                        ("paid_fen", None),
                        ("partner_number", ""),
                        ("status", "open"),
                    ),
                    models.Q(
                        models.Q(("status", "open"), _negated=True),
                        ("paid_at__isnull", False),
                        ("paid_fen__isnull", False),
                        models.Q(("partner_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="fee_order_open_until_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_for", ""), ("status", "held"), _negated=True),
                name="fee_order_held_for_something",
            ),
        ),
    ]
