"""What every page of a claim begins with: whose it is, and whether this part of it is open."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from claims import timeline
from claims.errors import ClaimError
from claims.models import Claim, Page
from claims.originals import whereabouts
from claims.refusals import sentence
from members.models import Member
from members.prepared import prepared
from members.signin import account

STEPS: Final = 4
"""填写信息, 上传材料, 收款账户, 核对提交."""


def own_member(request: HttpRequest) -> Member:
    """The member the account stands for, or 404."""
    return get_object_or_404(Member, user=account(request))


def own_claim(request: HttpRequest, claim_id: UUID) -> Claim:
    """A claim that the account may see; 404 for somebody else's as for none."""
    return _own(request, _claim(claim_id))


def whole_claim(request: HttpRequest, claim_id: UUID) -> Claim:
    """The same with its way, its originals, and of what paper each page `brought` is."""
    return _own(request, _whole(claim_id))


def _own(request: HttpRequest, found: Iterable[Claim]) -> Claim:
    for claim in found:
        if claim.is_handled_by(account(request)):
            return claim
    raise Http404


def _shown(claim_id: UUID) -> QuerySet[Claim]:
    claims = Claim.objects.filter(pk=claim_id)
    return claims.select_related("member", "occurrence", "agency", "rating")


_claim = prepared(_shown)


@prepared
def _whole(claim_id: UUID) -> QuerySet[Claim]:
    pages = Page.objects.live().filter(claim=OuterRef("pk")).order_by()
    claims = timeline.told(whereabouts.told(_shown(claim_id)))
    return claims.annotate(brought=ArraySubquery(pages.values("material")))


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
