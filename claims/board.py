"""The work board: what waits for a person's roles, how much of it, since when. Few queries."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from claims.community import waiting
from claims.models import (
    AccountChange,
    Claim,
    ClaimEvent,
    Flag,
    Hold,
    Loan,
    Parcel,
    Payout,
    PayoutBatch,
    Rating,
    Recovery,
    Ruling,
    Sample,
)
from claims.promise.deadlines import answers_late_since
from claims.promise.owed import Owed, owed
from claims.queues import QUEUES, WAITING
from claims.rating import ANSWERERS
from claims.states import Action
from members import workdays
from members.enrolment.waiting import piles
from members.models import Message, SmsDay, User
from members.roles import Role

EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
NAMED: Final = 20
"""Payouts named in an alarm; the list shows the rest."""
PAYING: Final = (Role.CASHIER, Role.ACCOUNTANT)
REVIEWS: Final = (Action.PASS, Action.ASK, Action.DECLINE)


@dataclass(frozen=True, slots=True)
class Card:
    """One pile of work: how many, the oldest since when, how many of them late."""

    label: str
    count: int
    link: str
    since: datetime | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    cards: list[Card]
    owed: list[Owed]
    """What is promised and not paid, for those who do with money."""
    calendar_ends: date | None
    """The last day that the working-day calendar knows, when that is near; None when it is not."""
    calendar_ending: bool
    adrift: list[Payout]
    """Payouts promised for a day on which nobody works by the calendar of today: the first few."""
    reviewed_today: int


def board(user: User) -> Board:
    """Lay out what waits for a person. Each role asks a few queries of its own."""
    ends = workdays.horizon()
    return Board(
        cards=[
            *_claims(user),
            *_enrolment(user),
            *_visits(user),
            *_papers(user),
            *_money(user),
            *_recoveries(user),
            *_community(user),
            *_ratings(user),
            *_messages(user),
            *_control(user),
        ],
        owed=owed() if user.has_role(*PAYING, Role.AUDITOR) else [],
        calendar_ends=ends,
        calendar_ending=workdays.ends_soon(ends, today=timezone.localdate()),
        adrift=_adrift(user),
        reviewed_today=reviewed_today(user) if user.has_role(Role.PRE_REVIEWER) else 0,
    )


def reviewed_today(user: User) -> int:
    """How many pre-reviews a person ended today."""
    return ClaimEvent.objects.filter(
        by=user, at__date=timezone.localdate(), action__in=REVIEWS
    ).count()


def counts(user: User) -> dict[str, int]:
    """How many claims stand in each queue, by its code. One query."""
    return Claim.objects.filter(status__in=WAITING).aggregate(
        **{code: Count("pk", filter=queue.rows(user)) for code, queue in QUEUES.items()}
    )


def _claims(user: User) -> list[Card]:
    own = {code: queue for code, queue in QUEUES.items() if user.has_role(queue.role)}
    if not own:
        return []
    today = timezone.localdate()
    late = Q(answer_by__lt=today) | Q(review_by__lt=today)
    found = Claim.objects.filter(status__in=WAITING).aggregate(
        **{f"{code}_count": Count("pk", filter=q.rows(user)) for code, q in own.items()},
        **{f"{code}_since": Min("since", filter=q.rows(user)) for code, q in own.items()},
        **{f"{code}_late": Count("pk", filter=q.rows(user) & late) for code, q in own.items()},
    )
    changelist = reverse("admin:claims_claim_changelist")
    return [
        Card(
            queue.label,
            found[f"{code}_count"],
            f"{changelist}?queue={code}",
            found[f"{code}_since"],
            found[f"{code}_late"],
        )
        for code, queue in own.items()
    ]


def _enrolment(user: User) -> list[Card]:
    return [
        Card(pile.label, pile.count, f"{reverse(pile.page)}?{pile.only}", pile.since)
        for pile in piles(user)
    ]


def _visits(user: User) -> list[Card]:
    """Today's visits still to come, at the teller's own station or at all for one without."""
    if not user.has_role(Role.TELLER):
        return []
    coming = Q(
        bookings__day=timezone.localdate(),
        bookings__cancelled_at=None,
        bookings__arrived_at=None,
    )
    if user.station_id:
        coming &= Q(bookings__seat__slot__station=user.station_id)
    count = Claim.objects.filter(coming).count()
    return [Card("今日来访", count, reverse("admin:appointments_booking_today"))]


def _papers(user: User) -> list[Card]:
    """Originals on their way, at the teller's own station, and lent out."""
    if not user.has_role(Role.TELLER):
        return []
    scan = reverse("admin:claims_parcel_scan")
    station = user.station
    if station is not None and station.hands_on and not station.takes_originals:
        held = Parcel.objects.held_at(station).aggregate(count=Count("pk"), since=Min("handed_at"))
        link = reverse("admin:claims_transfer_held")
        return [
            Card("代收待转送", held["count"], link, held["since"]),
            Card("代收原件（扫码）", Parcel.objects.under_way().count(), scan),
        ]
    loans = Loan.objects.open().aggregate(
        count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    )
    return [
        Card("在途原件（扫码签收）", Parcel.objects.under_way().count(), scan),
        Card(
            "借出未还的原件",
            loans["count"],
            reverse("admin:claims_loan_changelist"),
            late=loans["late"],
        ),
    ]


def _community(user: User) -> list[Card]:
    """What waits at the stations of a community's first reviewer."""
    if not user.has_role(Role.STATION_REVIEWER):
        return []
    late = Count("pk", filter=Q(community_until__lt=timezone.localdate()))
    found = waiting(user).aggregate(count=Count("pk"), since=Min("submitted_at"), late=late)
    link = reverse("admin:claims_claim_community")
    return [Card("待社区初审", found["count"], link, found["since"], found["late"])]


def _ratings(user: User) -> list[Card]:
    """Poor ratings that nobody answered yet."""
    if not user.has_role(*ANSWERERS):
        return []
    late = Count("pk", filter=Q(answer_by__lt=timezone.localdate()))
    found = Rating.objects.waiting().aggregate(count=Count("pk"), since=Min("given_at"), late=late)
    link = f"{reverse('admin:claims_rating_changelist')}?standing=waiting"
    return [Card("差评待答复", found["count"], link, found["since"], found["late"])]


def _messages(user: User) -> list[Card]:
    """What did not reach people though it could still; and today's texts once half are spent."""
    if not user.has_role(Role.ADMINISTRATOR):
        return []
    stuck = Message.objects.stuck().aggregate(count=Count("pk"), since=Min("created_at"))
    listed = reverse("admin:members_message_changelist")
    cards = [Card("消息未送达", stuck["count"], listed, stuck["since"])]
    spent = SmsDay.objects.filter(day=timezone.localdate()).exclude(alarmed_at=None).first()
    if spent is not None:
        listed = reverse("admin:members_smsday_changelist")
        sent = spent.codes + spent.notices
        words = "今日短信已用尽" if spent.exhausted_at else "今日短信用量过半"
        cards.append(Card(words, sent, listed))
    return cards


def _adrift(user: User) -> list[Payout]:
    if not user.has_role(*PAYING):
        return []
    return list(Payout.objects.adrift().only("pk", "bank_ref", "due_on")[:NAMED])


def _money(user: User) -> list[Card]:
    if not user.has_role(*PAYING):
        return []
    later = Exists(Payout.objects.filter(award=OuterRef("award"), attempt__gt=OuterRef("attempt")))
    held = Exists(Hold.objects.open().filter(payout=OuterRef("pk")))
    asked = Exists(Ruling.objects.pending().filter(payout=OuterRef("pk")))
    changed = Exists(AccountChange.objects.filter(approved=None, payout=OuterRef("pk")))
    before = answers_late_since()
    unanswered = Exists(Payout.objects.unanswered(before or EARLIEST).filter(pk=OuterRef("pk")))
    payouts = Payout.objects.exclude(state=Payout.State.PAID).aggregate(
        waiting=Count("pk", filter=Q(state=Payout.State.QUEUED)),
        returned=Count("pk", filter=Q(state=Payout.State.RETURNED) & ~Q(later)),
        unknown=Count("pk", filter=Q(state=Payout.State.UNKNOWN)),
        held=Count("pk", filter=Q(state=Payout.State.QUEUED) & Q(held)),
        asked=Count("pk", filter=Q(asked)),
        changed=Count("pk", filter=Q(changed)),
        unanswered=Count("pk", filter=Q(unanswered)),
    )
    batches = PayoutBatch.objects.filter(sealed_at=None).aggregate(
        count=Count("pk"), since=Min("collected_at")
    )
    listed = reverse("admin:claims_payout_changelist")
    return [
        Card("待支付", payouts["waiting"], f"{listed}?state__exact=queued"),
        Card(
            "批次待封存",
            batches["count"],
            reverse("admin:claims_payoutbatch_changelist"),
            batches["since"],
        ),
        Card("支付未成功", payouts["returned"], f"{listed}?state__exact=returned"),
        Card(
            "账户更正待核对",
            payouts["changed"],
            reverse("admin:claims_accountchange_changelist"),
        ),
        Card("暂缓支付", payouts["held"], f"{listed}?promise=held"),
        Card("支付处理待确认", payouts["asked"], f"{listed}?promise=asked"),
        Card("银行结果不明", payouts["unknown"], f"{listed}?state__exact=unknown"),
        Card("银行未回复", payouts["unanswered"], f"{listed}?promise=unanswered"),
    ]


def _recoveries(user: User) -> list[Card]:
    """What is to be taken back: what was found, what is to be confirmed, what is to come in."""
    listed = reverse("admin:claims_recovery_changelist")
    cards = []
    if user.has_role(Role.FIRST_CHECKER):
        found = Sample.objects.unsettled().aggregate(count=Count("pk"), since=Min("draw__drawn_at"))
        link = f"{reverse('admin:claims_sample_changelist')}?standing=unsettled"
        cards.append(Card("抽查发现问题", found["count"], link, found["since"]))
    if user.has_role(Role.SECOND_CHECKER):
        found = Recovery.objects.proposed().aggregate(count=Count("pk"), since=Min("proposed_at"))
        link = f"{listed}?standing=proposed"
        cards.append(Card("撤销追回待确认", found["count"], link, found["since"]))
    if user.has_role(Role.CASHIER):
        found = Recovery.objects.owed().aggregate(count=Count("pk"), since=Min("confirmed_at"))
        cards.append(Card("追回待到账", found["count"], f"{listed}?standing=owed", found["since"]))
    return cards


def _control(user: User) -> list[Card]:
    """What waits for a second look by somebody who had no part in it."""
    if not user.has_role(Role.AUDITOR):
        return []
    flags = Flag.objects.open().aggregate(count=Count("pk"), since=Min("raised_at"))
    samples = Sample.objects.waiting().aggregate(count=Count("pk"), since=Min("draw__drawn_at"))
    listed = reverse("admin:claims_flag_changelist"), reverse("admin:claims_sample_changelist")
    return [
        Card("待核查预警", flags["count"], f"{listed[0]}?standing=open", flags["since"]),
        Card("待复查抽样", samples["count"], f"{listed[1]}?standing=waiting", samples["since"]),
    ]
