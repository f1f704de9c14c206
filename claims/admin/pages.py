"""What the office sees of a claim: its facts in one place, and the pictures of its pages."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims import facts
from claims.models import Award, Claim, Kind, Page, PaperCheck, Recovery
from claims.papers import WORDS, name_of, needs_of
from claims.views.pages import jpeg
from members.identity import mask_card
from members.models import Coverage


@dataclass(frozen=True, slots=True)
class Used:
    """A coverage and how much of its days is used."""

    coverage: Coverage
    days: int

    @property
    def left(self) -> int | None:
        most = self.coverage.most_days
        return None if most is None else most - self.days


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the claim needs or has, and its live pages in order."""

    material: str
    name: str
    pages: list[Page]
    needed: bool = True
    checked: PaperCheck | None = None

    @property
    def missing(self) -> bool:
        return not self.pages

    @property
    def in_order(self) -> bool:
        """Found in order by a reviewer, with just the pages that there are now."""
        seen = self.checked.pages if self.checked else []
        return bool(self.pages) and seen == [page.pk for page in self.pages]


def about(claim: Claim, listed: list[Paper] | None = None) -> dict[str, Any]:
    """Gather what the pages of a claim show, for a template."""
    award = claim.awards.live().select_related("proposed_by", "checked_by", "approved_by").first()
    return {
        "claim": claim,
        "member": claim.member,
        "coverages": used(claim),
        "papers": papers(claim) if listed is None else listed,
        "occurrence": getattr(claim, "occurrence", None),
        "account_tail": mask_card(claim.payee_account),
        "payee_differs": claim.kind != Kind.DEATH and claim.payee_name != claim.member.name,
        "events": list(claim.events.select_related("by").order_by("-seq")),
        "corrections": claim.corrections.select_related("asked_by", "unasked_by").prefetch_related(
            "items"
        ),
        "parcels": claim.parcels.select_related("received_by", "station"),
        "bookings": claim.bookings.select_related("seat__slot__station"),
        "award": award,
        "flags": list(claim.flags.select_related("cleared_by")),
        "payout": _payout(award),
        "recovery": Recovery.objects.filter(award=award).first() if award else None,
    }


def used(claim: Claim) -> list[Used]:
    """The member's coverages and what is used of each, newest first."""
    coverages = facts.coverages_of(claim)
    newest = sorted(coverages, key=lambda one: one.coverage.starts_on, reverse=True)
    return [Used(one.coverage, len(one.nights)) for one in newest]


def papers(claim: Claim) -> list[Paper]:
    """The papers as they are asked for, then others that were brought. Two queries."""
    pages: dict[str, list[Page]] = {}
    for page in claim.pages.live().select_related("replaces"):
        pages.setdefault(page.material, []).append(page)
    checks = {check.material: check for check in claim.checks.select_related("by")}
    listed = []
    for need in needs_of(claim.kind, claim.circumstances):
        brought = [str(p) for p in need.papers if str(p) in pages]
        if brought:
            listed += [Paper(m, name_of(m), pages.pop(m), checked=checks.get(m)) for m in brought]
        else:
            name = "或".join(WORDS[p].name for p in need.papers)
            listed.append(Paper(str(need.papers[0]), name, []))
    return listed + [
        Paper(m, name_of(m), found, needed=False, checked=checks.get(m))
        for m, found in pages.items()
    ]


def picture(request: HttpRequest, claim_id: UUID, page_id: UUID, size: str) -> HttpResponse:
    """Show a page, and put on record who looked; `thumb` is too small to read and is not noted."""
    pages = Page.objects.filter(claim__in=Claim.objects.seen_by_office())
    page = get_object_or_404(pages, pk=page_id, claim_id=claim_id)
    if size not in {"page", "thumb"}:
        raise Http404
    return jpeg(request, page, thumb=size == "thumb")


def _payout(award: Award | None) -> object:
    return award.payouts.select_related("batch").order_by("-attempt").first() if award else None
