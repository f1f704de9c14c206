"""The way of a claim in six stages: done with its days, under way with what is asked, to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from claims.models import Claim, ClaimEvent
from claims.states import Action, Status


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing the member is asked to put right."""

    name: str
    reason: str
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: done with its day, under way with what is asked, or to come."""

    title: str
    state: str
    at: date | None = None
    who: str = ""
    words: str = ""
    asks: Sequence[Ask] = ()
    link: str = ""
    link_words: str = ""


YOURS: Final = "轮到您办理"
OURS: Final = "服务中心正在办理"

STAGES: Final = ("提交申请", "材料预审", "提交原件", "正式受理", "审核", "支付")

STAGE_OF: Final = {
    Status.DRAFT: 0,
    Status.SUBMITTED: 1,
    Status.IN_REVIEW: 1,
    Status.CORRECTION: 1,
    Status.OBJECTION: 1,
    Status.PASSED: 2,
    Status.MISMATCH: 2,
    Status.RECEIVED: 3,
    Status.ACCEPTED: 4,
    Status.FIRST_CHECK: 4,
    Status.SECOND_CHECK: 4,
    Status.THIRD_CHECK: 4,
    Status.APPROVED: 5,
}

DONE_BY: Final = (
    Action.SUBMIT,
    Action.PASS,
    Action.RECEIVE,
    Action.ACCEPT,
    Action.CONFIRM,
)
"""The move that ends each stage but the last."""

CONFIRMED_BY: Final = {Action.APPROVE: Action.CONFIRM}
"""What ends a stage in the place of another move: the third check, where there is one."""


def told(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """With all that `way` reads, in the query of the claims themselves."""
    events = ClaimEvent.objects.filter(claim=OuterRef("pk")).order_by("seq")
    return claims.annotate(
        acts=ArraySubquery(events.values("action")), acted_at=ArraySubquery(events.values("at"))
    )


def way(claim: Claim, now: Step) -> tuple[Step, ...]:
    """Set the present step of a claim read as `told` among those done and those that come."""
    read = vars(claim)
    last = {
        CONFIRMED_BY.get(Action(action), action): timezone.localdate(at)
        for action, at in zip(read["acts"], read["acted_at"], strict=True)
    }
    stage = STAGE_OF.get(Status(claim.status))
    if stage is None:  # ended before its time: what was done, and the end
        ended = zip(STAGES, DONE_BY, strict=False)
        return (*(Step(t, "done", last[a]) for t, a in ended if a in last), now)
    done = (
        Step(title, "done", last.get(action))
        for title, action in zip(STAGES[:stage], DONE_BY, strict=False)
    )
    return (*done, now, *(Step(title, "todo") for title in STAGES[stage + 1 :]))
