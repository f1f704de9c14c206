from datetime import date, datetime
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from claims.models.award import Award
from members.fields import BlindIndexField, SealedField
from members.keys import new_key
from members.models import Workday
from members.prepared import prepared


class PayoutBatch(models.Model):
    """Payouts that go to the bank together: prepared by one person, sealed by another.

    `content` are the bytes the bank gets, written when the batch is sealed and never again;
    a trigger refuses any change of a sealed batch but the note of its download.
    """

    PERSONAL: Final = ("content",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    number = models.CharField("批次号", max_length=20, unique=True, editable=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="制单人", null=True, related_name="+"
    )
    """Null while the sweep's batch waits for a person to take it on."""
    prepared_at = models.DateTimeField("制单时间", null=True, blank=True)
    collected_at = models.DateTimeField("归集时间", default=timezone.now)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="复核人",
        null=True,
        blank=True,
        related_name="+",
    )
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True)
    count = models.PositiveIntegerField("笔数", default=0)
    total_fen = models.PositiveBigIntegerField("合计（分）", default=0)
    format = models.CharField("文件格式", max_length=20, default="huzhu-1", db_default="huzhu-1")
    """As the file was written, and as the answer is read: a code of claims.payouts.formats."""
    content = SealedField("银行文件", blank=True)
    sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    downloaded_at = models.DateTimeField("首次下载", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支付批次"
        ordering = ["-collected_at"]
        constraints = [
            models.CheckConstraint(
                name="payout_batch_four_eyes",
                condition=Q(sealed_by=None) | ~Q(sealed_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="payout_batch_prepared_by_somebody",
                condition=Q(prepared_by=None, prepared_at=None)
                | Q(prepared_by__isnull=False, prepared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="payout_batch_sealed_whole",
                condition=Q(sealed_at=None, sealed_by=None, sha256="")
                | (
                    Q(
                        sealed_at__isnull=False,
                        sealed_by__isnull=False,
                        prepared_by__isnull=False,
                        count__gt=0,
                    )
                    & ~Q(sha256="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PayoutQuerySet(models.QuerySet["Payout"]):
    def due(self, by: date) -> Self:
        """Queued, in no batch yet and promised for `by` or earlier; earliest promise first."""
        return self.filter(state=Payout.State.QUEUED, batch=None, due_on__lte=by).order_by(
            "due_on", "pk"
        )

    def unanswered(self, sealed_before: datetime) -> Self:
        """Sent in a batch sealed before a moment, and no word of the bank since."""
        return self.filter(state=Payout.State.EXPORTED, batch__sealed_at__lt=sealed_before)

    def adrift(self) -> Self:
        """On the way, and promised for a day that the calendar does not hold as a working day."""
        worked = Workday.objects.filter(day=OuterRef("due_on"), works=True)
        return self.exclude(state__in=Payout.OVER).filter(~Exists(worked)).order_by("due_on")

    def late(self, today: date) -> Self:
        over = [Payout.State.PAID, Payout.State.REVERSED]
        return self.filter(due_on__lt=today).exclude(state__in=over)


class Payout(models.Model):
    """One attempt to pay one award. A new attempt is a new row, never an edited one."""

    class State(models.TextChoices):
        QUEUED = "queued", "待支付"
        EXPORTED = "exported", "已送银行"
        PAID = "paid", "已支付"
        RETURNED = "returned", "支付未成功"
        UNKNOWN = "unknown", "结果不明"
        REVERSED = "reversed", "已撤销"

    SETTLED: Final = (State.PAID, State.RETURNED)
    """The bank has answered."""
    OVER: Final = (*SETTLED, State.REVERSED)
    """Nothing more becomes of it."""
    PERSONAL: Final = ("payee_name", "payee_bank", "payee_account")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, verbose_name="核定", related_name="payouts")
    attempt = models.PositiveSmallIntegerField("第几次", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    due_on = models.DateField("应付日期")
    payee_name = models.CharField("收款户名", max_length=64)
    payee_bank = models.CharField("开户银行", max_length=100, blank=True)
    payee_account = SealedField("收款账号")
    """As it was at approval: a later change of the claim's account changes nothing here."""
    payee_index = BlindIndexField(source="payee_account")
    """By which other payouts to the same account are found."""
    bank_ref = models.CharField("支付流水号", max_length=24, unique=True)
    batch = models.ForeignKey(
        PayoutBatch,
        models.PROTECT,
        verbose_name="批次",
        null=True,
        blank=True,
        related_name="payouts",
        db_index=False,
    )
    """Its payouts are found by `payout_line_once`, which begins with it."""
    line_no = models.PositiveIntegerField("行号", null=True, blank=True)
    settled_at = models.DateTimeField("银行回复时间", null=True, blank=True)
    bank_words = models.CharField("银行说明", max_length=200, blank=True)

    objects: ClassVar[models.Manager["Payout"]] = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "支付"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "attempt"], name="payout_attempt_once"),
            models.UniqueConstraint(
                fields=["award"], name="payout_one_alive_an_award", condition=~Q(state="returned")
            ),
            models.UniqueConstraint(fields=["batch", "line_no"], name="payout_line_once"),
            models.CheckConstraint(name="payout_above_zero", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="payout_sent_in_a_batch",
                condition=Q(state__in=["queued", "reversed"])
                | Q(batch__isnull=False, line_no__isnull=False),
            ),
            models.CheckConstraint(
                name="payout_settled_when_answered",
                condition=Q(state__in=["paid", "returned"], settled_at__isnull=False)
                | (~Q(state__in=["paid", "returned"]) & Q(settled_at=None))
                | Q(state="reversed"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="payout_queued", condition=Q(state="queued", batch=None)
            ),
            models.Index(fields=["payee_index"], name="payout_payee"),
            models.Index(fields=["due_on"], name="payout_promised"),
            models.Index(fields=["settled_at"], name="payout_settled", condition=Q(state="paid")),
        ]

    def __str__(self) -> str:
        return self.bank_ref

    @property
    def rests(self) -> bool:
        """It arrived, came back, or is in no batch yet: whoever takes it back meets no bank."""
        waits = self.state == Payout.State.QUEUED and self.batch_id is None
        return waits or self.state in Payout.SETTLED


@prepared
def attempts(award_id: UUID) -> models.QuerySet[Payout]:
    """The attempts to pay an award, the first one first."""
    return Payout.objects.filter(award=award_id).order_by("attempt")


def awards_paid() -> tuple["models.Prefetch[Any]", ...]:
    """For `prefetch_related`: what claims came to, and the attempts to pay it."""
    return (
        models.Prefetch(
            "awards", Award.objects.live().select_related("recovery"), to_attr="live_awards"
        ),
        models.Prefetch(
            "live_awards__payouts", Payout.objects.order_by("attempt"), to_attr="attempts"
        ),
    )


class BankReturn(models.Model):
    """A file in which the bank answered for a batch. Taken up whole or not at all, and once."""

    PERSONAL: Final = ("content",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    batch = models.ForeignKey(
        PayoutBatch, models.PROTECT, verbose_name="批次", related_name="returns"
    )
    content = SealedField("回盘文件")
    sha256 = models.CharField("文件摘要", max_length=64, unique=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    settled_at = models.DateTimeField("入账时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "银行回盘"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.batch} {timezone.localtime(self.uploaded_at):%Y-%m-%d %H:%M}"


class BankReturnLine(models.Model):
    """What the bank said of one payout."""

    PERSONAL: Final = ()

    bank_return = models.ForeignKey(
        BankReturn, models.PROTECT, verbose_name="回盘", related_name="lines"
    )
    line_no = models.PositiveIntegerField("行号")
    payout = models.ForeignKey(Payout, models.PROTECT, verbose_name="支付", related_name="answers")
    paid = models.BooleanField("成功")
    """False after true: it was paid, and came back."""
    words = models.CharField("银行说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回盘明细"
        constraints = [
            models.UniqueConstraint(
                fields=["bank_return", "line_no"], name="bank_return_line_once"
            ),
            models.UniqueConstraint(fields=["payout", "paid"], name="bank_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line_no}"
