"""What waits for whom in the office: the queues as one table, and what comes next in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Claim
from claims.states import MOVES, Status
from members.models import User
from members.roles import Role

S = Status


@dataclass(frozen=True, slots=True)
class Queue:
    """Claims that wait for the same thing."""

    label: str
    statuses: tuple[Status, ...]
    role: Role
    """Whose work it is; for claims that wait for the member, who follows them up."""
    mine: bool = False
    """Only those that the person took."""
    disputed: bool = False
    """Only those filed by an agent to whom the member objected."""

    def rows(self, user: User) -> Q:
        """Which claims stand in the queue, as `user` sees it."""
        waits = Q(status__in=self.statuses)
        if self.disputed:
            waits &= Q(agency__objected_at__isnull=False, agency__settled_at=None)
        return waits & Q(reviewer=user) if self.mine else waits


QUEUES: Final[Mapping[str, Queue]] = {
    "waiting": Queue("待预审", (S.SUBMITTED,), Role.PRE_REVIEWER),
    "mine": Queue("我的预审", (S.IN_REVIEW,), Role.PRE_REVIEWER, mine=True),
    "objection": Queue("异议待受理", (S.OBJECTION,), Role.PRE_REVIEWER),
    "correction": Queue("待职工补正", (S.CORRECTION,), Role.PRE_REVIEWER),
    "originals": Queue("待收原件", (S.PASSED, S.MISMATCH), Role.TELLER),
    "received": Queue("已签收待受理", (S.RECEIVED,), Role.TELLER),
    "first_check": Queue("待初审", (S.ACCEPTED, S.FIRST_CHECK), Role.FIRST_CHECKER),
    "second_check": Queue("待复核", (S.SECOND_CHECK,), Role.SECOND_CHECKER),
    "disputed": Queue(
        "代办异议待核实",
        (S.ACCEPTED, S.FIRST_CHECK, S.SECOND_CHECK, S.THIRD_CHECK, S.OBJECTION),
        Role.SECOND_CHECKER,
        disputed=True,
    ),
    "third_check": Queue("待终审", (S.THIRD_CHECK,), Role.THIRD_CHECKER),
}

WAITING: Final = frozenset(status for queue in QUEUES.values() for status in queue.statuses)
"""Every status in some queue: what is counted, so that ended claims are not even looked at."""


def to_do(user: User) -> Q:
    """The claims that somebody of the person's roles can move now, but not others' reviews."""
    statuses = {s for m in MOVES.values() if m.by in user.roles for s in m.sources}
    theirs = Q(status=S.IN_REVIEW) & ~Q(reviewer=user)
    return Q(status__in=statuses) & ~theirs


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a pile begins: after the claim of this moment and key."""

    at: datetime
    key: UUID

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Read what `str` of a place gave; None for anything else."""
        at, _, key = text.partition("~")
        try:
            moment = datetime.fromisoformat(at)
            return cls(moment, UUID(key)) if moment.tzinfo else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.key}"


PILES: Final[Mapping[str, str]] = {
    "mine": "我的预审",
    "waiting": "待预审",
    "late": "已超期",
    "idle": "可接手",
}
"""The piles of pre-review as the desk shows them. Who waited longest stands first in each."""

COUNTED: Final = 1000
"""No pile is counted further than this."""

SIZES: Final = """
SELECT (SELECT count(*) FROM (SELECT FROM claims_claim
          WHERE status = 'in_review' AND reviewer_id = %(user)s LIMIT %(most)s) mine),
       (SELECT count(*) FROM (SELECT FROM claims_claim
          WHERE status = 'submitted' AND (community_until IS NULL OR community_until < %(today)s)
          LIMIT %(most)s) waiting),
       (SELECT count(*) FROM (SELECT FROM claims_claim
          WHERE status = 'submitted' AND (community_until IS NULL OR community_until < %(today)s)
            AND review_by < %(today)s LIMIT %(most)s) late),
       (SELECT count(*) FROM (SELECT FROM claims_claim
          WHERE status = 'in_review' AND reviewer_id IS DISTINCT FROM %(user)s
            AND (held_until IS NULL OR held_until <= %(now)s) LIMIT %(most)s) idle)
"""
"""The piles as `_pile` has them, in the order of PILES. Written out, for every page asks it, and
building four queries takes longer than answering them."""


def pile(
    code: str,
    user: User,
    *,
    station: UUID | None = None,
    vouched: bool = False,
    after: Place | None = None,
) -> QuerySet[Claim]:
    """One pile, oldest first, from a place on. Slice it: each page costs the same, however deep.

    `vouched`: only what a community's first review found complete.
    """
    today, now = timezone.localdate(), timezone.now()
    return pile_on(code, user.pk, today, now, station=station, vouched=vouched, after=after)


def pile_on(
    code: str,
    user: UUID,
    today: date,
    now: datetime,
    *,
    station: UUID | None,
    vouched: bool,
    after: Place | None,
) -> QuerySet[Claim]:
    """One pile as it is at a moment of a day, so that its SQL can be made before that is known."""
    rows = _pile(code, user, today, now).order_by("submitted_at", "pk")
    if station is not None:
        rows = rows.filter(station=station)
    if vouched:
        rows = rows.filter(vouched_at__isnull=False)
    if after is not None:
        rows = rows.filter(submitted_at__gte=after.at).exclude(
            submitted_at=after.at, pk__lte=after.key
        )
    return rows.select_related("member__unit", "station", "reviewer")


def place_of(claim: Claim) -> Place | None:
    return Place(claim.submitted_at, claim.pk) if claim.submitted_at else None


def sizes(user: User) -> dict[str, int]:
    """How many stand in each pile, up to one more than COUNTED. One query, however many claims."""
    now, today = timezone.now(), timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(SIZES, {"user": user.pk, "now": now, "today": today, "most": COUNTED + 1})
        return dict(zip(PILES, cursor.fetchone(), strict=True))


def next_for(user: User, *, but: UUID | None = None) -> Claim | None:
    """What a reviewer does next: what they began, else what waited longest and is not their own."""
    for code in ("mine", "waiting"):
        rows = pile(code, user).exclude(Q(applicant=user) | Q(member__user=user))
        others = rows if but is None else rows.exclude(pk=but)
        if found := others.first():
            return found
    return None


def _pile(code: str, user: UUID, today: date, now: datetime) -> QuerySet[Claim]:
    left = Q(community_until=None) | Q(community_until__lt=today)
    waiting = Claim.objects.filter(left, status=S.SUBMITTED)
    begun = Claim.objects.filter(status=S.IN_REVIEW)
    match code:
        case "mine":
            return begun.filter(reviewer=user)
        case "late":
            return waiting.filter(review_by__lt=today)
        case "idle":
            lapsed = Q(held_until=None) | Q(held_until__lte=now)
            return begun.filter(lapsed).exclude(reviewer=user)
    return waiting
