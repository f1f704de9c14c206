"""A claim's life as one table.

The diagram in docs/reference/claim-states.md, who may press which button of the office and the
exhaustive test are all read from MOVES. Only claims.transitions writes a status.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
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
    THIRD_CHECK = "third_check", "终审中"
    APPROVED = "approved", "审核通过"
    REFUSED = "refused", "不予补助"
    OBJECTION = "objection", "异议复核"
    WITHDRAWN = "withdrawn", "已撤回"
    CLOSED_LATE = "closed_late", "逾期关闭"


class Action(TextChoices):
    """What moves a claim. The value is stored in events."""

    SUBMIT = "submit", "提交申请"
    VOUCH = "vouch", "社区初审通过"
    STATION_ASK = "station_ask", "社区要求补正"
    TAKE = "take", "开始预审"
    TAKE_OVER = "take_over", "接手预审"
    RELEASE = "release", "退回待预审"
    FREE = "free", "解除占用"
    RECUSE = "recuse", "申请回避"
    CORRECT_KIND = "correct_kind", "更正申请类型"
    ASK = "ask", "要求补正"
    UNASK = "unask", "撤销补正要求"
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
    PASS_ON = "pass_on", "提交终审"
    APPROVE = "approve", "终审通过"
    RETURN = "return", "终审退回"
    OBJECT = "object", "提出异议"
    REOPEN = "reopen", "受理异议"
    WITHDRAW = "withdraw", "撤回申请"
    CLOSE = "close", "逾期关闭"


class Hold(Enum):
    """How a move minds that a claim in pre-review is held by one person."""

    FREE = "whoever has the role"
    OWN = "who holds it"
    LAPSED = "somebody else, once the hold has lapsed"


@dataclass(frozen=True, slots=True)
class Move:
    sources: frozenset[Status]
    target: Status
    by: Role | None
    """The role that may; None when only time does."""
    other_than: frozenset[Action] = frozenset()
    """Four eyes: not by a person who ever did one of these to the claim."""
    judges: bool = False
    """After an objection not by anybody who judged the claim before it."""
    hold: Hold = Hold.FREE


def _move(
    target: Status,
    *sources: Status,
    by: Role | None,
    other_than: Collection[Action] = (),
    judges: bool = False,
    hold: Hold = Hold.FREE,
) -> Move:
    return Move(frozenset(sources), target, by, frozenset(other_than), judges, hold)


S, A, R = Status, Action, Role

MOVES: Final[Mapping[Action, Move]] = {
    A.SUBMIT: _move(S.SUBMITTED, S.DRAFT, by=R.MEMBER),
    A.VOUCH: _move(S.SUBMITTED, S.SUBMITTED, by=R.STATION_REVIEWER),
    A.STATION_ASK: _move(S.CORRECTION, S.SUBMITTED, by=R.STATION_REVIEWER),
    A.TAKE: _move(S.IN_REVIEW, S.SUBMITTED, by=R.PRE_REVIEWER, other_than={A.RECUSE}),
    A.TAKE_OVER: _move(
        S.IN_REVIEW, S.IN_REVIEW, by=R.PRE_REVIEWER, other_than={A.RECUSE}, hold=Hold.LAPSED
    ),
    A.RELEASE: _move(S.SUBMITTED, S.IN_REVIEW, by=R.PRE_REVIEWER, hold=Hold.OWN),
    A.FREE: _move(S.SUBMITTED, S.IN_REVIEW, by=R.SECOND_CHECKER),
    A.RECUSE: _move(S.SUBMITTED, S.SUBMITTED, S.IN_REVIEW, by=R.PRE_REVIEWER, hold=Hold.OWN),
    A.CORRECT_KIND: _move(S.IN_REVIEW, S.IN_REVIEW, by=R.PRE_REVIEWER, hold=Hold.OWN),
    A.ASK: _move(S.CORRECTION, S.IN_REVIEW, by=R.PRE_REVIEWER, hold=Hold.OWN),
    A.UNASK: _move(S.IN_REVIEW, S.CORRECTION, by=R.PRE_REVIEWER, other_than={A.RECUSE}),
    A.ANSWER: _move(S.IN_REVIEW, S.CORRECTION, by=R.MEMBER),
    A.PASS: _move(S.PASSED, S.IN_REVIEW, by=R.PRE_REVIEWER, judges=True, hold=Hold.OWN),
    A.DECLINE: _move(S.REFUSED, S.IN_REVIEW, by=R.PRE_REVIEWER, judges=True, hold=Hold.OWN),
    A.RECEIVE: _move(S.RECEIVED, S.PASSED, S.MISMATCH, by=R.TELLER),
    A.DISPUTE: _move(S.MISMATCH, S.RECEIVED, by=R.TELLER),
    A.ACCEPT: _move(S.ACCEPTED, S.RECEIVED, by=R.TELLER),
    A.START_CHECK: _move(S.FIRST_CHECK, S.ACCEPTED, by=R.FIRST_CHECKER),
    A.PROPOSE: _move(S.SECOND_CHECK, S.FIRST_CHECK, by=R.FIRST_CHECKER, judges=True),
    A.SEND_BACK: _move(S.FIRST_CHECK, S.SECOND_CHECK, by=R.SECOND_CHECKER, other_than={A.PROPOSE}),
    A.CONFIRM: _move(
        S.APPROVED, S.SECOND_CHECK, by=R.SECOND_CHECKER, other_than={A.PROPOSE}, judges=True
    ),
    A.REFUSE: _move(
        S.REFUSED, S.SECOND_CHECK, by=R.SECOND_CHECKER, other_than={A.PROPOSE}, judges=True
    ),
    A.PASS_ON: _move(
        S.THIRD_CHECK, S.SECOND_CHECK, by=R.SECOND_CHECKER, other_than={A.PROPOSE}, judges=True
    ),
    A.APPROVE: _move(
        S.APPROVED,
        S.THIRD_CHECK,
        by=R.THIRD_CHECKER,
        other_than={A.PROPOSE, A.PASS_ON},
        judges=True,
    ),
    A.RETURN: _move(
        S.FIRST_CHECK, S.THIRD_CHECK, by=R.THIRD_CHECKER, other_than={A.PROPOSE, A.PASS_ON}
    ),
    A.OBJECT: _move(S.OBJECTION, S.REFUSED, by=R.MEMBER),
    A.REOPEN: _move(
        S.IN_REVIEW, S.OBJECTION, by=R.PRE_REVIEWER, other_than={A.RECUSE}, judges=True
    ),
    A.WITHDRAW: _move(
        S.WITHDRAWN,
        S.SUBMITTED,
        S.IN_REVIEW,
        S.CORRECTION,
        S.PASSED,
        S.RECEIVED,
        S.MISMATCH,
        by=R.MEMBER,
    ),
    A.CLOSE: _move(S.CLOSED_LATE, S.CORRECTION, S.PASSED, S.MISMATCH, by=None),
}

JUDGING: Final = frozenset({A.TAKE, A.ASK}) | {a for a, m in MOVES.items() if m.judges}
"""Whoever did one of these has an opinion of the claim: an objection goes to others."""

CONTESTING: Final = frozenset({A.RECUSE, A.OBJECT})
"""After one of these it matters to almost every move who did what to the claim before."""

FINAL: Final = frozenset(Status) - {s for move in MOVES.values() for s in move.sources}

AWAITING_ORIGINALS: Final = MOVES[A.RECEIVE].sources
"""What was photographed is now to be posted or brought."""

MEMBERS_TURN: Final = frozenset({S.DRAFT, S.CORRECTION}) | AWAITING_ORIGINALS
"""The claim waits for the member and for nobody else."""
