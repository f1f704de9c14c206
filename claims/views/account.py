from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims import intake
from claims.errors import ClaimError, NotOpen
from claims.forms.account import BANKS, AccountForm, last_account
from claims.models import Kind
from claims.papers import FACTS
from claims.views.own import STEPS, after, own_claim, sent, turned_back
from members.identity import mask_card


def account(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Say where the money is to go; the account of the last claim is offered."""
    claim = own_claim(request, claim_id)
    if not intake.may_change(claim, FACTS):
        return turned_back(request, claim, NotOpen())
    last = last_account(claim)
    form = AccountForm(claim, sent(request))
    if last and "same" in request.POST:
        form = AccountForm.again(claim, last)
    if form.is_bound and form.is_valid():
        try:
            form.save()
        except ClaimError as error:
            return turned_back(request, claim, error)
        return after(request, claim, "check")
    context = {
        "claim": claim,
        "form": form,
        "banks": BANKS,
        "last": last and f"{last.payee_bank} {mask_card(last.payee_account)}",
        "for_kin": claim.kind == Kind.DEATH,
        "step": 3,
        "steps": STEPS,
    }
    return render(request, "claims/account.html", context)
