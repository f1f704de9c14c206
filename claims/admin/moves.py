"""The one view in which the office moves a claim, and what happens around a move."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from claims.admin import changes, pages
from claims.admin.acts import ACTS, Act
from claims.admin.changes import Changes, as_read
from claims.admin.forms import MoveForm
from claims.admin.refusals import Refused, sentence
from claims.errors import Stale
from claims.models import Claim
from claims.queues import next_for
from claims.states import MOVES
from members.models import User
from members.signin import account


@dataclass(frozen=True, slots=True)
class Telling:
    """How a form is answered: its status and, when it was stale, what happened since."""

    status: int = 200
    changes: Changes | None = None


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
    told = Telling()
    if request.method == "POST" and form.is_valid():
        refused = attempt(act.verb, claim, form, by=user)
        if refused is None:
            messages.success(request, f"{act.name}：{claim}")
            return redirect(_then(act, claim, user))
        told, claim = refused, read(claim_id)
    context = {
        **admin.site.each_context(request),
        **pages.about(claim),
        **act.shows(claim),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": act.name,
        "act": act,
        "form": form,
        "now": as_read(claim),
        "changes": told.changes,
        "possible": claim.status in MOVES[act.action].sources,
    }
    return render(request, "admin/claims/claim/move.html", context, status=told.status)


def attempt(
    verb: Callable[..., object], claim: Claim, form: MoveForm, *, by: User
) -> Telling | None:
    """Call a verb with what a valid form says; None when it is done.

    What it refused stands in the form as a sentence; what happened since a stale form was read,
    in the telling.
    """
    try:
        verb(claim.pk, by=by, **form.arguments())
    except Refused as error:
        form.add_error(None, sentence(error))
        if not isinstance(error, Stale):
            return Telling(409)
        return Telling(409, changes.since(read(claim.pk), form.cleaned_data))
    return None


def read(claim_id: UUID) -> Claim:
    """Read a claim with what its pages show; 404 for a draft as for none."""
    claims = Claim.objects.seen_by_office().select_related(
        "member__unit", "station", "community", "reviewer", "applicant", "agency"
    )
    return get_object_or_404(claims, pk=claim_id)


def _then(act: Act, claim: Claim, user: User) -> str:
    if act.then in {"desk", "compare"}:
        return reverse(f"admin:claims_claim_{act.then}", args=[claim.pk])
    if act.then == "next":
        return next_desk(user, after=claim)
    return reverse("admin:claims_claim_change", args=[claim.pk])


def next_desk(user: User, *, after: Claim) -> str:
    """The desk of the claim that comes next, or the queue when nothing waits."""
    waiting = next_for(user, but=after.pk)
    if waiting is None:
        return reverse("admin:claims_claim_queue")
    return reverse("admin:claims_claim_desk", args=[waiting.pk])
