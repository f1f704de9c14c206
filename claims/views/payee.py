from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.forms.account import BANKS, CorrectedAccountForm
from claims.models import Kind
from claims.payouts.errors import PayoutError
from claims.standing import present
from claims.states import Status
from claims.timeline import YOURS
from claims.views.own import own_claim, sent
from members.signin import account


def payee(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The one question after a failed payment: which account instead."""
    claim = own_claim(request, claim_id)
    now = present(claim) if claim.status == Status.APPROVED else None
    if now is None or now.who != YOURS:
        messages.warning(request, "这份申请现在不需要更正收款账户。")
        return redirect("claims:detail", claim.pk)
    form = CorrectedAccountForm(claim, sent(request))
    if form.is_bound and form.is_valid():
        try:
            form.correct(by=account(request))
        except PayoutError:
            messages.warning(request, "这份申请现在不需要更正收款账户。")
        else:
            messages.success(request, "收款账户已更正，核对后重新支付。")
        return redirect("claims:detail", claim.pk)
    context = {
        "claim": claim,
        "form": form,
        "banks": BANKS,
        "why": now.words,
        "for_kin": claim.kind == Kind.DEATH,
    }
    return render(request, "claims/payee.html", context)
