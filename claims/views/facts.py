from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims import intake
from claims.errors import ClaimError, NotOpen
from claims.forms.occurrence import OccurrenceForm
from claims.forms.stays import StaysForm, stays_form
from claims.models import Claim, Kind
from claims.papers import FACTS
from claims.schemes.guidance import current_sheet, pays
from claims.views.own import STEPS, after, own_claim, sent, turned_back


def facts(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Tell what happened: the first step, and again when it is to be corrected."""
    claim = own_claim(request, claim_id)
    if not intake.may_change(claim, FACTS):
        return turned_back(request, claim, NotOpen())
    form = _form(claim, request)
    if form.is_bound and form.is_valid():
        try:
            form.save()
        except ClaimError as error:
            return turned_back(request, claim, error)
        return after(request, claim, "papers")
    context = {
        "claim": claim,
        "form": form,
        "several": isinstance(form, StaysForm),
        "pays": pays(Kind(claim.kind), current_sheet()),
        "step": 1,
        "steps": STEPS,
    }
    return render(request, "claims/facts.html", context)


def _form(claim: Claim, request: HttpRequest) -> StaysForm | OccurrenceForm:
    if claim.kind == Kind.INPATIENT:
        return stays_form(claim, sent(request))
    return OccurrenceForm(claim, sent(request))
