"""The review desk: a queue, the pages large, the facts beside them, and one form that asks."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims import review
from claims.admin import moves, pages
from claims.admin.acts import buttons
from claims.admin.asking import AskForm
from claims.admin.forms import as_read
from claims.admin.pages import Paper
from claims.board import reviewed_today
from claims.deadlines import deadlines
from claims.models import Claim, Page
from claims.queues import for_review
from claims.states import Status
from members.models import User
from members.roles import Role
from members.signin import account

SHOWN: Final = 40
"""Claims in the queue beside the desk; the list shows the rest."""

HERE: Final = ("take", "pass", "release", "decline", "reopen")
"""The moves that the desk offers beside asking; others are made on the claim's page."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page in the order in which a reviewer turns them."""

    page: Page
    name: str
    number: int


def desk(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show a claim for review; a POST asks for corrections and opens the next claim."""
    user, claim = account(request), moves.read(claim_id)
    papers = pages.papers(claim)
    form = AskForm(papers, request.POST or None, initial=as_read(claim))
    told = moves.Telling()
    if request.method == "POST" and form.is_valid():
        refused = moves.attempt(review.ask, claim, form, by=user)
        if refused is None:
            messages.success(request, f"已要求补正：{claim}")
            return redirect(moves.next_desk(user, after=claim))
        told, claim = refused, moves.read(claim_id)
    leaves = turned(papers)
    context = {
        **admin.site.each_context(request),
        **pages.about(claim, papers),
        **beside(claim, user),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": f"预审 {claim.number}",
        "leaves": leaves,
        "leaf": chosen(leaves, request.GET.get("page")),
        "form": form,
        "now": as_read(claim),
        "changes": told.changes,
    }
    return render(request, "admin/claims/claim/desk.html", context, status=told.status)


def beside(claim: Claim, user: User) -> dict[str, Any]:
    """What stands around the pages: the queue, the promise, what the person may do here."""
    reviews = user.has_role(Role.PRE_REVIEWER)
    queue = list(for_review(user)[:SHOWN]) if reviews else []
    due = deadlines([*queue, claim])
    begun = claim.status == Status.IN_REVIEW
    return {
        "queue": [(waiting, due.get(waiting.pk)) for waiting in queue],
        "promise": due.get(claim.pk),
        "reviews": reviews,
        "reviewed_today": reviewed_today(user),
        "asking": begun and reviews,
        "others": begun and claim.reviewer_id != user.pk,
        "buttons": {b.code: b for b in buttons(claim, user) if b.code in HERE},
    }


def turned(papers: list[Paper]) -> list[Leaf]:
    """The pages one after the other, each with its paper's name and its number in it."""
    return [
        Leaf(page, paper.name, number)
        for paper in papers
        for number, page in enumerate(paper.pages, start=1)
    ]


def chosen(leaves: list[Leaf], page_id: str | None) -> Leaf | None:
    """The page to show large: the one asked for, else one that replaces another, else the first."""
    for leaf in leaves:
        if str(leaf.page.pk) == page_id:
            return leaf
    return next((leaf for leaf in leaves if leaf.page.replaces_id), leaves[0] if leaves else None)
