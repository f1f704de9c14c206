"""Filing for another, and the member's word that they did not agree to it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims import agency
from claims.errors import ClaimError, NothingToObject
from claims.forms.agency import AgencyForm, DisputeForm
from claims.models import Claim, Kind
from claims.refusals import sentence
from claims.views.own import own_claim, sent, turned_back
from members import naming
from members.errors import MemberError
from members.refusals import sentence as member_sentence
from members.signin import account, address
from members.views.acting import unit_of


def file_for(request: HttpRequest) -> HttpResponse:
    """Say for whom one files and as what; the same form sent twice opens one draft."""
    user = account(request)
    initial = {"agent": user.name, "kind": request.GET.get("kind")}
    form = AgencyForm(sent(request), unit=unit_of(request), station=user.station, initial=initial)
    if form.is_bound and form.is_valid():
        claim = _opened(request, form)
        if claim is not None:
            return redirect("claims:facts", claim.pk)
    return render(request, "claims/file_for.html", {"form": form})


def disown(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Say that one did not agree to be filed for; the claim stops."""
    claim = own_claim(request, claim_id)
    if account(request).pk != claim.member.user_id:
        raise Http404
    form = DisputeForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            agency.object_(claim.pk, form.cleaned_data["words"], by=account(request))
        except ClaimError as error:
            return turned_back(request, claim, error)
        messages.success(request, "已登记您的异议，这份申请已停止办理。")
        return redirect("claims:detail", claim.pk)
    if not agency.may_object(claim):
        return turned_back(request, claim, NothingToObject())
    return render(request, "claims/disown.html", {"claim": claim, "form": form})


def _opened(request: HttpRequest, form: AgencyForm) -> Claim | None:
    """Open the draft; None, with a sentence in the form, when it was refused."""
    user, told, agent = account(request), form.cleaned_data, form.acting()
    try:
        member = naming.named(
            user,
            name=told["name"],
            id_number=told["id_number"],
            among=agency.circle(agent),
            address=address(request),
        )
        return agency.open_draft(
            member, Kind(told["kind"]), agent, by=user, client_key=told["client_key"]
        )
    except MemberError as error:
        form.add_error(None, member_sentence(error))
    except ClaimError as error:
        form.add_error(None, sentence(error))
    return None
