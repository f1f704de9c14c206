"""The review desk: a queue, the pages large, the facts beside them, and what is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.admin import changes, moves, pages, readings
from claims.admin.acts import buttons
from claims.admin.asking import NoteForm, target_of
from claims.admin.pages import Paper
from claims.board import reviewed_today
from claims.models import Claim, CorrectionItem, Page
from claims.photographs.spots import Mark, mark
from claims.photographs.twins import twins
from claims.promise.deadlines import deadlines
from claims.queues import COUNTED, PILES, pile, sizes
from claims.repeats.stays import overlaps
from claims.states import Status
from members.models import User
from members.roles import Role
from members.signin import account

SHOWN: Final = 30
"""Claims of a pile beside the desk; the queue's own page shows the rest."""

HERE: Final = (
    "take",
    "take_over",
    "ask",
    "pass",
    "decline",
    "release",
    "recuse",
    "correct_kind",
    "unask",
    "free",
    "reopen",
)
"""The moves that the desk offers; others are made on the claim's page."""

MAIN: Final = ("take", "take_over", "reopen", "pass", "ask")
"""Those that are one press away; the rest stand behind a fold."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page in the order in which a reviewer turns them."""

    page: Page
    name: str
    number: int
    marks: list[Mark]
    old_marks: list[Mark]
    """What was asked on the page that this one replaces."""
    read: readings.ReadPage | None = None
    """What a machine found on it."""

    @property
    def target(self) -> str:
        return target_of(self.page)


def desk(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show a claim for review. What is done there is posted to views of its own."""
    return show(request, moves.read(claim_id))


def show(
    request: HttpRequest, claim: Claim, *, form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    """The desk, with a form that was not taken or a fresh one."""
    user = account(request)
    papers = pages.papers(claim)
    about = pages.about(claim, papers)
    defects = list(claim.defects.select_related("page", "noted_by"))
    asked = [item for correction in about["corrections"] for item in correction.items.all()]
    read = readings.read_pages(claim)
    leaves = turned(papers, defects, asked, read)
    leaf = chosen(leaves, request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        **about,
        **beside(claim, user),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": f"预审 {claim.number}",
        "leaves": leaves,
        "leaf": leaf,
        "defects": defects,
        "twins": twins(claim, [leaf.page for leaf in leaves]),
        "overlaps": overlaps(claim),
        **readings.invoices(claim, papers, read),
        "checks": sum(paper.in_order for paper in papers),
        "form": form or NoteForm(papers, initial={"about": leaf.target if leaf else ""}),
        "now": changes.as_read(claim),
    }
    return render(request, "admin/claims/claim/desk.html", context, status=status)


def beside(claim: Claim, user: User) -> dict[str, Any]:
    """What stands around the pages: the queue, the promise, what the person may do here."""
    reviews = user.has_role(Role.PRE_REVIEWER)
    mine = list(pile("mine", user)[:SHOWN]) if reviews else []
    waiting = list(pile("waiting", user)[:SHOWN]) if reviews else []
    due = deadlines([*mine, *waiting, claim])
    begun = claim.status == Status.IN_REVIEW
    offered = [b for b in buttons(claim, user) if b.code in HERE]
    living = claim.held_until and claim.held_until > timezone.now()
    return {
        "piles": [
            (label, [(each, due.get(each.pk)) for each in rows])
            for label, rows in ((PILES["mine"], mine), (PILES["waiting"], waiting))
        ],
        "sizes": sizes(user) if reviews else {},
        "counted": COUNTED,
        "promise": due.get(claim.pk),
        "reviews": reviews,
        "reviewed_today": reviewed_today(user),
        "others": begun and claim.reviewer_id != user.pk,
        "held": living,
        "asking": begun and reviews and claim.reviewer_id == user.pk,
        "main": [b for b in offered if b.code in MAIN],
        "more": [b for b in offered if b.code not in MAIN],
    }


def turned(
    papers: list[Paper],
    defects: Sequence[CorrectionItem],
    asked: Sequence[CorrectionItem] = (),
    read: Mapping[UUID, readings.ReadPage] = MappingProxyType({}),
) -> list[Leaf]:
    """The pages one after the other, each with its paper's name, its number and its marks."""
    return [
        Leaf(
            page,
            paper.name,
            number,
            _marks(page, defects),
            _marks(page.replaces, asked),
            read.get(page.pk),
        )
        for paper in papers
        for number, page in enumerate(paper.pages, start=1)
    ]


def chosen(leaves: list[Leaf], page_id: str | None) -> Leaf | None:
    """The page to show large: the one asked for, else one that replaces another, else the first."""
    for leaf in leaves:
        if str(leaf.page.pk) == page_id:
            return leaf
    return next((leaf for leaf in leaves if leaf.page.replaces_id), leaves[0] if leaves else None)


def _marks(page: Page | None, items: Sequence[CorrectionItem]) -> list[Mark]:
    if page is None:
        return []
    return [
        mark(item.spot, number, width=page.width, height=page.height)
        for number, item in enumerate(items, start=1)
        if item.page_id == page.pk and item.spot is not None
    ]
