"""The same invoice in another claim, by its number as the office registered it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from claims.models import Claim, InvoiceNumber
from claims.states import Status

MOST: Final = 20
"""Invoices told of; beyond that one knows enough."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A number registered for this claim, and the same one of another."""

    own: InvoiceNumber
    other: InvoiceNumber


def same_invoices(claim: Claim, registered: Iterable[InvoiceNumber]) -> list[Repeated]:
    """Find the numbers of a claim in others. One query.

    Two numbers are one where their codes do not differ; often only the number is written down.
    What a member took over from a claim of their own that was closed late is no second sending.
    """
    own = {row.number_index: row for row in registered}
    others = (
        InvoiceNumber.objects.filter(number_index__in=own, page__removed_at=None)
        .exclude(page__claim=claim)
        .exclude(page__claim__status=Status.DRAFT)
        .exclude(page__claim=claim.follows_id)
        .exclude(page__claim__follows=claim)
        .select_related("page__claim__member")
        .order_by("-at")[:MOST]
    )
    return [Repeated(own[o.number_index], o) for o in others if _alike(own[o.number_index], o)]


def _alike(one: InvoiceNumber, other: InvoiceNumber) -> bool:
    return not (one.code and other.code) or one.code == other.code
