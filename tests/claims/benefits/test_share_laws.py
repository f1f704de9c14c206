"""Shares of a cost: what holds of any cost, any bands and any order."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from claims.benefits import Banding, Cost, Each, assess, assess_in_order
from tests.claims.benefits.costs import COST, cost, covered, line_of, paid_of
from tests.claims.benefits.drawn import shares

COSTS = st.integers(0, 2_000)


@given(shares(), st.lists(COSTS, max_size=6), st.randoms())
def test_no_order_of_claims_pays_more_than_the_cap(share, borne, random):
    random.shuffle(borne)

    awards = list(assess_in_order(map(cost, borne), [covered(share)]))

    total = sum(award.fen or 0 for award in awards)
    assert total <= sum(borne)
    assert share.most is None or total <= share.most
    assert sum(line_of(award).deducted for award in awards) <= (
        share.deductible * (len(borne) if share.deductible_each is Each.CLAIM else 1)
    )


@given(shares(), COSTS)
def test_the_parts_and_the_deductible_sum_to_the_cost(share, borne):
    award = assess(cost(borne), [covered(share)])

    line = line_of(award)
    assert sum(part.cost for part in line.parts) + line.deducted == borne
    assert all(part.cost > 0 for part in line.parts)
    assert award.fen == line.fen == line.used_after


@given(shares(), COSTS, st.integers(1, 500))
def test_more_cost_never_pays_less(share, borne, more):
    for fen in (borne, *edges(share)):
        assert paid_of(fen, share) <= paid_of(fen + 1, share) <= paid_of(fen + more, share)


@given(shares([Banding.MARGINAL]), COSTS)
def test_at_no_edge_is_anything_lost_or_leapt(share, borne):
    for fen in (borne, *edges(share)):
        assert 0 <= paid_of(fen + 1, share) - paid_of(fen, share) <= 1


def edges(share):
    """The costs with which the deductible or a band is just full."""
    return [share.deductible + (band.upto or 0) for band in share.bands]


@given(shares(), COSTS, st.integers(0, 2_000))
def test_the_rule_agrees_with_fractions(share, borne, used):
    """The rule once more, as plainly as it can be said: a fen at a time, in fractions."""
    borne_before = used and share.deductible_each is Each.COVERAGE
    above = max(borne - (0 if borne_before else share.deductible), 0)
    per_fen = [
        next(band.share for band in share.bands if band.upto is None or fen <= band.upto)
        for fen in range(1, above + 1)
    ]
    if share.banding is Banding.WHOLE_AMOUNT and per_fen:
        per_fen = [per_fen[-1]] * above
    exact = Fraction(sum(per_fen), 10_000)
    whole = exact.numerator // exact.denominator
    expected = whole + (exact - whole >= Fraction(1, 2))
    if share.most is not None:
        expected = min(expected, max(share.most - used, 0))

    assert paid_of(borne, share, fen=used) == expected


@given(shares(), st.dates(date(2023, 1, 1), date(2024, 12, 31)), COSTS)
def test_a_cost_moved_to_the_next_coverage_is_never_paid_by_both(share, on, borne):
    this = covered(share)
    following = replace(this, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))

    award = assess(Cost(COST, borne, on), [following, this])

    line = line_of(award)
    assert line.cover.starts_on.year == on.year
    assert award.fen == paid_of(borne, share)
