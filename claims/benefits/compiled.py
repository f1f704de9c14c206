"""Rules compiled for one sheet: a function over plain whole numbers, without a look at anything.

Each takes quantity, used and borne as claims.benefits.rows says, and gives the amount in fen, or
the whole working. Comparisons stand where min and max would read better: a call costs as much as
all the rest of a day's amount.
"""

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate, pairwise

from claims.benefits.terms import Banding, Each, PerDay, Share

Working = tuple[int, int, int, int | None, int, tuple[int, ...]]
"""How an amount came about: the amount; what it were without the cap; used after, in days or fen;
what the cap leaves, None without a cap; what the deductible takes; the days paid, or the cost in
each band up to the last that it reaches."""

Amount = Callable[[int, int, int], int]
Worked = Callable[[int, int, int], Working]

HALF, WHOLE = 5_000, 10_000
"""Of ten-thousandths."""
NO_CAP = 10**18
"""Fen; far more than all amounts together."""


def day_amount(terms: PerDay) -> Amount:
    rate, most = terms.fen, terms.most_days

    def amount(days: int, used: int, _: int) -> int:
        left = most - used if most > used else 0
        return (days if days < left else left) * rate

    return amount


def day_worked(terms: PerDay) -> Worked:
    rate, most = terms.fen, terms.most_days

    def worked(days: int, used: int, _: int) -> Working:
        left = most - used if most > used else 0
        paid = days if days < left else left
        return paid * rate, days * rate, used + paid, left - paid, 0, (paid,)

    return worked


def lump_amount(fen: int) -> Callable[[int, int, int], int | None]:
    def amount(fits: int, used: int, elsewhere: int) -> int | None:
        if used or not fits:
            return 0
        return None if elsewhere else fen

    return amount


def lump_worked(fen: int) -> Callable[[int, int, int], Working | None]:
    def worked(fits: int, used: int, elsewhere: int) -> Working | None:
        if used or not fits:
            return 0, 0, used, None, 0, ()
        return None if elsewhere else (fen, fen, fen, None, 0, ())

    return worked


def share_amount(terms: Share) -> Amount:
    ends, shares, bases = _bands(terms)
    deductible, once = terms.deductible, terms.deductible_each is Each.COVERAGE
    most = NO_CAP if terms.most is None else terms.most

    def amount(cost: int, used: int, borne: int) -> int:
        if deductible:
            if once:
                cost -= 0 if used or borne >= deductible else deductible - borne
            else:
                cost -= deductible
            if cost <= 0:
                return 0
        band = bisect_left(ends, cost)
        fen = (bases[band] + cost * shares[band] + HALF) // WHOLE
        left = most - used if most > used else 0
        return fen if fen < left else left

    return amount


def share_worked(terms: Share) -> Worked:
    ends, shares, bases = _bands(terms)
    widths = tuple(end - start for start, end in pairwise((0, *ends)))
    before = tuple(widths[:band] for band in range(len(shares)))
    deductible, once = terms.deductible, terms.deductible_each is Each.COVERAGE
    most, marginal = terms.most, terms.banding is Banding.MARGINAL

    def worked(cost: int, used: int, borne: int) -> Working:
        deducted = 0
        if deductible:
            rest = deductible
            if once:
                rest = 0 if used or borne >= deductible else deductible - borne
            deducted = cost if cost < rest else rest
            cost -= deducted
        band = bisect_left(ends, cost)
        fen = (bases[band] + cost * shares[band] + HALF) // WHOLE
        if not cost:
            parts: tuple[int, ...] = ()
        elif marginal and band:
            parts = (*before[band], cost - ends[band - 1])
        else:
            parts = (cost,)
        if most is None:
            return fen, fen, used + fen, None, deducted, parts
        left = most - used if most > used else 0
        paid = fen if fen < left else left
        return paid, fen, used + paid, left - paid, deducted, parts

    return worked


def _bands(terms: Share) -> tuple[list[int], list[int], list[int]]:
    """Prepare the bands: where each but the last ends, its share, and a base so that base plus
    cost times share is what a cost that ends in the band gives, in ten-thousandths of a fen."""
    ends = [band.upto for band in terms.bands if band.upto is not None]
    shares = [band.share for band in terms.bands]
    if terms.banding is Banding.WHOLE_AMOUNT:
        return ends, shares, [0] * len(shares)
    falls = [
        end * (here - above) for end, (here, above) in zip(ends, pairwise(shares), strict=True)
    ]
    return ends, shares, list(accumulate(falls, initial=0))
