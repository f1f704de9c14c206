from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from claims.models.claim import Claim, Kind
from claims.models.control import Flag
from members.keys import new_key
from members.prepared import prepared

if TYPE_CHECKING:
    from claims.models.payout import Payout
    from claims.models.recovery import Recovery


class AwardQuerySet(models.QuerySet["Award"]):
    def live(self) -> Self:
        return self.filter(voided=False)

    def with_noticed(self) -> Self:
        """With `noticed`: whether a rule of internal control waits for somebody to look."""
        flags = Flag.objects.open().filter(claim=OuterRef("claim"))
        return self.annotate(noticed=Exists(flags))


class Award(models.Model):
    """What a claim was found to be worth: proposed by one person, approved by another or two.

    Keeps the working as it was that day (`lines`) and a digest of the facts it rests on, so that
    what is approved is what was proposed.
    """

    class Outcome(models.TextChoices):
        PAYABLE = "payable", "补助"
        ZERO = "zero", "核定0元"

    PERSONAL: Final = ()
    noticed: bool
    """Only where it was read `with_noticed`."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name="申请", related_name="awards")
    outcome = models.CharField("结论", max_length=8, choices=Outcome)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    days = models.PositiveSmallIntegerField("补助天数", null=True, blank=True)
    lines = models.JSONField("计算过程")
    reasons = models.JSONField("说明代码", default=list)
    input_hash = models.CharField("依据摘要", max_length=64)
    override_reason = models.CharField(
        "人工核定理由", max_length=300, blank=True, default="", db_default=""
    )
    """Why the award is not what the rules give; empty where it is. The member reads it too."""
    rules_fen = models.PositiveBigIntegerField("按规则金额（分）", null=True, blank=True)
    """Beside an override; null where the rule sheet does not know an amount."""
    rules_days = models.PositiveSmallIntegerField("按规则天数", null=True, blank=True)
    needs_third = models.BooleanField("须终审", default=False, db_default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="初审人", related_name="+"
    )
    proposed_at = models.DateTimeField("初审时间", default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="复核人",
        null=True,
        blank=True,
        related_name="+",
    )
    """The second of three; null where two decide."""
    checked_at = models.DateTimeField("复核时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="核准人",
        null=True,
        blank=True,
        related_name="+",
    )
    """The last of two or three."""
    approved_at = models.DateTimeField("核准时间", null=True, blank=True)
    due_on = models.DateField("应付日期", null=True, blank=True)
    """The seventh working day after approval; set when there is something to pay."""
    voided = models.BooleanField("已作废", default=False)

    objects: ClassVar[models.Manager["Award"]] = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核定"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], name="award_one_alive_a_claim", condition=Q(voided=False)
            ),
            models.CheckConstraint(
                name="award_four_eyes",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="award_six_eyes",
                condition=Q(checked_by=None)
                | (
                    ~Q(checked_by=F("proposed_by"))
                    & (Q(approved_by=None) | ~Q(checked_by=F("approved_by")))
                ),
            ),
            models.CheckConstraint(
                name="award_third_where_needed",
                condition=Q(needs_third=False) | Q(approved_at=None) | Q(checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="award_checked_at_by_somebody",
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="award_differs_only_with_a_reason",
                condition=Q(override_reason="", rules_fen=None, rules_days=None)
                | (
                    ~Q(override_reason="")
                    & (
                        Q(rules_fen=None)
                        | ~Q(rules_fen=F("amount_fen"))
                        | (Q(days__isnull=False) & ~Q(rules_days=F("days")))
                    )
                ),
            ),
            models.CheckConstraint(
                name="award_approved_at_by_somebody",
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="award_due_when_approved_and_payable",
                condition=Q(due_on__isnull=False, approved_at__isnull=False, amount_fen__gt=0)
                | (Q(due_on=None) & (Q(approved_at=None) | Q(amount_fen=0))),
            ),
            models.CheckConstraint(
                name="award_outcome_agrees_with_amount",
                condition=Q(outcome="payable", amount_fen__gt=0) | Q(outcome="zero", amount_fen=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.yuan}元"

    @cached_property
    def attempts(self) -> "list[Payout]":
        """The attempts to pay it, the first one first. Read once."""
        from claims.models.payout import attempts  # noqa: PLC0415 - payouts are of awards

        payouts = attempts(self.pk)
        for payout in payouts:
            payout.award = self
        return payouts

    @property
    def asked_back(self) -> "Recovery | None":
        """What two people take back of it."""
        recovery: Recovery | None = getattr(self, "recovery", None)
        return recovery if recovery and recovery.confirmed_at else None

    @property
    def taken_back(self) -> bool:
        """Whether all of it was taken back, so that what the bank returns is not paid anew."""
        return self.asked_back is not None and self.asked_back.whole

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.amount_fen) / 100


@prepared
def live_awards(claim_id: UUID) -> models.QuerySet[Award]:
    """What stands of the proposals of a claim, `with_noticed`: one at most."""
    awards = Award.objects.live().with_noticed().select_related("recovery")
    return awards.filter(claim=claim_id)


class PaidDay(models.Model):
    """One night of one coverage that is paid: the table itself cannot hold one twice.

    Nor one more than the cap: `slot` runs from 1 to `most_days`, which a foreign key (of the
    migration) holds equal to the coverage's own.
    """

    PERSONAL: Final = ()

    coverage = models.ForeignKey(
        "members.Coverage", models.PROTECT, verbose_name="保障期限", related_name="paid_days"
    )
    most_days = models.PositiveSmallIntegerField("天数上限")
    award = models.ForeignKey(Award, models.PROTECT, verbose_name="核定", related_name="paid_days")
    day = models.DateField("日期")
    slot = models.PositiveSmallIntegerField("第几天")
    voided = models.BooleanField("已作废", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "已补助日"
        constraints = [
            models.UniqueConstraint(
                fields=["coverage", "day"], name="paid_day_night_once", condition=Q(voided=False)
            ),
            models.UniqueConstraint(
                fields=["coverage", "slot"], name="paid_day_slot_once", condition=Q(voided=False)
            ),
            models.CheckConstraint(
                name="paid_day_within_cap", condition=Q(slot__gte=1, slot__lte=F("most_days"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} ({self.slot}/{self.most_days})"


class LumpSum(models.Model):
    """One benefit paid once, against the coverage it was paid under."""

    PERSONAL: Final = ("member",)

    coverage = models.ForeignKey(
        "members.Coverage", models.PROTECT, verbose_name="保障期限", related_name="lump_sums"
    )
    member = models.ForeignKey("members.Member", models.PROTECT, verbose_name="职工")
    kind = models.CharField("项目", max_length=20, choices=Kind)
    award = models.OneToOneField(Award, models.PROTECT, verbose_name="核定")
    voided = models.BooleanField("已作废", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "一次性补助"
        constraints = [
            models.UniqueConstraint(
                fields=["coverage", "kind"],
                name="lump_sum_once_a_coverage",
                condition=Q(voided=False),
            ),
            models.UniqueConstraint(
                fields=["member", "kind"],
                name="lump_sum_death_once",
                condition=Q(voided=False, kind="death"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
