"""What is written to a member for each move: a message on the site, and an SMS where it matters.

Rows of the outbox, written in the transaction of what they tell. No diagnosis, no full number:
an SMS may be read by whoever holds the phone.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.utils import timezone

from claims.models import (
    Award,
    Claim,
    Comparison,
    Handback,
    Parcel,
    Rating,
    UploadPart,
)
from claims.papers import name_of
from claims.promise.deadlines import PAID_WITHIN, REVIEWED_WITHIN
from claims.reasons import in_words
from claims.recording import EVENT
from claims.states import Action
from claims.working import zero
from members import days, outbox
from members.identity import mask_card
from members.models import Message, User
from members.naming import reached

TOO_LATE_AFTER: Final = timedelta(days=3)
"""An SMS older than this would confuse more than it tells."""


def moved(claim: Claim, action: Action) -> list[Message]:
    """Give the words for the move that a claim just made, if any: they are written with it."""
    words = WORDS.get(action)
    if words is None:
        return []
    return _letters(claim, f"claim-event:{EVENT}", words(claim), TOO_LATE_AFTER)


def handed_in(claim: Claim, parcel: Parcel) -> None:
    """Tell that a station has the originals and sends them on."""
    owe(
        claim,
        f"parcel-handed:{parcel.pk}",
        f"您的申请（{claim.number}）的材料原件已由{parcel.station}代收，将转送服务中心。",
    )


def handed_back(claim: Claim, handback: Handback) -> None:
    """Tell that the originals are on their way back, or were fetched."""
    how = (
        f"已寄还（{handback.courier} {handback.number}），请注意查收"
        if handback.way == Handback.Way.POSTED
        else "已当面取回"
    )
    owe(claim, f"handback:{handback.pk}", f"您的申请（{claim.number}）的材料原件{how}。")


def rating_key(claim: Claim) -> str:
    """What tells an invitation from any other message, once a claim."""
    return f"rating-invited:{claim.pk}"


def rating_invited(claim: Claim) -> None:
    """Ask what they think of how it was handled."""
    words = "、".join(Rating.Grade.labels)
    text = f"您的申请（{claim.number}）已办结，请登录对本次服务作出评价：{words}。"
    owe(claim, rating_key(claim), text, page="rate/")


def rating_answered(rating: Rating) -> None:
    """Tell that the office answered a poor rating; what it did is read on the site alone."""
    claim = rating.claim
    text = f"您对申请（{claim.number}）办理服务的评价，服务中心已处理并答复，请登录查看。"
    owe(claim, f"rating-answered:{rating.pk}", text)


def reminded(claim: Claim, key: str, text: str) -> None:
    """Remind of what waits; tomorrow it would be another reminder."""
    owe(claim, key, text, within=timedelta(days=1))


def not_taken(part: UploadPart, words: str) -> None:
    """Tell that a file which waited to be looked through is no page, and why."""
    text = (
        f"您上传的一个文件（{name_of(part.material)}）没有保存：{words}请登录“我的申请”重新上传。"
    )
    owe(part.claim, f"file-not-taken:{part.pk}", text)


def filed_for(claim: Claim) -> None:
    """Tell the member at once that somebody files for them, and how to say no."""
    _warn_member(
        claim,
        f"claim-agency:{claim.pk}",
        f"{claim.by_agent}正在为您办理一份互助保障补助申请。如果不是您同意的，"
        "请登录“我的申请”选择“不是我同意的”，或拨打12351。",
    )


def disputed(claim: Claim) -> None:
    """Tell both that the claim stops, and why."""
    agency, which = claim.by_agent, f"（{claim.number}）" if claim.number else ""
    key = f"claim-disputed:{claim.pk}"
    _warn_member(claim, key, f"已登记您的异议：您没有同意由{agency}代办。申请{which}已停止办理。")
    text = f"职工表示没有同意由您代办，申请{which}已停止办理。如有疑问，请拨打12351。"
    outbox.post([_letter(claim.applicant, claim, key, text, TOO_LATE_AFTER)])


def dispute_settled(claim: Claim) -> None:
    """Tell both that the claim goes on."""
    owe(
        claim,
        f"claim-dispute-settled:{claim.pk}",
        f"申请（{claim.number or '草稿'}）的代办异议已核实，继续办理。如有疑问，请拨打12351。",
    )


def _submitted(claim: Claim) -> str:
    return (
        f"您的申请（编号{claim.number}）已提交，"
        f"我们将在{REVIEWED_WITHIN}个工作日内预审，请留意通知。"
    )


def _asked(claim: Claim) -> str:
    return asked_words(claim, claim.corrections.open().get().items.count())


def asked_words(claim: Claim, items: int) -> str:
    return (
        f"您的申请（{claim.number}）有{items}项材料需要补正，"
        f"请于{days.short(claim.answer_by)}前登录“我的申请”补充。"
    )


def _vouched(claim: Claim) -> str:
    return f"您的申请（{claim.number}）社区初审通过，材料齐全，由服务中心继续预审。"


def _unasked(claim: Claim) -> str:
    return f"您的申请（{claim.number}）不需要再补正，已上传的材料都已保留，我们将继续预审。"


def _kind_corrected(claim: Claim) -> str:
    return (
        f"根据您提交的材料，工作人员已将您的申请（{claim.number}）更正为“{claim.get_kind_display()}”。"
        "您填写和上传的内容都已保留，如需补充会另行通知。如有疑问请拨打12351。"
    )


def _passed(claim: Claim) -> str:
    return (
        f"您的申请（{claim.number}）预审通过。请于{days.short(claim.answer_by)}前将材料原件邮寄到"
        "服务中心医疗互助窗口，或预约到现场提交。"
    )


def _received(claim: Claim) -> str:
    return f"您的申请（{claim.number}）的材料原件已签收，进入受理核对。"


def _disputed(claim: Claim) -> str:
    found = Comparison.objects.filter(page__claim=claim).standing()
    wrong = sum(one.verdict != Comparison.Verdict.SAME for one in found)
    return (
        f"您的申请（{claim.number}）有{wrong}页材料原件与图片不符或没有收到，"
        f"请于{days.short(claim.answer_by)}前登录查看并重新提交。"
    )


def _accepted(claim: Claim) -> str:
    return f"您的申请已受理，受理编号{claim.acceptance_number}。"


def _approved(claim: Claim) -> str:
    assert claim.live_award is not None  # noqa: S101 - for the types: it was just approved
    return approved_words(claim, claim.live_award)


def approved_words(claim: Claim, award: Award) -> str:
    if award.due_on is None:
        return f"您的申请（{claim.number}）已审核通过，{zero(award.lines)}。"
    return (
        f"您的申请（{claim.number}）已审核通过，补助金将在{PAID_WITHIN}个工作日内（{days.short(award.due_on)}前）"
        f"支付至{mask_card(claim.payee_account)}的账户。"
    )


def _refused(claim: Claim) -> str:
    return (
        f"您的申请（{claim.number}）经审核不予补助，原因：{in_words(claim.reasons)}。"
        "如有异议，可登录提出复核。咨询电话12351。"
    )


def _closed(claim: Claim) -> str:
    return f"您的申请（{claim.number}）超过办理期限，已关闭。您可以重新申请。"


def _reopened(claim: Claim) -> str:
    return f"您对申请（{claim.number}）提出的异议已受理，由另一位工作人员重新审核。"


WORDS: Final[Mapping[Action, Callable[[Claim], str]]] = {
    Action.SUBMIT: _submitted,
    Action.VOUCH: _vouched,
    Action.STATION_ASK: _asked,
    Action.ASK: _asked,
    Action.UNASK: _unasked,
    Action.CORRECT_KIND: _kind_corrected,
    Action.PASS: _passed,
    Action.DECLINE: _refused,
    Action.RECEIVE: _received,
    Action.DISPUTE: _disputed,
    Action.ACCEPT: _accepted,
    Action.CONFIRM: _approved,
    Action.APPROVE: _approved,
    Action.REFUSE: _refused,
    Action.REOPEN: _reopened,
    Action.CLOSE: _closed,
}


def owe(
    claim: Claim, key: str, text: str, *, within: timedelta = TOO_LATE_AFTER, page: str = ""
) -> None:
    """Owe words to who filed the claim and, where that is somebody else, to the member as well."""
    outbox.post(_letters(claim, key, text, within, page))


def _letters(claim: Claim, key: str, text: str, within: timedelta, page: str = "") -> list[Message]:
    agency, member = claim.by_agent, claim.member
    letters = []
    if agency is None:
        letters.append(_letter(claim.applicant, claim, key, text, within, page=page))
    elif not agency.disputed:
        of_whom = f"【代{member.masked_name}办理】{text}"
        letters.append(_letter(claim.applicant, claim, key, of_whom, within, page=page))
    if member.user_id != claim.applicant_id and member.user is not None:
        by = f"（由{agency}代办）" if agency else ""
        letters.append(
            _letter(member.user, claim, f"{key}:member", f"{text}{by}", within, page=page)
        )
    return letters


def _warn_member(claim: Claim, key: str, text: str) -> None:
    """Tell the member even where only the roster knows a phone: nothing but that somebody acts."""
    owner = reached(claim.member)
    if owner is not None and owner.pk != claim.applicant_id:
        outbox.post([_letter(owner, claim, f"{key}:member", text, TOO_LATE_AFTER)])


def _letter(
    to: User, claim: Claim, key: str, text: str, within: timedelta, *, page: str = ""
) -> Message:
    """A link only to whom it opens: who is reached by the roster's phone has to sign in first, and
    an agent to whom the member objects sees the claim no more."""
    return outbox.letter(
        to,
        key=key,
        text=text,
        link=f"/claims/{claim.pk}/{page}" if claim.is_handled_by(to) else "",
        sms=True,
        expires_at=timezone.now() + within,
    )
