from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.payout import Payout


class LedgerEntry(models.Model):
    """One leg of a double entry, in fen. Append-only; the legs of a posting sum to zero.

    A debit is positive and a credit negative. Triggers of the migrations hold both rules: every
    statement that writes legs writes all of their postings.
    """

    class Account(models.TextChoices):
        BENEFITS = "benefits", "补助支出"
        PAYABLE = "payable", "应付补助"
        CLEARING = "clearing", "银行在途"
        BANK = "bank", "银行存款"
        RECEIVABLE = "receivable", "应收追回款"

    class Kind(models.TextChoices):
        OWED = "owed", "核定"
        EXPORTED = "exported", "送银行"
        PAID = "paid", "支付成功"
        RETURNED = "returned", "支付退回"
        BOUNCED = "bounced", "支付后退票"
        REVERSED = "reversed", "未付冲销"
        RECLAIMED = "reclaimed", "应予追回"
        RECOVERED = "recovered", "追回到账"
        OFFSET = "offset", "退票冲抵追回"

    PERSONAL: Final = ()

    posting = models.UUIDField("分录号", db_index=True)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    account = models.CharField("科目", max_length=10, choices=Account)
    fen = models.BigIntegerField("金额（分）")
    payout = models.ForeignKey(
        Payout, models.PROTECT, verbose_name="支付", related_name="entries", db_index=False
    )
    """Found by `ledger_posted_once`, which begins with it."""
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "分录"
        constraints = [
            models.CheckConstraint(name="ledger_entry_not_zero", condition=~Q(fen=0)),
            models.UniqueConstraint(
                fields=["payout", "kind", "account"], name="ledger_posted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.fen}"

    @property
    def amount_fen(self) -> int:
        """How much, on whichever side."""
        return abs(self.fen)
