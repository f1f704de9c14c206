"""Values many rows under one sheet: the arithmetic of the rules in whole fen, and nothing else.

For trying a sheet on all of history. A sheet is compiled once (claims.benefits.compiled); then
amounts are counted in one loop, and the working only where it is asked for. What a claim's days
and facts come to is settled before (claims.benefits.rows). The rules remain those of inpatient,
once and share: tests hold this module to them on every claim.
"""

from collections.abc import Callable, Hashable, Iterable

from claims.benefits.compiled import (
    Working,
    day_amount,
    day_worked,
    lump_amount,
    lump_worked,
    share_amount,
    share_worked,
)
from claims.benefits.rows import Row
from claims.benefits.terms import GradedLump, Lump, PerDay, Share, Sheet
from claims.benefits.types import Kind

Terms = PerDay | Lump | GradedLump | Share


def amounts(sheet: Sheet, rows: Iterable[Row]) -> list[int | None]:
    """Give the amount of each row in fen; None where a person decides."""
    count = {kind: _amount(terms) for kind, terms in _terms(sheet)}
    return [count[kind](quantity, used, borne) for kind, quantity, used, borne in rows]


def workings(sheet: Sheet, rows: Iterable[Row]) -> list[Working | None]:
    """Give each row's amount with how it came about; None where a person decides."""
    count = {kind: _worked(terms) for kind, terms in _terms(sheet)}
    return [count[kind](quantity, used, borne) for kind, quantity, used, borne in rows]


def amounts_in_order(sheet: Sheet, asked: Iterable[tuple[Hashable, Kind, int]]) -> list[int | None]:
    """Give the amount of each claim where what one uses the next finds used, from nothing on.

    Each says whose cap it uses, its kind and its quantity: the coverage, or the person for a death.
    The nights of different claims must be different ones, the critical illnesses of a person in one
    coverage.
    """
    count = {kind: _worked(terms) for kind, terms in _terms(sheet)}
    before: dict[tuple[Hashable, Kind], tuple[int, int]] = {}
    given: list[int | None] = []
    for whose, kind, quantity in asked:
        used, borne = before.get((whose, kind), (0, 0))
        working = count[kind](quantity, used, borne)
        if working is None:
            given.append(None)
            continue
        fen, _, used_after, _, deducted, _ = working
        before[whose, kind] = used_after, borne + deducted
        given.append(fen)
    return given


def _terms(sheet: Sheet) -> Iterable[tuple[Kind, Terms | None]]:
    yield Kind.INPATIENT, sheet.inpatient
    yield Kind.CRITICAL_ILLNESS, sheet.critical_illness
    yield Kind.DEATH, sheet.death
    yield Kind.DISABILITY, sheet.disability
    yield Kind.INPATIENT_COST, sheet.inpatient_cost
    yield Kind.CHRONIC_OUTPATIENT_COST, sheet.chronic_outpatient_cost


def _amount(terms: Terms | None) -> Callable[[int, int, int], int | None]:
    match terms:
        case None:
            return _unknown
        case PerDay():
            return day_amount(terms)
        case Share():
            return share_amount(terms)
        case _:
            return lump_amount(terms.fen)


def _worked(terms: Terms | None) -> Callable[[int, int, int], Working | None]:
    match terms:
        case None:
            return _unknown
        case PerDay():
            return day_worked(terms)
        case Share():
            return share_worked(terms)
        case _:
            return lump_worked(terms.fen)


def _unknown(_quantity: int, _used: int, _borne: int) -> None:
    return None
