"""What a member reads of a claim: one label, whose turn it is, and the whole way as a timeline.

The one place where the lives of claim, correction, parcel and payout are merged into words. For a
list read the claims `with_standing()`: then `label` and `present` ask nothing more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse

from claims.models import Claim, Comparison
from claims.papers import FACTS, name_of
from claims.promise.deadlines import deadlines
from claims.promise.payment import payment, payout_label, payout_of
from claims.reasons import Correctable, in_words
from claims.states import Status
from claims.timeline import OURS, STAGES, YOURS, Ask, Step, way
from members import days

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
    Status.THIRD_CHECK: "审核中",
    Status.REFUSED: "不予补助",
    Status.WITHDRAWN: "已撤回",
    Status.CLOSED_LATE: "逾期关闭",
}

DISPUTED: Final = "代办有异议，已停止办理"


@dataclass(frozen=True, slots=True)
class Standing:
    label: str
    now: Step
    steps: Sequence[Step]

    @property
    def turn(self) -> str:
        """Whose it is, in words; nobody's once the claim has ended."""
        return self.now.who


def standing(claim: Claim) -> Standing:
    """Say where a claim stands that was read as `timeline.told`.

    At most five queries, whatever its pages and history.
    """
    now = present(claim)
    if claim.status in {Status.SUBMITTED, Status.IN_REVIEW}:
        due = deadlines([claim]).get(claim.pk)
        now = replace(now, at=due.on if due else None)
    if claim.status == Status.MISMATCH and now.who == YOURS:
        now = replace(now, asks=_wrong_originals(claim))
    return Standing(label(claim), now, way(claim, now))


def label(claim: Claim) -> str:
    """The short words for a claim."""
    if _stopped(claim):
        return DISPUTED
    if claim.status != Status.APPROVED:
        return LABELS.get(Status(claim.status), claim.get_status_display())
    payout = payout_of(claim.live_award)
    return payout_label(payout) if payout else "核定0元"


def present(claim: Claim) -> Step:
    """The present step: what is asked, by whom, until when; the day of a review is left out."""
    if _stopped(claim):
        return _disputed(claim)
    return NOW[Status(claim.status)](claim)


def _stopped(claim: Claim) -> bool:
    """Whether an objection to whoever files it keeps the claim from going on."""
    ended = claim.status in {Status.WITHDRAWN, Status.REFUSED, Status.CLOSED_LATE}
    return not ended and claim.by_agent is not None and claim.by_agent.disputed


def _disputed(claim: Claim) -> Step:
    words = "您表示没有同意由他人代办。这份申请已停止办理，工作人员会核实。如有疑问请拨打12351。"
    who = "" if claim.status == Status.DRAFT else OURS
    return Step(DISPUTED, "now", None, who, words)


def _draft(claim: Claim) -> Step:
    link = reverse("claims:papers", args=[claim.pk])
    words = "草稿已保存，可以随时回来接着填写。"
    return Step(STAGES[0], "now", None, YOURS, words, (), link, "继续填写")


def _reviewing(claim: Claim) -> Step:
    words = "工作人员将核对您上传的材料，如需补正会一次性告知。"
    if claim.community_until is not None:
        words = f"先由{claim.community}核对材料是否齐全（社区初审），再由服务中心预审。"
    return Step(STAGES[1], "now", None, OURS, words)


def _objection(claim: Claim) -> Step:
    return Step("异议复核", "now", None, OURS, "您提出的异议将由另一位工作人员重新审核。")


def _received(claim: Claim) -> Step:
    words = "原件已签收，工作人员正在与您上传的图片核对。"
    return Step(STAGES[3], "now", None, OURS, words)


def _checking(claim: Claim) -> Step:
    words = f"受理编号{claim.acceptance_number}。审核由两位以上工作人员先后进行。"
    return Step(STAGES[4], "now", None, OURS, words)


def _refused(claim: Claim) -> Step:
    reason = in_words(claim.reasons)
    more = f"（{claim.reason_words.rstrip('。')}）" if claim.reason_words else ""
    link = reverse("claims:object", args=[claim.pk])
    words = f"原因：{reason}{more}。如有异议，可以提出复核，由另一位工作人员重新审核。"
    return Step("不予补助", "now", None, "", words, (), link, "提出异议")


def _withdrawn(claim: Claim) -> Step:
    words = f"您已于{days.short(claim.since)}撤回这份申请。"
    if not claim.may_be_filed_again:
        return Step("已撤回", "now", None, "", words)
    return Step("已撤回", "now", None, "", words + BROUGHT, (), _again(claim), "重新申请")


def _closed_late(claim: Claim) -> Step:
    words = f"超过办理期限，申请已关闭。{BROUGHT}"
    return Step("逾期关闭", "now", None, "", words, (), _again(claim), "重新申请")


BROUGHT: Final = "您可以重新申请，已填写的内容和已上传的材料会带过去。"


def _again(claim: Claim) -> str:
    return reverse("claims:again", args=[claim.pk])


def _correction(claim: Claim) -> Step:
    correction = next(c for c in claim.corrections.all() if c.open)
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
        f"请在{days.short(correction.due_on)}前补正{len(asks)}项材料。"
        if asks
        else "各项都已补正，请确认后交回。"
    )
    return Step("材料补正", "now", None, YOURS, words, asks, where, "去补正")


def _originals(claim: Claim) -> Step:
    until = f"请在{days.short(claim.answer_by)}前办理。" if claim.answer_by else ""
    link = reverse("claims:parcel", args=[claim.pk])
    parcel = next((p for p in claim.parcels.all() if p.under_way), None)
    if parcel is not None and parcel.handed_at:
        words = "服务站已代收原件，正在转送服务中心，签收后会通知您。"
        return Step(STAGES[2], "now", None, "原件在途", words)
    if parcel is not None:
        words = f"原件已寄出（{parcel.courier} {parcel.number}），签收后会通知您。"
        return Step(STAGES[2], "now", None, "原件在途", words, (), link, "更改运单号")
    if claim.status == Status.MISMATCH:
        more = f"{claim.reason_words.rstrip('。')}。" if claim.reason_words else ""
        words = (
            f"有原件与图片不符，或没有收到。其余原件由服务中心保管，请补交下列各页。{more}{until}"
        )
        return Step(STAGES[2], "now", None, YOURS, words, (), link, "补交原件")
    words = f"把材料原件邮寄给我们，或预约到现场提交，也可以交到附近的服务站。{until}"
    return Step(STAGES[2], "now", None, YOURS, words, (), link, "提交原件")


def _wrong_originals(claim: Claim) -> list[Ask]:
    """Each page whose original differs or is not there, as the counter found it."""
    numbers: dict[str, int] = {}
    found = {c.page_id: c for c in Comparison.objects.filter(page__claim=claim).standing()}
    asks = []
    for page in claim.pages.live():
        numbers[page.material] = number = numbers.get(page.material, 0) + 1
        one = found.get(page.pk)
        if one is not None and one.differs:
            link = reverse("claims:paper", args=[claim.pk, page.material])
            name = f"{name_of(page.material)}第{number}页"
            asks.append(Ask(name, one.why, one.words, link))
    return asks


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
    Status.THIRD_CHECK: _checking,
    Status.APPROVED: payment,
    Status.REFUSED: _refused,
    Status.WITHDRAWN: _withdrawn,
    Status.CLOSED_LATE: _closed_late,
}
