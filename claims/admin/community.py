"""The pages of a community's first reviewer: what waits at their stations, and one claim."""

from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from claims import community
from claims.admin import pages
from claims.admin.refusals import Refused, sentence
from claims.forms.community import ChecklistForm
from claims.models import Claim
from claims.views.pages import jpeg
from members.signin import account

SHOWN: Final = 50


def queue(request: HttpRequest) -> HttpResponse:
    """List what waits at the reviewer's own station and those below it, oldest first."""
    claims = list(community.waiting(account(request))[: SHOWN + 1])
    context = _context("社区初审", claims=claims[:SHOWN], more=len(claims) > SHOWN)
    return render(request, "admin/claims/claim/community.html", _with_site(request, context))


def review(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show the papers of a claim beside the checklist; vouch for them, or ask for all at once."""
    claim = _theirs(request, claim_id)
    papers = pages.papers(claim)
    form = ChecklistForm(papers, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            if asked := form.asked():
                community.ask(claim.pk, asked, by=account(request))
            else:
                community.vouch(claim.pk, by=account(request))
        except Refused as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "已一次告知职工补正。" if asked else "社区初审通过。")
            return redirect("admin:claims_claim_community")
    context = _context(f"社区初审 {claim.number}", claim=claim, papers=papers, form=form)
    return render(request, "admin/claims/claim/community_review.html", _with_site(request, context))


def picture(request: HttpRequest, claim_id: UUID, page_id: UUID, size: str) -> HttpResponse:
    """Show a page of a claim that waits at their station, on record as everywhere."""
    page = get_object_or_404(_theirs(request, claim_id).pages.live(), pk=page_id)
    if size not in {"page", "thumb"}:
        raise Http404
    return jpeg(request, page, thumb=size == "thumb")


def _theirs(request: HttpRequest, claim_id: UUID) -> Claim:
    return get_object_or_404(community.waiting(account(request)), pk=claim_id)


def _context(title: str, **shown: Any) -> dict[str, Any]:
    return {"opts": Claim._meta, "title": title, **shown}  # noqa: SLF001 - Django's documented door


def _with_site(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**admin.site.each_context(request), **context}
