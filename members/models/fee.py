from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.keys import new_key


class FeeOrder(models.Model):
    """An order to pay the fee of a roster online, and what the payment partner said of it.

    One a roster, whatever becomes of it: money that arrives twice is for a person to look at.
    """

    class Status(models.TextChoices):
        OPEN = "open", "待付款"
        ARRIVED = "arrived", "已付款，待登记"
        SETTLED = "settled", "已登记到账"
        HELD = "held", "已付款，待人工核实"

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    batch = models.OneToOneField(
        "members.EnrolmentBatch",
        models.PROTECT,
        verbose_name="参保批次",
        related_name="fee_order",
    )
    number = models.CharField("订单号", max_length=32, unique=True)
    due_fen = models.PositiveBigIntegerField("应付金额（分）")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="付款人", related_name="+"
    )
    asked_at = models.DateTimeField("下单时间", default=timezone.now)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    paid_fen = models.PositiveBigIntegerField("实付金额（分）", null=True)
    paid_at = models.DateTimeField("付款时间", null=True)
    partner_number = models.CharField("支付流水号", max_length=64, blank=True)
    held_for = models.CharField("须核实的事项", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "在线缴费订单"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner_number"],
                name="fee_order_payment_once",
                condition=~Q(partner_number=""),
            ),
            models.CheckConstraint(
                name="fee_order_open_until_paid",
                condition=Q(status="open", paid_fen=None, paid_at=None, partner_number="")
                | (
                    ~Q(status="open")
                    & Q(paid_fen__isnull=False, paid_at__isnull=False)
                    & ~Q(partner_number="")
                ),
            ),
            models.CheckConstraint(
                name="fee_order_held_for_something", condition=~Q(status="held", held_for="")
            ),
        ]

    def __str__(self) -> str:
        return self.number
