"""Rating how a claim was handled, once it has ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims import rating
from claims.errors import ClaimError, NotToRate
from claims.forms.rating import RatingForm
from claims.views.own import own_claim, sent, turned_back
from members.signin import account


def rate(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Say how satisfied one is, or say it anew."""
    claim = own_claim(request, claim_id)
    before = rating.rating_of(claim)
    known = {"grade": before.grade, "words": before.words} if before else None
    form = RatingForm(sent(request), initial=known)
    if form.is_bound and form.is_valid():
        try:
            given = rating.rate(claim.pk, **form.cleaned_data, by=account(request))
        except ClaimError as error:
            return turned_back(request, claim, error)
        more = f"我们会在{rating.ANSWERED_WITHIN}个工作日内答复您。" if given.poor else ""
        messages.success(request, f"评价已提交，谢谢您的意见。{more}")
        return redirect("claims:detail", claim.pk)
    if not rating.may_rate(claim):
        return turned_back(request, claim, NotToRate())
    context = {
        "claim": claim,
        "form": form,
        "changes": before is not None,
        "answered_within": rating.ANSWERED_WITHIN,
        "changed_within": rating.CHANGED_WITHIN.days,
    }
    return render(request, "claims/rate.html", context)
