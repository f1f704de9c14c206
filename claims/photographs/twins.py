"""The same file twice: in another claim it is told to the office alone, in one claim to the member.

Neither is ever a reason by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from claims.models import Claim, Page
from claims.states import Status

MOST: Final = 20
"""Pages told of; beyond that one knows enough."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A page of this claim, and a page of another that came as the very same bytes."""

    page: Page
    other: Page


def twins(claim: Claim, pages: Iterable[Page]) -> list[Twin]:
    """Find files that were also sent in for another claim. One query.

    What a member took over from a claim of their own that was closed late is no second sending:
    such pages share their stored file. Drafts are the member's alone and are not told of.
    """
    own = {page.original_sha256: page for page in pages}
    others = (
        Page.objects.filter(original_sha256__in=own)
        .exclude(claim=claim)
        .exclude(claim__status=Status.DRAFT)
        .exclude(original_key__in=[page.original_key for page in own.values()])
        .select_related("claim__member")
        .order_by("-added_at")[:MOST]
    )
    return [Twin(own[other.original_sha256], other) for other in others]


def sent_before(pages: Iterable[Page]) -> dict[UUID, Page]:
    """Give those pages of a claim that came as the bytes of an earlier one, each with that one."""
    first: dict[tuple[str, int], Page] = {}
    found = {}
    for page in sorted(pages, key=lambda page: page.added_at):
        same = first.setdefault((page.original_sha256, page.leaf), page)
        if same is not page:
            found[page.pk] = same
    return found
