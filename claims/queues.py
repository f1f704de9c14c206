"""What waits for whom in the office: the queues as one table, and what comes next in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, IntegerField, Q, QuerySet, When

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

    def rows(self, user: User) -> Q:
        """Which claims stand in the queue, as `user` sees it."""
        waits = Q(status__in=self.statuses)
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
    "third_check": Queue("待终审", (S.THIRD_CHECK,), Role.THIRD_CHECKER),
}

WAITING: Final = frozenset(status for queue in QUEUES.values() for status in queue.statuses)
"""Every status in some queue: what is counted, so that ended claims are not even looked at."""


def to_do(user: User) -> Q:
    """The claims that somebody of the person's roles can move now, but not others' reviews."""
    statuses = {s for m in MOVES.values() if m.by in user.roles for s in m.sources}
    theirs = Q(status=S.IN_REVIEW) & ~Q(reviewer=user)
    return Q(status__in=statuses) & ~theirs


def for_review(user: User) -> QuerySet[Claim]:
    """The pre-reviewer's pile: what they began first, then what nobody has, oldest first."""
    begun = Case(When(status=S.IN_REVIEW, then=0), default=1, output_field=IntegerField())
    return (
        Claim.objects.filter(Q(status=S.SUBMITTED) | Q(status=S.IN_REVIEW, reviewer=user))
        .exclude(Q(applicant=user) | Q(member__user=user))
        .select_related("member")
        .order_by(begun, "since", "pk")
    )
