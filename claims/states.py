"""A claim's life as one table.

The diagram in docs/reference/claim-states.md, who may press which button of the office and the
exhaustive test are all read from MOVES. Only claims.transitions writes a status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from members.roles import Role


class Status(TextChoices):
    """Where a claim stands. What a member reads is made from it in claims.standing."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待预审"
    IN_REVIEW = "in_review", "预审中"
    CORRECTION = "correction", "待补正"
    PASSED = "passed", "预审通过，待交原件"
    RECEIVED = "received", "原件已签收"
    MISMATCH = "mismatch", "原件待补正"
    ACCEPTED = "accepted", "已受理"
    FIRST_CHECK = "first_check", "初审中"
    SECOND_CHECK = "second_check", "复核中"
    APPROVED = "approved", "审核通过"
    REFUSED = "refused", "不予补助"
    OBJECTION = "objection", "异议复核"
    WITHDRAWN = "withdrawn", "已撤回"
    CLOSED_LATE = "closed_late", "逾期关闭"


class Action(TextChoices):
    """What moves a claim. The value is stored in events."""

    SUBMIT = "submit", "提交申请"
    TAKE = "take", "开始预审"
    RELEASE = "release", "退回待预审"
    ASK = "ask", "要求补正"
    ANSWER = "answer", "补正完成"
    PASS = "pass", "预审通过"
    DECLINE = "decline", "不予受理"
    RECEIVE = "receive", "签收原件"
    DISPUTE = "dispute", "原件不符"
    ACCEPT = "accept", "正式受理"
    START_CHECK = "start_check", "开始初审"
    PROPOSE = "propose", "提出核定意见"
    SEND_BACK = "send_back", "退回初审"
    CONFIRM = "confirm", "复核通过"
    REFUSE = "refuse", "不予补助"
    OBJECT = "object", "提出异议"
    REOPEN = "reopen", "受理异议"
    WITHDRAW = "withdraw", "撤回申请"
    CLOSE = "close", "逾期关闭"


@dataclass(frozen=True, slots=True)
class Move:
    sources: frozenset[Status]
    target: Status
    by: Role | None
    """The role that may; None when only time does."""
    other_than: frozenset[Action] = frozenset()
    """Four eyes: not by a person who did one of these to the claim since it was submitted."""


def _move(
    target: Status, *sources: Status, by: Role | None, other_than: frozenset[Action] = frozenset()
) -> Move:
    return Move(frozenset(sources), target, by, other_than)


S, A = Status, Action

MOVES: Final[Mapping[Action, Move]] = {
    A.SUBMIT: _move(S.SUBMITTED, S.DRAFT, by=Role.MEMBER),
    A.TAKE: _move(S.IN_REVIEW, S.SUBMITTED, by=Role.PRE_REVIEWER),
    A.RELEASE: _move(S.SUBMITTED, S.IN_REVIEW, by=Role.PRE_REVIEWER),
    A.ASK: _move(S.CORRECTION, S.IN_REVIEW, by=Role.PRE_REVIEWER),
    A.ANSWER: _move(S.IN_REVIEW, S.CORRECTION, by=Role.MEMBER),
    A.PASS: _move(S.PASSED, S.IN_REVIEW, by=Role.PRE_REVIEWER),
    A.DECLINE: _move(S.REFUSED, S.IN_REVIEW, by=Role.PRE_REVIEWER),
    A.RECEIVE: _move(S.RECEIVED, S.PASSED, S.MISMATCH, by=Role.TELLER),
    A.DISPUTE: _move(S.MISMATCH, S.RECEIVED, by=Role.TELLER),
    A.ACCEPT: _move(S.ACCEPTED, S.RECEIVED, by=Role.TELLER),
    A.START_CHECK: _move(S.FIRST_CHECK, S.ACCEPTED, by=Role.FIRST_CHECKER),
    A.PROPOSE: _move(S.SECOND_CHECK, S.FIRST_CHECK, by=Role.FIRST_CHECKER),
    A.SEND_BACK: _move(
        S.FIRST_CHECK, S.SECOND_CHECK, by=Role.SECOND_CHECKER, other_than=frozenset({A.PROPOSE})
    ),
    A.CONFIRM: _move(
        S.APPROVED, S.SECOND_CHECK, by=Role.SECOND_CHECKER, other_than=frozenset({A.PROPOSE})
    ),
    A.REFUSE: _move(
        S.REFUSED, S.SECOND_CHECK, by=Role.SECOND_CHECKER, other_than=frozenset({A.PROPOSE})
    ),
    A.OBJECT: _move(S.OBJECTION, S.REFUSED, by=Role.MEMBER),
    A.REOPEN: _move(
        S.IN_REVIEW,
        S.OBJECTION,
        by=Role.PRE_REVIEWER,
        other_than=frozenset({A.DECLINE, A.PROPOSE, A.REFUSE}),
    ),
    A.WITHDRAW: _move(
        S.WITHDRAWN,
        S.SUBMITTED,
        S.IN_REVIEW,
        S.CORRECTION,
        S.PASSED,
        S.RECEIVED,
        S.MISMATCH,
        by=Role.MEMBER,
    ),
    A.CLOSE: _move(S.CLOSED_LATE, S.CORRECTION, S.PASSED, S.MISMATCH, by=None),
}

FINAL: Final = frozenset(Status) - {s for move in MOVES.values() for s in move.sources}

AWAITING_ORIGINALS: Final = MOVES[A.RECEIVE].sources
"""What was photographed is now to be posted or brought."""

MEMBERS_TURN: Final = frozenset({S.DRAFT, S.CORRECTION}) | AWAITING_ORIGINALS
"""The claim waits for the member and for nobody else."""
