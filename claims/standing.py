"""What a member reads of a claim: one label, whose turn it is, and the whole way as a timeline.

The one place where the lives of claim, correction, parcel and payout are merged into words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone

from claims.deadlines import REVIEWED_WITHIN
from claims.models import Award, Claim, Correction, Parcel, Payout
from claims.papers import FACTS, name_of
from claims.reasons import Correctable, Refusal
from claims.states import Action, Status
from members import days
from members.workdays import CalendarUnknown, add_workdays


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


@dataclass(frozen=True, slots=True)
class Standing:
    label: str
    turn: str
    steps: Sequence[Step] = field(default_factory=tuple)


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

LABELS: Final = {
    Status.SUBMITTED: "已提交，待预审",
    Status.IN_REVIEW: "预审中",
    Status.CORRECTION: "待补正",
    Status.OBJECTION: "异议复核中",
    Status.PASSED: "预审通过，请提交原件",
    Status.MISMATCH: "原件需补正",
    Status.RECEIVED: "原件已签收",
    Status.ACCEPTED: "已受理",
    Status.FIRST_CHECK: "审核中",
    Status.SECOND_CHECK: "审核中",
    Status.REFUSED: "不予补助",
    Status.WITHDRAWN: "已撤回",
    Status.CLOSED_LATE: "逾期关闭",
}

PAYOUT_LABELS: Final = {
    Payout.State.QUEUED: "审核通过，待支付",
    Payout.State.EXPORTED: "支付处理中",
    Payout.State.UNKNOWN: "支付处理中",
    Payout.State.PAID: "已支付",
    Payout.State.RETURNED: "支付未成功",
}


def standing(claim: Claim) -> Standing:
    """Say where a claim stands. At most five queries, whatever its pages and history."""
    status = Status(claim.status)
    award = claim.awards.live().first() if status is Status.APPROVED else None
    payout = award.payouts.order_by("-attempt").first() if award else None
    now = _now(claim, status, award, payout)
    return Standing(
        label=label(claim, award, payout),
        turn=now.who,
        steps=_way(claim, status, now, finished=_finished(award, payout)),
    )


def label(claim: Claim, award: Award | None = None, payout: Payout | None = None) -> str:
    """The short words for a claim in a list."""
    if payout is not None:
        return PAYOUT_LABELS[Payout.State(payout.state)]
    if claim.status == Status.APPROVED:
        return "核定0元" if award is None or not award.amount_fen else "审核通过，待支付"
    return LABELS.get(Status(claim.status), claim.get_status_display())


def _finished(award: Award | None, payout: Payout | None) -> bool:
    if award is not None and not award.amount_fen:
        return True
    return payout is not None and payout.state == Payout.State.PAID


def _way(claim: Claim, status: Status, now: Step, *, finished: bool) -> tuple[Step, ...]:
    """Done steps with their days, the present one, and what comes."""
    last: dict[str, date] = {}
    for action, at in claim.events.order_by("seq").values_list("action", "at"):
        last[action] = timezone.localdate(at)
    stage = STAGE_OF.get(status)
    if stage is None:  # ended before its time: what was done, and the end
        done = [
            Step(title, "done", last[action])
            for title, action in zip(STAGES, DONE_BY, strict=False)
            if action in last
        ]
        return (*done, now)
    steps = [
        Step(STAGES[i], "done", last.get(DONE_BY[i]) if i < len(DONE_BY) else None)
        for i in range(stage)
    ]
    if finished:
        return (*steps, now)
    return (*steps, now, *(Step(title, "todo") for title in STAGES[stage + 1 :]))


def _now(claim: Claim, status: Status, award: Award | None, payout: Payout | None) -> Step:
    """The present step: what is asked, by whom, until when."""
    if status is Status.APPROVED:
        return _payment(award, payout)
    return NOW[status](claim)


def _draft(claim: Claim) -> Step:
    link = reverse("claims:papers", args=[claim.pk])
    words = "草稿已保存，可以随时回来接着填写。"
    return Step(STAGES[0], "now", None, YOURS, words, (), link, "继续填写")


def _reviewing(claim: Claim) -> Step:
    words = "工作人员将核对您上传的材料，如需补正会一次性告知。"
    return Step(STAGES[1], "now", _review_by(claim), OURS, words)


def _objection(claim: Claim) -> Step:
    return Step("异议复核", "now", None, OURS, "您提出的异议将由另一位工作人员重新审核。")


def _received(claim: Claim) -> Step:
    words = "原件已签收，工作人员正在与您上传的图片核对。"
    return Step(STAGES[3], "now", None, OURS, words)


def _checking(claim: Claim) -> Step:
    words = f"受理编号{claim.acceptance_number}。审核由两位工作人员先后进行。"
    return Step(STAGES[4], "now", None, OURS, words)


def _refused(claim: Claim) -> Step:
    reason = Refusal(claim.reason).label
    more = f"（{claim.reason_words}）" if claim.reason_words else ""
    link = reverse("claims:object", args=[claim.pk])
    words = f"原因：{reason}{more}。如有异议，可以提出复核，由另一位工作人员重新审核。"
    return Step("不予补助", "now", None, "", words, (), link, "提出异议")


def _withdrawn(claim: Claim) -> Step:
    return Step("已撤回", "now", None, "", f"您已于{days.short(claim.since)}撤回这份申请。")


def _closed_late(claim: Claim) -> Step:
    words = "超过办理期限，申请已关闭。您可以重新申请。"
    return Step("逾期关闭", "now", None, "", words, (), reverse("claims:start"), "重新申请")


def _correction(claim: Claim) -> Step:
    correction: Correction = claim.corrections.open().get()
    where = reverse("claims:correct", args=[claim.pk])
    asks = [
        Ask(
            name=name_of(item.material),
            reason=Correctable(item.reason).label,
            words=item.words,
            link=(
                reverse("claims:facts", args=[claim.pk])
                if item.material == FACTS
                else reverse("claims:paper", args=[claim.pk, item.material])
            ),
        )
        for item in correction.items.all()
        if item.done_at is None
    ]
    words = (
        f"请在{days.short(correction.due_on)}前补正下面{len(asks)}项。"
        if asks
        else "各项都已补正，请确认后交回。"
    )
    return Step("材料补正", "now", None, YOURS, words, asks, where, "去补正")


def _originals(claim: Claim) -> Step:
    until = f"请在{days.short(claim.answer_by)}前办理。" if claim.answer_by else ""
    if claim.status == Status.MISMATCH:
        until = f"原件与图片不符：{claim.reason_words}。{until}"
    link = reverse("claims:parcel", args=[claim.pk])
    parcel: Parcel | None = claim.parcels.under_way().first()
    if parcel is not None:
        words = f"原件已寄出（{parcel.courier} {parcel.number}），签收后会通知您。"
        return Step(STAGES[2], "now", None, "原件在途", words, (), link, "更改运单号")
    words = f"把材料原件邮寄给我们，或预约到现场提交。{until}"
    return Step(STAGES[2], "now", None, YOURS, words, (), link, "提交原件")


def _payment(award: Award | None, payout: Payout | None) -> Step:
    if payout is None or award is None:
        return Step("已办结", "now", None, "", "本保障期已达补助上限，本次核定0元，没有款项支付。")
    account = f"尾号{payout.payee_account[-4:]}的账户"
    match Payout.State(payout.state):
        case Payout.State.PAID:
            at = timezone.localdate(payout.settled_at) if payout.settled_at else None
            return Step("已支付", "done", at, "", f"补助金已支付至{account}，请查收。")
        case Payout.State.RETURNED:
            words = (
                f"银行退回（原因：{payout.bank_words or '未说明'}）。审核结果不受影响。"
                "请准备本人另一张银行卡，拨打12351或到服务中心更正收款账户，更正后重新支付。"
            )
            return Step("支付未成功", "now", None, YOURS, words)
        case Payout.State.QUEUED:
            words = f"补助金将支付至{account}。"
            return Step(STAGES[5], "now", payout.due_on, OURS, words)
        case _:
            words = f"已送银行办理，将支付至{account}。"
            return Step(STAGES[5], "now", payout.due_on, OURS, words)


def _review_by(claim: Claim) -> date | None:
    """The day by which the pre-review is meant to be done; None when the calendar ends before."""
    try:
        return add_workdays(timezone.localdate(claim.since), REVIEWED_WITHIN)
    except CalendarUnknown:
        return None


NOW: Final[Mapping[Status, Callable[[Claim], Step]]] = {
    Status.DRAFT: _draft,
    Status.SUBMITTED: _reviewing,
    Status.IN_REVIEW: _reviewing,
    Status.CORRECTION: _correction,
    Status.OBJECTION: _objection,
    Status.PASSED: _originals,
    Status.MISMATCH: _originals,
    Status.RECEIVED: _received,
    Status.ACCEPTED: _checking,
    Status.FIRST_CHECK: _checking,
    Status.SECOND_CHECK: _checking,
    Status.REFUSED: _refused,
    Status.WITHDRAWN: _withdrawn,
    Status.CLOSED_LATE: _closed_late,
}
