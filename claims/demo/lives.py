"""What became of the people of the demo, as a table."""

from dataclasses import dataclass, replace
from itertools import cycle
from typing import Final

from claims.models import Payout, Rating
from claims.states import Action

A = Action
FILED: Final = (A.SUBMIT,)
TAKEN: Final = (*FILED, A.TAKE)
ASKED: Final = (*TAKEN, A.ASK)
DECLINED: Final = (*TAKEN, A.DECLINE)
PASSED: Final = (*TAKEN, A.PASS)
RECEIVED: Final = (*PASSED, A.RECEIVE)
ACCEPTED: Final = (*RECEIVED, A.ACCEPT)
CHECKED: Final = (*ACCEPTED, A.START_CHECK)
PROPOSED: Final = (*CHECKED, A.PROPOSE)
APPROVED: Final = (*PROPOSED, A.CONFIRM)


@dataclass(frozen=True, slots=True)
class Story:
    """One claim for a stay in hospital: the moves that were made so far."""

    moves: tuple[Action, ...]
    nights: int | None = None
    """None: drawn by lot."""
    bank: Payout.State | None = None
    """What the bank answered; None when it was not asked yet."""
    posted: bool = False
    rated: Rating.Grade | None = None
    """What the member thought of it."""
    visits: bool = False
    """A visit is booked; that is done where visits are known."""
    station_first: bool = False
    """Sent in with the wish that a station looks first."""


@dataclass(frozen=True, slots=True)
class Life:
    """The claims of one person, the older first."""

    tries: str
    """What whoever signs in as this person may try."""
    stories: tuple[Story, ...]


PAID: Final = Story(APPROVED, bank=Payout.State.PAID)
RETURNED: Final = Story(APPROVED, bank=Payout.State.RETURNED)
ALL_NIGHTS_PAID: Final = replace(PAID, nights=45)
"""As many as the scheme pays in one coverage: the next claim is worth nothing."""

LIVES: Final = (
    Life(
        "补正审核要求的两项；看另一份已支付的申请",
        (replace(PAID, rated=Rating.Grade.VERY_SATISFIED), Story(ASKED)),
    ),
    Life("预审已通过：填写快递单号，或预约到现场交原件", (Story(PASSED),)),
    Life("补助金支付未成功：看为什么、怎么办", (RETURNED,)),
    Life("补助天数已用完：后一份申请核定0元", (ALL_NIGHTS_PAID, Story(APPROVED))),
    Life("申请未获受理：看原因，提出异议", (Story(DECLINED),)),
    Life("已预约到现场交原件：看预约，取消后改约", (Story(PASSED, visits=True),)),
    Life("申请刚提交：看进度，撤回申请", (Story(FILED),)),
    Life("原件已寄出，等待签收", (Story(PASSED, posted=True),)),
    Life("审核通过，等待支付", (Story(APPROVED),)),
    Life("申请正在复核", (Story(PROPOSED),)),
    Life("申请正在初审", (Story(CHECKED),)),
    Life("申请已受理，等待初审", (Story(ACCEPTED),)),
    Life("原件已签收，等待受理", (Story(RECEIVED),)),
    Life("申请正在预审", (Story(TAKEN),)),
    Life(
        "申请等待预审；另一份已支付，评价为不满意",
        (replace(PAID, rated=Rating.Grade.DISSATISFIED), Story(FILED)),
    ),
    Life("审核通过，等待支付", (Story(APPROVED),)),
    Life("申请先由社区核对材料，再到服务中心", (Story(FILED, station_first=True),)),
)
CLAIMS: Final = sum(len(life.stories) for life in LIVES)


def lives(claims: int) -> list[Life]:
    """Give lives that have so many claims between them; the last may be cut short."""
    found: list[Life] = []
    for life in cycle(LIVES):
        if claims <= 0:
            break
        found.append(replace(life, stories=life.stories[:claims]))
        claims -= len(life.stories)
    return found
