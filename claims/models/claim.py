from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from claims.reasons import Refusal
from claims.states import Status
from members.fields import BlindIndexField, SealedField
from members.keys import new_key
from members.models import Cadre, Unit, User
from members.prepared import prepared

if TYPE_CHECKING:
    from claims.models.agency import Agency
    from claims.models.award import Award


class Kind(models.TextChoices):
    """What a claim asks for. The codes are those of the benefit rules."""

    INPATIENT = "inpatient", "一般住院补助"
    CRITICAL_ILLNESS = "critical_illness", "重大疾病补助"
    DEATH = "death", "职工亡故慰问金"
    DISABILITY = "disability", "事故致残补助"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of(self, user: User) -> Self:
        """Those that a public account may see: about its own member, or filed by it.

        Who filed for another sees it while the member does not object, and, who filed by a post,
        while they hold it.
        """
        disputed = Q(agency__objected_at__isnull=False, agency__settled_at=None)
        posts = Cadre.objects.on(timezone.localdate()).filter(user=user).values("unit")
        left = Q(agency__unit__isnull=False) & ~Q(agency__unit__in=posts)
        return self.filter(Q(member__user=user) | (Q(applicant=user) & ~disputed & ~left))

    def of_staff(self, unit: Unit) -> Self:
        """Those of the people whom a unit enrolled last, once they were sent in."""
        return self.seen_by_office().filter(member__unit=unit)

    def seen_by_office(self) -> Self:
        """Those that were ever submitted: a draft is the member's alone."""
        return self.exclude(status=Status.DRAFT)

    def with_standing(self) -> Self:
        """With all that a list says of where they stand, in few queries however many claims."""
        from claims.models.payout import awards_paid  # noqa: PLC0415 - payouts are of claims

        return self.select_related("agency", "member").prefetch_related(
            *awards_paid(), "live_awards__attempts__changes", "corrections__items", "parcels"
        )


class Claim(models.Model):
    """One request for one benefit. `status` is written by claims.transitions alone."""

    Kind = Kind
    Status = Status
    PERSONAL: Final = ("payee_name", "payee_bank", "payee_account")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    client_key = models.UUIDField("提交标记", editable=False)
    """Made by the form that opened the draft, so that a double tap opens one."""
    number = models.CharField("申请编号", max_length=24, unique=True, null=True, editable=False)  # noqa: DJ001 - unique once given
    acceptance_number = models.CharField(  # noqa: DJ001 - unique once given
        "受理编号", max_length=24, unique=True, null=True, editable=False
    )
    kind = models.CharField("申请类型", max_length=20, choices=Kind)
    member = models.ForeignKey(
        "members.Member", models.PROTECT, verbose_name="职工", related_name="claims"
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="claims"
    )
    station = models.ForeignKey(
        "members.Station", models.PROTECT, verbose_name="服务站", null=True, blank=True
    )
    community = models.ForeignKey(
        "members.Station",
        models.PROTECT,
        verbose_name="社区初审",
        null=True,
        blank=True,
        related_name="+",
    )
    """The station that looks first whether the papers are all there."""
    community_until = models.DateField("社区初审至", null=True, blank=True, editable=False)
    """The centre waits for the station until then; none once the station has answered."""
    vouched_at = models.DateTimeField("社区初审通过", null=True, blank=True, editable=False)
    """When the station found all papers there; the centre looks at them all the same."""
    status = models.CharField("状态", max_length=16, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    """Raised by every move and every change of facts or pages, so that a stale form is noticed."""
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="经办人",
        null=True,
        blank=True,
        related_name="+",
    )
    held_until = models.DateTimeField("占用至", null=True, blank=True, editable=False)
    """Until then nobody but the reviewer acts on a claim in pre-review; each act extends it."""
    review_by = models.DateField("预审时限", null=True, blank=True, editable=False)
    """The promised day of the pre-review; none while the member is asked (claims.promise.clock)."""
    follows = models.ForeignKey(
        "self", models.PROTECT, verbose_name="接续", null=True, blank=True, related_name="+"
    )
    """The claim closed late whose facts and pages this one took over."""
    circumstances = ArrayField(
        models.CharField(max_length=20), verbose_name="情形", default=list, blank=True
    )
    """What makes a paper necessary that others need not bring: codes of claims.benefits."""
    payee_name = models.CharField("收款户名", max_length=64, blank=True)
    payee_bank = models.CharField("开户银行", max_length=100, blank=True)
    payee_account = SealedField("银行卡号", blank=True)
    payee_account_index = BlindIndexField(source="payee_account", db_index=True)
    consent = models.ForeignKey(
        "members.Consent", models.PROTECT, verbose_name="单独同意", null=True, blank=True
    )
    reasons = ArrayField(
        models.CharField(max_length=4, choices=Refusal),
        verbose_name="不予补助原因",
        default=list,
        blank=True,
        db_default=[],
    )
    """All of them, proposed or decided: a member is told everything at once."""
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="不予补助决定人",
        null=True,
        blank=True,
        related_name="+",
    )
    contested = models.BooleanField("有回避或异议", default=False, db_default=False, editable=False)
    """Somebody stood aside, or the member objected: who acted before may be barred from a move."""
    reason_words = models.CharField("原因说明", max_length=300, blank=True)
    opened_at = models.DateTimeField("开始填写", default=timezone.now, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    since = models.DateTimeField("进入本状态", default=timezone.now, editable=False)
    answer_by = models.DateField("请在此日前办理", null=True, blank=True)
    """The last day for the member to act, where it is the member's turn and time is limited."""

    objects: ClassVar[models.Manager["Claim"]] = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补助申请"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["member", "client_key"], name="claim_opened_once"),
            models.CheckConstraint(
                name="claim_status_known", condition=Q(status__in=[str(s) for s in Status])
            ),
            models.CheckConstraint(
                name="claim_submitted_with_consent",
                condition=Q(status="draft")
                | Q(consent__isnull=False, number__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_accepted_with_number",
                condition=~Q(
                    status__in=[
                        "accepted",
                        "first_check",
                        "second_check",
                        "third_check",
                        "approved",
                    ]
                )
                | Q(acceptance_number__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_refused_with_reason", condition=~Q(status="refused") | ~Q(reasons=[])
            ),
            models.CheckConstraint(
                name="claim_refused_by_a_person",
                condition=~Q(status="refused") | Q(refused_by__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_with_a_station_until_a_day",
                condition=Q(community_until=None) | Q(community__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_held_by_somebody",
                condition=Q(held_until=None) | Q(reviewer__isnull=False, status="in_review"),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "since"], name="claim_queue"),
            models.Index(fields=["member", "-opened_at"], name="claim_of_member"),
            models.Index(
                fields=["submitted_at", "id"], name="claim_waiting", condition=Q(status="submitted")
            ),
            models.Index(
                fields=["station", "submitted_at", "id"],
                name="claim_waiting_at",
                condition=Q(status="submitted"),
            ),
            models.Index(
                fields=["community", "submitted_at"],
                name="claim_with_a_station",
                condition=Q(status="submitted", community_until__isnull=False),
            ),
            models.Index(
                fields=["submitted_at", "id"],
                name="claim_waiting_vouched",
                condition=Q(status="submitted", vouched_at__isnull=False),
            ),
            models.Index(
                fields=["reviewer", "submitted_at", "id"],
                name="claim_reviewed",
                condition=Q(status="in_review"),
            ),
            models.Index(
                fields=["review_by"],
                name="claim_review_due",
                condition=Q(status__in=["submitted", "in_review"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_kind_display()}（草稿）"

    @cached_property
    def past(self) -> list[tuple[str, UUID | None, datetime]]:
        """What was done to it so far, by whom and when, last first. Read once: lock it before."""
        return _past(self.pk)

    @cached_property
    def live_awards(self) -> "list[Award]":
        """What it was found to be worth and stands: one at most. Read once: lock it before."""
        from claims.models.award import live_awards  # noqa: PLC0415 - awards are of claims

        awards = live_awards(self.pk)
        for award in awards:
            award.claim = self
        return awards

    @property
    def live_award(self) -> "Award | None":
        return self.live_awards[0] if self.live_awards else None

    @property
    def by_agent(self) -> "Agency | None":
        """By whom the claim is filed, where that is not the member."""
        return getattr(self, "agency", None)

    @property
    def may_be_filed_again(self) -> bool:
        """Whether it was closed late, or taken back without an objection to whoever filed it."""
        objected = self.by_agent is not None and self.by_agent.disputed
        withdrawn = self.status == Status.WITHDRAWN and not objected
        return withdrawn or self.status == Status.CLOSED_LATE

    def is_handled_by(self, user: User) -> bool:
        """Whether an account acts for the claim: the member's own, or that which filed it."""
        if user.pk == self.member.user_id:
            return True
        return user.pk == self.applicant_id and (self.by_agent is None or self.by_agent.stands)


@prepared
def _past(claim_id: UUID) -> models.QuerySet[Claim, tuple[str, UUID | None, datetime]]:
    happened = Claim.objects.filter(pk=claim_id, events__isnull=False).order_by("-events__seq")
    return happened.values_list("events__action", "events__by", "events__at")
