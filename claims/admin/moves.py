"""The office's moves: one table of forms and verbs, the buttons read from it, and one view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from claims import checking, transitions
from claims.admin import pages, working
from claims.admin.forms import IllnessForm, MoveForm, ReasonForm, WordsForm, as_read
from claims.admin.refusals import Refused, sentence
from claims.errors import MoveRefused, SamePerson, Stale
from claims.models import Claim, Kind
from claims.queues import for_review
from claims.states import MOVES, Action
from members.models import User
from members.signin import account
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
    """The page afterwards: the `claim`, its `desk`, or the `next` claim's desk."""
    offered: Callable[[Claim], bool] = lambda claim: True
    shows: Callable[[Claim], dict[str, Any]] = lambda claim: {}
    """What the move rests on, for its page."""

    @property
    def name(self) -> str:
        return self.label or self.action.label


def _rules_give(claim: Claim) -> dict[str, Any]:
    return {"preview": working.preview(claim)}


def _owed_by(claim: Claim) -> dict[str, Any]:
    """The day of payment if it is confirmed today, or the alarm that it cannot be told."""
    award = claim.awards.live().first()
    if award is None or not award.amount_fen:
        return {}
    try:
        return {"due_on": add_workdays(timezone.localdate(), checking.PAID_WITHIN)}
    except CalendarUnknown as error:
        return {"alarm": sentence(error)}


def _ill(claim: Claim) -> bool:
    return claim.kind == Kind.CRITICAL_ILLNESS


def _proposed(claim: Claim) -> bool:
    return claim.awards.live().exists()


def _refusal_proposed(claim: Claim) -> bool:
    return bool(claim.reason)


A = Action

ACTS: Final[Mapping[str, Act]] = {
    "take": Act(A.TAKE, transitions.take, "由您预审这份申请。", tone="main", then="desk"),
    "pass": Act(
        A.PASS,
        transitions.pass_,
        "通过后通知职工在60天内邮寄或到现场提交原件。",
        label="通过预审",
        tone="main",
        then="next",
    ),
    "release": Act(A.RELEASE, transitions.release, "申请退回待预审，由其他人办理。", then="next"),
    "decline": Act(
        A.DECLINE,
        transitions.decline,
        "申请到此结束，职工会收到原因；职工可以提出异议，由另一位工作人员重新审核。",
        ReasonForm,
        tone="grave",
        then="next",
    ),
    "receive": Act(A.RECEIVE, transitions.receive, "登记今天签收了原件，并通知职工。", tone="main"),
    "accept": Act(
        A.ACCEPT,
        transitions.accept,
        "确认原件与图片一致，生成受理编号；之后职工不能再撤回。",
        tone="main",
    ),
    "dispute": Act(
        A.DISPUTE,
        transitions.dispute,
        "通知职工在30天内补交原件。请写明哪份原件不符、需要怎样补交。",
        WordsForm,
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
        "按下面的计算提出核定意见，由另一位工作人员复核。",
        label="提出核定意见",
        tone="main",
        shows=_rules_give,
    ),
    "propose_refusal": Act(
        A.PROPOSE,
        checking.propose_refusal,
        "提出不予补助的意见，由另一位工作人员复核后决定。",
        ReasonForm,
        label="建议不予补助",
        tone="grave",
    ),
    "confirm": Act(
        A.CONFIRM,
        checking.confirm,
        "通过后立即记入应付款，补助天数同时占用，不能再修改。",
        tone="main",
        offered=_proposed,
        shows=_owed_by,
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
        transitions.reopen,
        "受理职工的异议，由您重新预审。",
        tone="main",
        then="desk",
    ),
}
"""By the name in the address. Asking for corrections is done at the desk."""


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
        except (MoveRefused, PermissionDenied):
            continue
        except SamePerson as error:
            barred = sentence(error)
        else:
            barred = ""
        if act.offered(claim):
            found.append(Button(code, act, barred))
    return found


def move(request: HttpRequest, claim_id: UUID, code: str) -> HttpResponse:
    """Show what a move does, then do it. A refusal is told and nothing is written."""
    act, user = ACTS.get(code), account(request)
    if act is None:
        raise Http404
    claim = read(claim_id)
    role = MOVES[act.action].by
    if role is None or not user.has_role(role):
        raise PermissionDenied
    form = act.form(request.POST or None, initial=as_read(claim))
    status, changed = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            act.verb(claim.pk, by=user, **form.arguments())
        except Refused as error:
            status, changed = 409, changes(claim, form, error)
            claim = read(claim_id)
            form.add_error(None, sentence(error))
        else:
            messages.success(request, f"{act.name}：{claim}")
            return redirect(_then(act, claim, user))
    context = {
        **admin.site.each_context(request),
        **pages.about(claim),
        **act.shows(claim),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": act.name,
        "act": act,
        "form": form,
        "now": as_read(claim),
        "changes": changed,
        "possible": claim.status in MOVES[act.action].sources,
    }
    return render(request, "admin/claims/claim/move.html", context, status=status)


def read(claim_id: UUID) -> Claim:
    """Read a claim with what its pages show; 404 for a draft as for none."""
    claims = Claim.objects.seen_by_office().select_related(
        "member__unit", "station", "reviewer", "applicant"
    )
    return get_object_or_404(claims, pk=claim_id)


def changes(claim: Claim, form: MoveForm, error: Exception) -> list[object] | None:
    """What happened to a claim since a stale form was read; None when it was not stale."""
    if not isinstance(error, Stale):
        return None
    since = claim.events.filter(seq__gt=form.cleaned_data["seen"])
    return list(since.select_related("by").order_by("seq"))


def _then(act: Act, claim: Claim, user: User) -> str:
    if act.then == "desk":
        return reverse("admin:claims_claim_desk", args=[claim.pk])
    if act.then == "next":
        return next_desk(user, after=claim)
    return reverse("admin:claims_claim_change", args=[claim.pk])


def next_desk(user: User, *, after: Claim) -> str:
    """The desk of the claim that comes next, or the list when nothing waits."""
    waiting = for_review(user).exclude(pk=after.pk).first()
    if waiting is None:
        return reverse("admin:claims_claim_changelist")
    return reverse("admin:claims_claim_desk", args=[waiting.pk])
