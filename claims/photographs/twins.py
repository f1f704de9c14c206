"""The same file in another claim: told to the office alone, and never a reason by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

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
