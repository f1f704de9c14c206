"""The papers of a claim: the list, and one paper with its pages, sample and upload."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from claims import benefits, intake
from claims.benefits import Circumstance, Paper
from claims.models import Claim, Page
from claims.papers import WORDS
from claims.photographs.spots import mark
from claims.reasons import Correctable
from claims.states import Status
from claims.views import pages, parts
from claims.views.own import STEPS, own_claim


def papers(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """List what has to be photographed, and what is there already."""
    claim = own_claim(request, claim_id)
    if claim.status == Status.CORRECTION:
        return redirect("claims:correct", claim.pk)
    if claim.status != Status.DRAFT:
        return redirect("claims:detail", claim.pk)
    needs = parts.needs(claim)
    context = {
        "claim": claim,
        "needs": needs,
        "lacking": sum(not need.met for need in needs),
        "step": 2,
        "steps": STEPS,
    }
    return render(request, "claims/papers.html", context)


def paper(request: HttpRequest, claim_id: UUID, material: str) -> HttpResponse:
    """Show one paper, and take in what is uploaded for it."""
    claim = own_claim(request, claim_id)
    if material not in _known(claim):
        raise Http404
    if request.method == "POST":
        return pages.upload(request, claim, material)
    replaced = _replaced(claim, material, request.GET.get("replaces", ""))
    context = {
        "claim": claim,
        "paper": _paper(claim, material, replaced),
        "step": 2 if claim.status == Status.DRAFT else None,
        "steps": STEPS,
        **_ways(claim, material),
    }
    return render(request, "claims/paper.html", context)


def _known(claim: Claim) -> set[str]:
    """The papers that may have a page here: all of the kind's, those there are, those asked for."""
    of_kind = benefits.needs(benefits.Kind(claim.kind), list(Circumstance))
    there = claim.pages.values_list("material", flat=True)
    asked = intake.open_items(claim).values_list("material", flat=True)
    return {*(str(p) for need in of_kind for p in need.papers), *there, *asked} & set(WORDS)


def _paper(claim: Claim, material: str, replaced: Page | None) -> dict[str, object]:
    """See _paper.html. The page that is being retaken stands apart from the others."""
    words = WORDS[Paper(material)]
    may_add = intake.may_change(claim, material)
    thumbs = parts.thumbs(claim, material, removable=may_add)
    thumb = thumbs.pop(replaced.pk) if replaced else None
    return {
        "code": material,
        "name": words.name,
        "must_show": words.shows.rstrip("。").split("，"),
        "sample": words.sample,
        "pages": list(thumbs.values()),
        "waiting": claim.parts.waiting().filter(material=material).count(),
        "upload_url": resolve_url("claims:paper", claim.pk, material) if may_add else "",
        "client_key": uuid4(),
        "replaces": replaced and replaced.pk,
        "again": _again(claim, material, replaced, thumb),
    }


def _replaced(claim: Claim, material: str, key: str) -> Page | None:
    """The live page to be taken again: the one the address names, or one that was asked about."""
    live = list(claim.pages.live().filter(material=material))
    asked = intake.open_items(claim).filter(done_at=None).values_list("page_id", flat=True)
    named = [page for page in live if str(page.pk) == key]
    return next(iter(named or [page for page in live if page.pk in asked]), None)


def _again(
    claim: Claim, material: str, replaced: Page | None, thumb: parts.Thumb | None
) -> dict[str, object]:
    """See claims/_again.html: what is asked of the page that is taken again, and of the paper.

    What is asked of its other pages is told when their turn comes.
    """
    asked = intake.open_items(claim).filter(material=material, done_at=None)
    items = list(asked.select_related("page"))
    of_page = [item for item in items if replaced and item.page == replaced]
    of_paper = [item for item in items if item.page is None or item.page.removed_at]
    return {
        "asked": [
            {"reason": Correctable(item.reason).label, "words": item.words}
            for item in [*of_page, *of_paper]
        ],
        "page": replaced,
        "thumb": thumb,
        "marks": [
            mark(item.spot, n, width=replaced.width, height=replaced.height)
            for n, item in enumerate(of_page, start=1)
            if replaced and item.spot
        ],
        "keep_url": "" if of_page else resolve_url("claims:paper", claim.pk, material),
    }


def _ways(claim: Claim, material: str) -> dict[str, str]:
    """Where this page came from, and where its button leads: to the next paper that is lacking."""
    if claim.status == Status.CORRECTION:
        back = resolve_url("claims:correct", claim.pk)
        return {"back": back, "back_words": "补正清单", "next": back, "next_words": "返回补正清单"}
    if claim.status != Status.DRAFT:
        return {"back": resolve_url("claims:detail", claim.pk), "back_words": "返回申请"}
    ways = {"back": resolve_url("claims:papers", claim.pk), "back_words": "材料清单"}
    for need in parts.needs(claim):
        if not need.met and all(paper.code != material for paper in need.papers):
            name = "或".join(paper.name for paper in need.papers)
            return {**ways, "next": need.papers[0].link, "next_words": f"下一份：{name}"}
    return {**ways, "next": ways["back"], "next_words": "返回材料清单"}
