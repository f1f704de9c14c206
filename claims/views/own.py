"""What every page of a claim begins with: whose it is, and whether this part of it is open."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from claims.errors import ClaimError
from claims.models import Claim
from claims.refusals import sentence
from members.models import Member
from members.signin import account

STEPS: Final = 4
"""填写信息, 上传材料, 收款账户, 核对提交."""


def own_member(request: HttpRequest) -> Member:
    """The member the account stands for, or 404."""
    return get_object_or_404(Member, user=account(request))


def own_claim(request: HttpRequest, claim_id: UUID) -> Claim:
    """A claim that the account may see; 404 for somebody else's as for none."""
    return get_object_or_404(own_claims(request), pk=claim_id)


def own_claims(request: HttpRequest) -> QuerySet[Claim]:
    """The claims that the account may see, with what each of their pages shows."""
    return Claim.objects.of(account(request)).select_related("member", "occurrence", "agency")


def turned_back(request: HttpRequest, claim: Claim, error: ClaimError) -> HttpResponse:
    """Lead to the claim's own page, which says where it stands, with what was refused."""
    messages.warning(request, sentence(error))
    return redirect("claims:detail", claim.pk)


def after(request: HttpRequest, claim: Claim, step: str) -> HttpResponse:
    """Lead on to the next step, or back to where the member came from to change something."""
    if claim.status == Claim.Status.CORRECTION:
        return redirect("claims:correct", claim.pk)
    wanted = "claims:check" if request.GET.get("from") == "check" else f"claims:{step}"
    return redirect(wanted, claim.pk)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was posted, empty or not; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None
