"""Inpatient allowance: a fixed amount for each day, up to a number of days in one coverage.

A day is a night begun in hospital; a stay within one day counts as one. A night is paid once,
however many papers name it. A stay over two coverages is split by night, and each part is paid by
the sheet and the cap of its own coverage, the oldest nights first. The nights of a waiting period
lie in the coverage and are not paid.

Source: docs/reference/scheme-rules.md, "Inpatient days".
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, islice

from claims.benefits.coverage import first_payable
from claims.benefits.outcome import Assessment, DayLine, Outcome, Reason, in_order
from claims.benefits.types import Cover, Inpatient, Stay


def payable_days(nights: int, used: int, most: int) -> int:
    """Count the nights that the cap still leaves room for."""
    return min(nights, max(most - used, 0))


def assess_inpatient(claim: Inpatient, covers: Sequence[Cover]) -> Assessment:
    """Value the stays of one claim under every coverage that they touch."""
    nights = distinct_nights(claim.stays)
    claimed = _count(nights)
    paid_before = paid_nights(covers)
    reasons = set()
    if claimed < sum(len(stay.nights) for stay in claim.stays):
        reasons.add(Reason.STAY_OVERLAP)
    if claim.printed_days not in (None, claimed):
        reasons.add(Reason.DAYS_MISMATCH)

    covered, known = 0, True
    lines: list[DayLine] = []
    for cover in sorted(covers, key=lambda cover: cover.starts_on):
        inside = nights_within(nights, cover)
        covered += _count(inside)
        unpaid = unpaid_nights(inside, paid_before)
        if unpaid < _count(inside):
            reasons.add(Reason.STAY_OVERLAP)
        if not unpaid:
            continue
        terms = cover.sheet.inpatient
        if terms is None:
            known = False
            continue
        payable = nights_within(nights, cover, terms.waiting_days)
        if _count(payable) < _count(inside):
            reasons.add(Reason.WAITING_PERIOD)
        unpaid = unpaid_nights(payable, paid_before)
        if not unpaid:
            continue
        count = payable_days(unpaid, cover.used.days, terms.most_days)
        if count < unpaid:
            reasons.add(Reason.DAY_CAP)
        days = _first(count, payable, paid_before)
        lines.append(DayLine(cover, terms.fen, terms.most_days, days))

    if not covers:
        reasons.add(Reason.NOT_COVERED)
    elif covered < claimed:
        reasons.add(Reason.OUTSIDE_COVERAGE)
    return _outcome(lines, reasons, known=known)


def distinct_nights(stays: Iterable[Stay]) -> list[range]:
    """Join the nights of all stays into runs that neither touch nor overlap, oldest first."""
    runs: list[range] = []
    for nights in sorted((stay.nights for stay in stays), key=lambda nights: nights.start):
        if runs and nights.start <= runs[-1].stop:
            runs[-1] = range(runs[-1].start, max(runs[-1].stop, nights.stop))
        else:
            runs.append(nights)
    return runs


def nights_within(runs: Iterable[range], cover: Cover, waiting_days: int = 0) -> list[range]:
    """Cut the runs to the nights that begin in the coverage and after its waiting period."""
    first, end = first_payable(cover, waiting_days), cover.ends_on.toordinal() + 1
    cut = (range(max(run.start, first), min(run.stop, end)) for run in runs)
    return [run for run in cut if run]


def paid_nights(covers: Iterable[Cover]) -> list[int]:
    """Gather the nights paid under any coverage, as ordinals, oldest first."""
    return sorted({night.toordinal() for cover in covers for night in cover.used.nights})


def unpaid_nights(runs: Sequence[range], paid_before: Sequence[int]) -> int:
    """Count the nights of the runs that are not paid yet."""
    return _count(runs) - sum(len(_within(run, paid_before)) for run in runs)


def _outcome(lines: list[DayLine], reasons: set[Reason], *, known: bool) -> Assessment:
    told = in_order(reasons)
    if not known:
        return Assessment(Outcome.MANUAL, told)
    if not lines:
        return Assessment(Outcome.REFUSED, told)
    paid = any(line.days for line in lines)
    return Assessment(Outcome.PAYABLE if paid else Outcome.ZERO, told, tuple(lines))


def _count(runs: Iterable[range]) -> int:
    return sum(map(len, runs))


def _within(run: range, paid_before: Sequence[int]) -> Sequence[int]:
    """Pick the paid nights of a run; however many are paid, only their ends are looked for."""
    return paid_before[bisect_left(paid_before, run.start) : bisect_left(paid_before, run.stop)]


def _first(count: int, runs: Sequence[range], paid_before: Sequence[int]) -> tuple[date, ...]:
    """Take the oldest nights not yet paid; stops reading at the last one."""
    paid = set(chain.from_iterable(_within(run, paid_before) for run in runs))
    unpaid = (night for night in chain.from_iterable(runs) if night not in paid)
    return tuple(map(date.fromordinal, islice(unpaid, count)))
