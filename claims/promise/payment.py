"""What a member reads of a payment: promised, on its way, paid, come back."""

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone

from claims.models import Award, Claim, Payout
from claims.money import yuan
from claims.promise.deadlines import PAID_WITHIN
from claims.timeline import OURS, STAGES, YOURS, Step
from claims.working import zero
from members import days

TAKEN_BACK: Final = "核定已撤销"
ASKED_BACK: Final = "已支付，须退回"
GIVEN_BACK: Final = "已支付，已退回"
PAYOUT_LABELS: Final = {
    Payout.State.QUEUED: "审核通过，待支付",
    Payout.State.EXPORTED: "支付处理中",
    Payout.State.UNKNOWN: "支付处理中",
    Payout.State.PAID: "已支付",
    Payout.State.RETURNED: "支付未成功",
    Payout.State.REVERSED: TAKEN_BACK,
}


def payment(claim: Claim) -> Step:
    payout = payout_of(claim.live_award)
    if payout is None:
        return Step("已办结", "now", None, "", f"{_why_zero(claim)}，没有款项支付。")
    account = f"尾号{payout.payee_account[-4:]}的账户"
    before = _came_back(payout)
    match Payout.State(payout.state):
        case Payout.State.PAID:
            return _paid(payout, f"{before}补助金已支付至{account}")
        case Payout.State.RETURNED:
            return _to_correct(claim, payout)
        case Payout.State.REVERSED:
            words = f"{_not_paid(payout)}，已使用的补助天数已退回。如有疑问，请拨打12351。"
            return Step(TAKEN_BACK, "now", None, "", words)
        case Payout.State.QUEUED:
            words = f"{before}补助金将支付至{account}。{_promise(payout)}"
            return Step(STAGES[5], "now", payout.due_on, OURS, words)
        case _:
            words = f"{before}已送银行办理，将支付至{account}。{_promise(payout)}"
            return Step(STAGES[5], "now", payout.due_on, OURS, words)


def payout_label(payout: Payout) -> str:
    """The short words for a payment."""
    asked_back = payout.award.asked_back
    match Payout.State(payout.state):
        case Payout.State.PAID if asked_back is not None:
            return GIVEN_BACK if asked_back.received_at else ASKED_BACK
        case Payout.State.RETURNED if payout.award.taken_back:
            return TAKEN_BACK
        case Payout.State.RETURNED if any(c.approved is None for c in payout.changes.all()):
            return "账户已更正，待核对"
        case state:
            return PAYOUT_LABELS[state]


def _paid(payout: Payout, words: str) -> Step:
    """What arrived, and what of it is to be given back, until it is."""
    recovery, label = payout.award.asked_back, payout_label(payout)
    if recovery is None:
        at = timezone.localdate(payout.settled_at) if payout.settled_at else None
        return Step(label, "done", at, "", f"{words}，请查收。")
    of_it = "全部" if recovery.whole else "其中"
    words += f"。经复查，{of_it}{yuan(recovery.amount_fen)}元应予退回"
    if recovery.received_at:
        back = timezone.localdate(recovery.received_at)
        return Step(label, "done", back, "", f"{words}，已收到，手续办结。")
    words += f"（原因：{recovery.get_reason_display()}）。请与服务中心联系办理，咨询电话12351。"
    return Step(label, "now", None, "", words)


def _not_paid(payout: Payout) -> str:
    asked_back = payout.award.asked_back
    why = f"（原因：{asked_back.get_reason_display()}）" if asked_back else ""
    return f"经复查，这项补助不再支付{why}"


def _promise(payout: Payout) -> str:
    """Say what the day rests on, and own to it when it has passed."""
    if payout.due_on < timezone.localdate():
        return "已超过承诺的日期，我们正在加紧办理，给您添了麻烦。"
    first = _promised(payout)
    if payout.due_on != first:
        return f"原定{days.short(first)}前支付，现更改为{days.short(payout.due_on)}前。"
    begins = "审核通过" if payout.attempt == 1 else "账户更正"
    return f"{begins}后{PAID_WITHIN}个工作日内支付，是我们的承诺。"


def _promised(payout: Payout) -> date | None:
    """The day first said of an attempt: with the award, or as the account was corrected."""
    if payout.attempt == 1:
        return payout.award.due_on
    failed = payout.award.attempts[payout.attempt - 2]
    return next((change.due_on for change in failed.changes.all() if change.approved), None)


def _to_correct(claim: Claim, payout: Payout) -> Step:
    """The one question after a failed payment, and its answer while the office looks at it."""
    if payout.award.taken_back:
        words = f"{_not_paid(payout)}；银行已将款项退回，您不用办理。如有疑问，请拨打12351。"
        return Step(TAKEN_BACK, "now", None, "", words)
    words = f"银行退回（原因：{payout.bank_words or '未说明'}）。审核结果不受影响。"
    change = max(payout.changes.all(), key=lambda change: change.given_at, default=None)
    if change is not None and change.approved is None:
        given = f"您已于{days.short(change.given_at)}更正收款账户（尾号{change.account[-4:]}）"
        words = f"{given}，工作人员核对后重新支付。首次支付应在{days.short(payout.due_on)}前。"
        return Step("收款账户已更正", "now", change.due_on, OURS, words)
    if change is not None and change.words:
        words = f"更正的账户未通过核对（原因：{change.words}）。"
    words += "请更正收款账户，更正后7个工作日内重新支付。"
    link = reverse("claims:payee", args=[claim.pk])
    return Step("支付未成功", "now", None, YOURS, words, (), link, "更正收款账户")


def _came_back(payout: Payout) -> str:
    """The first clock beside the second, where there was a failed attempt."""
    first = payout.award.attempts[0]
    if first == payout:
        return ""
    return f"首次支付应在{days.short(first.due_on)}前，被银行退回；账户更正后重新支付。"


def _why_zero(claim: Claim) -> str:
    return zero(claim.live_award.lines) if claim.live_award else ""


def payout_of(award: Award | None) -> Payout | None:
    """The last attempt to pay; None when there is nothing to pay."""
    return award.attempts[-1] if award and award.attempts else None
