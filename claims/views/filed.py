"""A claim that was sent in: where it stands, and what the member does about it."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from claims import agency, filing, rating
from claims.errors import ClaimError, MoveRefused
from claims.forms.acts import ObjectionForm
from claims.models import Claim
from claims.originals import whereabouts
from claims.standing import present, standing
from claims.states import AWAITING_ORIGINALS, MOVES, Action, Status
from claims.timeline import YOURS
from claims.views import parts
from claims.views.own import own_claim, sent, turned_back, whole_claim
from claims.working import notes, worked
from members.signin import account

BEFORE_ORIGINALS: Final = frozenset(
    {Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.CORRECTION}
)
"""Nothing was asked for but photographs; after an objection the originals are told of again."""
ASKING: Final = frozenset({str(Action.ASK), str(Action.STATION_ASK)})


def detail(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The whole way of a claim, what it came to, and what was handed in."""
    claim = whole_claim(request, claim_id)
    stands = standing(claim)
    context = {
        "claim": claim,
        "stands": stands,
        "steps": stands.steps,
        "mine": stands.turn == YOURS,
        "award": _award(claim),
        "facts": parts.facts(claim),
        "payee": parts.payee(claim),
        "papers": parts.handed_in(claim, vars(claim)["brought"]),
        "booking": visits(claim).first() if claim.status in AWAITING_ORIGINALS else None,
        "originals": whereabouts.way(claim) if claim.status not in BEFORE_ORIGINALS else [],
        "corrected": claim.status != Status.CORRECTION
        and not ASKING.isdisjoint(vars(claim)["acts"]),
        "rating": rating.rating_of(claim),
        "may_rate": rating.may_rate(claim),
        "may_disown": account(request).pk == claim.member.user_id and agency.may_object(claim),
        "may_withdraw": claim.status in MOVES[Action.WITHDRAW].sources,
        "may_discard": claim.status == Status.DRAFT,
    }
    return render(request, "claims/detail.html", context)


def withdraw(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Take a claim back, after one page that says what this means."""
    claim = own_claim(request, claim_id)
    if request.method == "POST":
        try:
            filing.withdraw(claim.pk, by=account(request))
        except ClaimError as error:
            return turned_back(request, claim, error)
        messages.success(request, "申请已撤回。")
        return redirect("claims:detail", claim.pk)
    if claim.status not in MOVES[Action.WITHDRAW].sources:
        return turned_back(request, claim, MoveRefused(Action.WITHDRAW, Status(claim.status)))
    return render(request, "claims/withdraw.html", {"claim": claim})


def object_(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Object to a refusal, with words."""
    claim = own_claim(request, claim_id)
    form = ObjectionForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            filing.object_(claim.pk, form.cleaned_data["words"], by=account(request))
        except ClaimError as error:
            return turned_back(request, claim, error)
        messages.success(request, "异议已提交，将由另一位工作人员重新审核。")
        return redirect("claims:detail", claim.pk)
    if claim.status not in MOVES[Action.OBJECT].sources:
        return turned_back(request, claim, MoveRefused(Action.OBJECT, Status(claim.status)))
    refusal = present(claim).words
    return render(request, "claims/object.html", {"claim": claim, "form": form, "refusal": refusal})


def visits(claim: Claim) -> QuerySet[Any]:
    """Bookings to come: rows of an app that this one does not import."""
    coming = claim.bookings.filter(
        cancelled_at=None, arrived_at=None, day__gte=timezone.localdate()
    )
    return coming.select_related("seat__slot__station")


def _award(claim: Claim) -> dict[str, object] | None:
    """The amount once it is approved; a proposal is the office's alone."""
    award = claim.live_award if claim.status == Status.APPROVED else None
    if award is None:
        return None
    return {
        "amount": award.yuan,
        "caption": "核定补助金额",
        "working": worked(award),
        "notes": notes(award),
    }
