"""What the office can do to a claim: one table of forms and verbs, and the buttons read from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import checking, noting, review, transitions
from claims.admin.forms import IllnessForm, KindForm, MoveForm, OverrideForm, ReasonsForm, WordsForm
from claims.admin.preview import preview
from claims.admin.refusals import sentence
from claims.errors import AtStation, Disputed, Held, MoveRefused, SamePerson
from claims.models import Claim, Kind
from claims.originals import receiving
from claims.promise.deadlines import ANSWER_WITHIN, ORIGINALS_WITHIN, PAID_WITHIN
from claims.states import Action
from members.models import User
from members.workdays import CalendarUnknown, add_workdays


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person of the office can do to a claim."""

    action: Action
    verb: Callable[..., object]
    says: str
    """What will happen, in one sentence."""
    form: type[MoveForm] = MoveForm
    label: str = ""
    tone: str = "plain"
    """`main` for the way forward, `grave` for what ends a claim."""
    then: str = "claim"
    """The page afterwards: the `claim`, its `desk`, to `compare`, or the `next` claim's desk."""
    offered: Callable[[Claim], bool] = lambda claim: True
    shows: Callable[[Claim], dict[str, Any]] = lambda claim: {}
    """What the move rests on, for its page."""
    needs_rules: bool = True
    """Whether it cannot be done where the rules give no amount."""

    @property
    def name(self) -> str:
        return self.label or self.action.label


def _rules_give(claim: Claim) -> dict[str, Any]:
    return {"preview": preview(claim)}


def _owed_by(claim: Claim) -> dict[str, Any]:
    """The day of payment if it is confirmed today, or the alarm that it cannot be told."""
    award = claim.awards.live().first()
    if award is None or not award.amount_fen:
        return {}
    try:
        return {"due_on": add_workdays(timezone.localdate(), PAID_WITHIN)}
    except CalendarUnknown as error:
        return {"alarm": sentence(error)}


def _ill(claim: Claim) -> bool:
    return claim.kind == Kind.CRITICAL_ILLNESS


def _for_two(claim: Claim) -> bool:
    noticed = claim.flags.open().exists()
    return not noticed and claim.awards.live().filter(needs_third=False).exists()


def _defects_noted(claim: Claim) -> bool:
    return claim.defects.exists()


def _found_same(claim: Claim) -> bool:
    return all(not page.todo and not page.differs for page in receiving.compared(claim))


def _found_different(claim: Claim) -> bool:
    pages = receiving.compared(claim)
    return any(page.differs for page in pages) and not any(page.todo for page in pages)


def _differences(claim: Claim) -> dict[str, Any]:
    return {"differences": [page for page in receiving.compared(claim) if page.differs]}


def _proposed(claim: Claim) -> bool:
    return claim.awards.live().exists()


def _refusal_proposed(claim: Claim) -> bool:
    return bool(claim.reasons)


A = Action

ACTS: Final[Mapping[str, Act]] = {
    "take": Act(A.TAKE, review.take, "由您预审这份申请。", tone="main", then="desk"),
    "take_over": Act(
        A.TAKE_OVER,
        review.take_over,
        "原经办人已停办一段时间，由您接着预审。",
        tone="main",
        then="desk",
    ),
    "ask": Act(
        A.ASK,
        noting.send,
        f"把记下的问题一次发给职工，请职工在{ANSWER_WITHIN.days}天内补正。",
        label="发出补正要求",
        then="next",
        offered=_defects_noted,
    ),
    "pass": Act(
        A.PASS,
        review.pass_,
        f"通过后通知职工在{ORIGINALS_WITHIN.days}天内邮寄或到现场提交原件。",
        label="通过预审",
        tone="main",
        then="next",
    ),
    "release": Act(A.RELEASE, review.release, "申请退回待预审，由其他人办理。", then="next"),
    "decline": Act(
        A.DECLINE,
        review.decline,
        "申请到此结束，职工会收到原因；职工可以提出异议，由另一位工作人员重新审核。",
        ReasonsForm,
        tone="grave",
        then="next",
    ),
    "recuse": Act(
        A.RECUSE,
        review.recuse,
        "申请退回待预审，您不再预审这份申请。是亲属、朋友或有利害关系的，请写明。",
        WordsForm,
        then="next",
    ),
    "correct_kind": Act(
        A.CORRECT_KIND,
        review.correct_kind,
        "更正后职工会收到通知；填写的内容和材料全部保留，按新的类型重新列出所需材料。",
        KindForm,
        then="desk",
    ),
    "unask": Act(
        A.UNASK,
        review.unask,
        "职工不必再补正，会收到通知；已提出的要求和已补的材料保留在记录中。",
        WordsForm,
        then="desk",
    ),
    "free": Act(
        A.FREE,
        review.free,
        "解除占用后，申请回到待预审，由其他预审员办理。请写明原因。",
        WordsForm,
    ),
    "receive": Act(
        A.RECEIVE,
        receiving.receive,
        "登记今天签收了原件，并通知职工。",
        tone="main",
        then="compare",
    ),
    "accept": Act(
        A.ACCEPT,
        receiving.accept,
        "各页原件都与图片一致，生成受理编号；之后职工不能再撤回。",
        tone="main",
        offered=_found_same,
    ),
    "dispute": Act(
        A.DISPUTE,
        receiving.dispute,
        f"把上面各项一次告诉职工，请职工在{ANSWER_WITHIN.days}天内补交原件。",
        WordsForm,
        label="要求补交原件",
        offered=_found_different,
        shows=_differences,
    ),
    "start_check": Act(A.START_CHECK, checking.start_check, "开始初审。", tone="main"),
    "judge": Act(
        A.PROPOSE,
        checking.judge_illness,
        "重大疾病由人认定：请对照诊断证明和病理报告作出两项认定，系统再按规则计算。",
        IllnessForm,
        label="认定疾病",
        offered=_ill,
    ),
    "propose": Act(
        A.PROPOSE,
        checking.propose,
        "按上面的计算提出核定意见，由另一位工作人员复核。",
        label="提出核定意见",
        tone="main",
        shows=_rules_give,
    ),
    "override": Act(
        A.PROPOSE,
        checking.propose,
        "按您填写的金额提出核定意见。与规则不同的核定须由三人先后审核，理由永久保存。",
        OverrideForm,
        label="人工核定",
        shows=_rules_give,
        needs_rules=False,
    ),
    "propose_refusal": Act(
        A.PROPOSE,
        checking.propose_refusal,
        "提出不予补助的意见，由另一位工作人员复核后决定。",
        ReasonsForm,
        label="建议不予补助",
        tone="grave",
    ),
    "confirm": Act(
        A.CONFIRM,
        checking.confirm,
        "通过后立即记入应付款，补助天数同时占用，不能再修改。",
        tone="main",
        offered=_for_two,
        shows=_owed_by,
    ),
    "pass_on": Act(
        A.PASS_ON,
        checking.pass_on,
        "复核通过，交由第三位工作人员终审。金额达到规则表标准、人工核定或有预警未解除的，必须终审；"
        "其他认为需要终审的，请写明理由。",
        WordsForm,
        offered=_proposed,
        shows=_owed_by,
    ),
    "approve": Act(
        A.APPROVE,
        checking.approve,
        "通过后立即记入应付款，补助天数同时占用，不能再修改。",
        tone="main",
        shows=_owed_by,
    ),
    "return": Act(
        A.RETURN, checking.return_, "核定意见作废，申请退回初审。请写明理由。", WordsForm
    ),
    "refuse": Act(
        A.REFUSE,
        checking.refuse,
        "决定不予补助，申请到此结束，职工会收到原因；职工可以提出异议。",
        tone="grave",
        offered=_refusal_proposed,
    ),
    "send_back": Act(
        A.SEND_BACK, checking.send_back, "初审意见作废，申请退回初审。请写明理由。", WordsForm
    ),
    "reopen": Act(
        A.REOPEN,
        review.reopen,
        "受理职工的异议，由您重新预审。",
        tone="main",
        then="desk",
    ),
}
"""By the name in the address. What is asked for is written down at the desk first."""


@dataclass(frozen=True, slots=True)
class Button:
    code: str
    act: Act
    barred: str = ""
    """Why the person may not, though the role may."""


def buttons(claim: Claim, user: User) -> list[Button]:
    """What the person may do to the claim now; four eyes told beforehand."""
    found = []
    for code, act in ACTS.items():
        try:
            transitions.check_move(claim, act.action, by=user)
        except (MoveRefused, PermissionDenied, Held):
            continue
        except (SamePerson, AtStation, Disputed) as error:
            barred = sentence(error)
        else:
            barred = ""
        again = code == "take_over" and claim.reviewer_id == user.pk
        if act.offered(claim) and not again:
            found.append(Button(code, act, barred))
    return found
