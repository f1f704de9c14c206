"""Reduces a claim to rows: what it asks of each coverage, as the numbers that an amount needs.

The calendar and the facts are dealt with here, by the functions of the rules themselves; what is
left is arithmetic, which claims.benefits.bulk does for many rows at once.
"""

from collections.abc import Iterator, Sequence

from claims.benefits.coverage import cover_on, first_payable
from claims.benefits.inpatient import (
    distinct_nights,
    nights_within,
    paid_nights,
    unpaid_nights,
)
from claims.benefits.once import against, deciding_day, paid_before, terms_of
from claims.benefits.share import share_terms
from claims.benefits.types import Claim, Cost, Cover, Event, Inpatient, Kind

Row = tuple[Kind, int, int, int]
"""Kind; quantity; used before; borne of a deductible before or, of an event, paid in another
coverage so that a person decides.

The quantity is a number of days not yet paid, a cost in fen, or 1 for an event that nothing speaks
against, else 0. Used are days or fen, as the cap counts.
"""


def rows_of(claim: Claim, covers: Sequence[Cover]) -> Iterator[tuple[Cover, Row]]:
    """Give a row for each coverage that might pay something of the claim: none, one or several."""
    match claim:
        case Inpatient():
            return _of_stays(claim, covers)
        case Cost():
            return _of_cost(claim, covers)
        case _:
            return _of_event(claim, covers)


def _of_stays(claim: Inpatient, covers: Sequence[Cover]) -> Iterator[tuple[Cover, Row]]:
    nights, paid = distinct_nights(claim.stays), paid_nights(covers)
    for cover in covers:
        terms = cover.sheet.inpatient
        payable = nights_within(nights, cover, terms.waiting_days if terms else 0)
        days = unpaid_nights(payable, paid)
        if days:
            yield cover, (claim.kind, days, cover.used.days, 0)


def _of_cost(claim: Cost, covers: Sequence[Cover]) -> Iterator[tuple[Cover, Row]]:
    cover = cover_on(claim.incurred_on, covers)
    if cover is None:
        return
    terms = share_terms(claim.kind, cover.sheet)
    first = first_payable(cover, terms.waiting_days if terms else 0)
    if claim.incurred_on.toordinal() >= first:
        fen, borne = cover.used.fen.get(claim.kind, 0), cover.used.deducted.get(claim.kind, 0)
        yield cover, (claim.kind, claim.self_borne, fen, borne)


def _of_event(claim: Event, covers: Sequence[Cover]) -> Iterator[tuple[Cover, Row]]:
    cover = cover_on(deciding_day(claim), covers)
    if cover is None:
        return
    terms = terms_of(claim, cover.sheet)
    fits = terms is None or not any(against(claim, terms, cover))
    yield cover, (claim.kind, int(fits), *paid_before(claim.kind, cover, covers))
