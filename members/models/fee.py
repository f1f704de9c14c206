from decimal import Decimal
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.keys import new_key


class FeeOrderQuerySet(models.QuerySet["FeeOrder"]):
    def held(self) -> Self:
        """Those of which somebody has to look into something still."""
        return self.exclude(held_for="").filter(cleared_at=None)


class FeeOrder(models.Model):
    """An order to pay online what a roster, or somebody who joins alone, owes; and what the payment
    partner said of it.

    One for each, whatever becomes of it: money that arrives twice is for a person to look at.
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
        null=True,
        blank=True,
    )
    joining = models.OneToOneField(
        "members.SelfEnrolment",
        models.PROTECT,
        verbose_name="自主参保",
        related_name="fee_order",
        null=True,
        blank=True,
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
    cleared_how = models.CharField("核实结果", max_length=200, blank=True)
    cleared_at = models.DateTimeField("核实时间", null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核实人", null=True, related_name="+"
    )

    objects: ClassVar[models.Manager["FeeOrder"]] = FeeOrderQuerySet.as_manager()

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
                name="fee_order_for_one_thing",
                condition=Q(batch=None, joining__isnull=False)
                | Q(batch__isnull=False, joining=None),
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
            models.CheckConstraint(
                name="fee_order_cleared_by_somebody",
                condition=Q(cleared_at=None, cleared_by=None, cleared_how="")
                | (
                    Q(cleared_at__isnull=False, cleared_by__isnull=False)
                    & ~Q(cleared_how="")
                    & ~Q(held_for="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Of the number as much as people call it by."""
        return self.number[-8:].upper()

    @property
    def due(self) -> Decimal:
        """Yuan."""
        return Decimal(self.due_fen) / 100

    @property
    def paid(self) -> Decimal | None:
        """Yuan; None until it was paid."""
        return None if self.paid_fen is None else Decimal(self.paid_fen) / 100

    @property
    def payer(self) -> str:
        return self.batch.unit.name if self.batch else str(self.joining and self.joining.name)
