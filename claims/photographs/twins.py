"""The same paper twice: in another claim it is told to the office alone, in one to the member.

Neither is ever a reason by itself.

The very same file is found as soon as it is there. The same paper photographed again is looked for
by a sweep once a claim was sent in: nobody waits for it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest
from PIL import Image

from claims.models import Claim, Marks, Page, Retaken
from claims.photographs import retaken
from claims.photographs.ink import ink
from claims.states import Status
from members import vault
from members.sealing import Unsealable

MOST: Final = 20
"""Pages told of; beyond that one knows enough."""
COMPARED: Final = 12
"""Pages with the most marks in common that one is laid beside, at two thirds of a second each."""
AT_ONCE: Final = 50
"""Pages a sweep looks at."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Twin:
    """A page of this claim, and a page of another: the very same bytes, or the same paper."""

    page: Page
    other: Page
    same_file: bool


def twins(claim: Claim, pages: Iterable[Page]) -> list[Twin]:
    """Find pages that were also sent in for another claim. Two queries.

    What a member took over from a claim of their own that was closed late is no second sending:
    such pages share their stored file. Drafts are the member's alone and are not told of.
    """
    own = {page.pk: page for page in pages}
    by_file = {page.original_sha256: page for page in own.values()}
    files = (
        _elsewhere(claim, own.values())
        .filter(original_sha256__in=by_file)
        .select_related("claim__member")
        .order_by("-added_at")[:MOST]
    )
    pairs = Retaken.objects.filter(Q(page__in=own) | Q(other__in=own))
    both = pairs.select_related("page__claim__member", "other__claim__member")[:MOST]
    turned = [(p.page, p.other) if p.page_id in own else (p.other, p.page) for p in both]
    return [
        *(Twin(by_file[other.original_sha256], other, same_file=True) for other in files),
        *(Twin(own[page.pk], other, same_file=False) for page, other in turned),
    ]


def sent_before(pages: Iterable[Page]) -> dict[UUID, Page]:
    """Give those pages of a claim that came as the bytes of an earlier one, each with that one."""
    first: dict[tuple[str, int], Page] = {}
    found = {}
    for page in sorted(pages, key=lambda page: page.added_at):
        same = first.setdefault((page.original_sha256, page.leaf), page)
        if same is not page:
            found[page.pk] = same
    return found


def look() -> int:
    """Look for the like of pages that were sent in; give how many were looked at.

    Harmless to run twice, and twice at once: a page is marked once, a pair is written once.
    """
    sent = Page.objects.live().filter(marks=None).exclude(claim__status=Status.DRAFT)
    pages = list(sent.select_related("claim").order_by("added_at")[:AT_ONCE])
    for page in pages:
        bands, found = _look_at(page)
        with transaction.atomic():
            Marks.objects.bulk_create([Marks(page=page, bands=bands)], ignore_conflicts=True)
            Retaken.objects.bulk_create(
                (Retaken(page=page, other=other) for other in found), ignore_conflicts=True
            )
    return len(pages)


def _look_at(page: Page) -> tuple[list[int], list[Page]]:
    """Give the marks of a page, and the pages of other claims that look like the same paper."""
    try:
        looked_at = ink(vault.get(page.picture_key))
    except (FileNotFoundError, Unsealable):
        logger.warning("page_not_looked_at", extra={"page": str(page.pk)})
        return [], []
    on_its_head = looked_at.transpose(Image.Transpose.ROTATE_180)
    bands, turned = retaken.marks(looked_at), retaken.marks(on_its_head)
    elsewhere = _elsewhere(page.claim, [page]).filter(material=page.material)
    near = Marks.objects.filter(Q(bands__overlap=bands) | Q(bands__overlap=turned))
    near = near.filter(page__in=elsewhere).exclude(page__original_sha256=page.original_sha256)
    near = near.annotate(upright=_in_common(bands), turned=_in_common(turned))
    most = Greatest("upright", "turned").desc()
    likely = near.select_related("page").order_by(most, "-page__added_at")[:COMPARED]
    return bands, [
        mark.page
        for mark in likely
        if _alike(looked_at if mark.upright >= mark.turned else on_its_head, mark.page)
    ]


def _in_common(bands: list[int]) -> RawSQL:
    """How many marks a page has in common with these."""
    return RawSQL(
        "cardinality(ARRAY(SELECT unnest(bands) INTERSECT SELECT unnest(%s::int[])))", (bands,)
    )


def _alike(looked_at: Image.Image, page: Page) -> bool:
    try:
        return retaken.alike(looked_at, ink(vault.get(page.picture_key)))
    except (FileNotFoundError, Unsealable):
        return False


def _elsewhere(claim: Claim, pages: Iterable[Page]) -> QuerySet[Page]:
    """The pages of other claims that were sent in, and not as the stored file of one of these."""
    sent = Page.objects.exclude(claim=claim).exclude(claim__status=Status.DRAFT)
    return sent.exclude(original_key__in=[page.original_key for page in pages])
