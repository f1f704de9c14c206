from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.payout import Payout
from members.fields import SealedField
from members.keys import new_key


class RulingQuerySet(models.QuerySet["Ruling"]):
    def pending(self) -> Self:
        """Asked for, and neither confirmed nor dropped yet."""
        return self.filter(confirmed_at=None, dropped_at=None).exclude(kind__in=Ruling.ALONE)


class Ruling(models.Model):
    """What people decided of one payout, with their reason: asked by one, confirmed by another.

    Kept for ever. A payout's day moves by such a row alone: a trigger compares the two.
    """

    class Kind(models.TextChoices):
        DUE_ON = "due_on", "更改应付日期"
        RELEASE = "release", "解除暂缓"
        UNKNOWN = "unknown", "结果不明"
        PAID = "paid", "对账单查明已支付"
        FAILED = "failed", "对账单查明未支付"

    ALONE: Final = (Kind.UNKNOWN,)
    """Noted by one person: nothing is decided by it yet."""
    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    payout = models.ForeignKey(Payout, models.PROTECT, verbose_name="支付", related_name="rulings")
    kind = models.CharField("事项", max_length=10, choices=Kind)
    due_before = models.DateField("原应付日期", null=True, blank=True)
    due_after = models.DateField("新应付日期", null=True, blank=True)
    words = models.CharField("理由或依据", max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+"
    )
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="确认人",
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    dropped_at = models.DateTimeField("不予确认时间", null=True, blank=True)

    objects: ClassVar[models.Manager["Ruling"]] = RulingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "支付处理"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="ruling_says_why", condition=~Q(words="")),
            models.CheckConstraint(
                name="ruling_four_eyes",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="ruling_confirmed_at_by_somebody",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="ruling_names_the_days",
                condition=Q(kind="due_on", due_before__isnull=False, due_after__isnull=False)
                | (~Q(kind="due_on") & Q(due_before=None, due_after=None)),
            ),
            models.UniqueConstraint(
                fields=["payout"],
                name="ruling_one_open_a_payout",
                condition=Q(confirmed_at=None, dropped_at=None) & ~Q(kind="unknown"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def open(self) -> bool:
        return not (self.kind in self.ALONE or self.confirmed_at or self.dropped_at)


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self) -> Self:
        """Those that keep their payout from going to the bank now."""
        lasting = Q(until=None) | Q(until__gt=timezone.now())
        return self.filter(lasting, lifted=None)


class Hold(models.Model):
    """Why a payout does not go to the bank for now: until a time, or until two people lift it.

    A trigger refuses to export a payout with an open hold.
    """

    class Reason(models.TextChoices):
        ACCOUNT_NEW = "account_new", "收款账户刚更正"
        PAYEE_DIFFERS = "payee_differs", "收款人与职工姓名不一致"
        ACCOUNT_SHARED = "account_shared", "同一账户收取多名职工的补助"
        DISPUTED = "disputed", "职工对代办有异议"
        TAKEN_OUT = "taken_out", "从批次中取出"

    PERSONAL: Final = ()

    payout = models.ForeignKey(Payout, models.PROTECT, verbose_name="支付", related_name="holds")
    reason = models.CharField("原因", max_length=16, choices=Reason)
    words = models.CharField("说明", max_length=300, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="暂缓人",
        null=True,
        blank=True,
        related_name="+",
    )
    """Null when the system noticed it."""
    placed_at = models.DateTimeField("暂缓时间", default=timezone.now)
    until = models.DateTimeField("暂缓至", null=True, blank=True)
    """It lapses then by itself; nobody lifts it before."""
    lifted = models.ForeignKey(
        Ruling, models.PROTECT, verbose_name="解除", null=True, blank=True, related_name="holds"
    )

    objects: ClassVar[models.Manager["Hold"]] = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂缓支付"
        ordering = ["placed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="hold_lapses_or_is_lifted", condition=Q(until=None) | Q(lifted=None)
            ),
        ]
        indexes = [
            models.Index(fields=["payout"], name="hold_open", condition=Q(lifted=None)),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class AccountChange(models.Model):
    """The member's answer to a failed payment: where the money is to go instead.

    Somebody in the office looks at it; then it is a new attempt, never an edited one.
    """

    PERSONAL: Final = ("name", "bank", "account")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    payout = models.ForeignKey(
        Payout, models.PROTECT, verbose_name="未成功的支付", related_name="changes"
    )
    name = models.CharField("收款户名", max_length=64)
    bank = models.CharField("开户银行", max_length=100)
    account = SealedField("收款账号")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="更正人", related_name="+"
    )
    given_at = models.DateTimeField("更正时间", default=timezone.now)
    """The second clock runs from here."""
    due_on = models.DateField("应付日期", null=True, blank=True)
    """Null while the working days to come are not known."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="核对人",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("核对时间", null=True, blank=True)
    approved = models.BooleanField("通过", null=True, blank=True)
    words = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "账户更正"
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="account_change_decided_whole",
                condition=Q(decided_at=None, decided_by=None, approved=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, approved__isnull=False),
            ),
            models.CheckConstraint(
                name="account_change_four_eyes",
                condition=Q(decided_by=None) | ~Q(decided_by=F("given_by")),
            ),
            models.CheckConstraint(
                name="account_change_turned_down_with_words",
                condition=~Q(approved=False) | ~Q(words=""),
            ),
            models.UniqueConstraint(
                fields=["payout"],
                name="account_change_one_alive_a_payout",
                condition=Q(approved=None) | Q(approved=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payout} {timezone.localtime(self.given_at):%Y-%m-%d %H:%M}"
