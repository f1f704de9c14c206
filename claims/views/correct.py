from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from claims import filing
from claims.benefits import Paper
from claims.errors import ClaimError, Incomplete
from claims.models import Claim, CorrectionItem, Page
from claims.papers import FACTS, WORDS, name_of
from claims.photographs.spots import Mark, mark
from claims.promise import review_day
from claims.reasons import Correctable
from claims.states import Status
from claims.views import parts
from claims.views.own import own_claim, turned_back
from members.signin import account


def correct(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show exactly what was asked, what is done of it, and hand it all back; later, the record."""
    claim = own_claim(request, claim_id)
    problems: list[str] = []
    if request.method == "POST":
        try:
            filing.answer(claim.pk, by=account(request))
        except Incomplete as error:
            problems = [f"{_place(key)}：{words}" for key, words in error.problems.items()]
        except ClaimError as error:
            return turned_back(request, claim, error)
        else:
            messages.success(request, "补正已交回，工作人员将继续预审。")
            return redirect("claims:detail", claim.pk)
    if claim.status != Status.CORRECTION:
        return _record(request, claim)
    correction = claim.corrections.open().get()
    fresh = list(claim.pages.live().filter(added_at__gte=correction.asked_at))
    items = [_item(claim, item, fresh) for item in correction.items.select_related("page")]
    context = {
        "claim": claim,
        "due_on": correction.due_on,
        "items": items,
        "left": sum(not item["done"] for item in items),
        "problems": problems,
        "promised": review_day.left(claim),
    }
    return render(request, "claims/correct.html", context)


def _record(request: HttpRequest, claim: Claim) -> HttpResponse:
    """What was asked before, answered or taken back, with the old and the new pages."""
    corrections = list(claim.corrections.prefetch_related("items__page"))
    if not corrections:
        return redirect("claims:detail", claim.pk)
    pages = list(claim.pages.all())
    told = []
    for each in corrections:
        ended = each.answered_at or each.closed_at or timezone.now()
        fresh = [page for page in pages if each.asked_at <= page.added_at <= ended]
        told.append((each, [_item(claim, item, fresh) for item in each.items.all()]))
    return render(request, "claims/corrected.html", {"claim": claim, "corrections": told})


def _item(claim: Claim, item: CorrectionItem, fresh: list[Page]) -> dict[str, object]:
    """One thing asked: the picture it is about, a good sample, and when done the new beside it."""
    old = item.page
    brought = [page for page in fresh if page.material == item.material]
    new = [page for page in brought if old is not None and page.replaces_id == old.pk] or brought
    return {
        "name": name_of(item.material),
        "facts": item.material == FACTS,
        "done": item.done_at is not None,
        "reason": Correctable(item.reason).label,
        "words": item.words,
        "old": old and parts.thumb(old, old.position),
        "page": old,
        "marks": _marks(item),
        "place": item.spot.place if item.spot else "",
        "new": [parts.thumb(page, page.position) for page in new],
        "sample": "" if item.material == FACTS else WORDS[Paper(item.material)].sample,
        "link": _link(claim, item),
    }


def _marks(item: CorrectionItem) -> list[Mark]:
    if item.page is None or item.spot is None:
        return []
    return [mark(item.spot, 1, width=item.page.width, height=item.page.height)]


def _link(claim: Claim, item: CorrectionItem) -> str:
    if item.material == FACTS:
        return resolve_url("claims:facts", claim.pk)
    link = resolve_url("claims:paper", claim.pk, item.material)
    live = item.page is not None and item.page.removed_at is None
    return f"{link}?replaces={item.page_id}" if live else link


def _place(key: str) -> str:
    return "收款账户" if key == "account" else name_of(key)
