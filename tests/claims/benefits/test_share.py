"""Shares of a cost: each sentence of docs/reference/scheme-rules.md on both sides of its edge."""

from dataclasses import replace
from datetime import date

import pytest

from claims.benefits import (
    Band,
    Banding,
    BandPart,
    Cost,
    Cover,
    Each,
    Outcome,
    Share,
    Used,
    assess,
    assess_in_order,
    shipped_sheets,
)
from tests.claims.benefits.costs import CHRONIC, COST, cost, covered, line_of, paid_of
from tests.claims.benefits.people import C1

SHEETS = shipped_sheets()
AY19 = Cover(SHEETS["anyang-2019"], date(2019, 10, 1), date(2020, 9, 30))
AY21 = Cover(SHEETS["anyang-2021"], date(2021, 1, 1), date(2021, 12, 31))
AY22 = Cover(SHEETS["anyang-2022"], date(2022, 1, 1), date(2022, 12, 31))
AY23 = Cover(SHEETS["anyang-2023"], date(2023, 1, 1), date(2023, 12, 31))
DEMO = Cover(SHEETS["demo-bands"], date(2022, 1, 1), date(2022, 12, 31))
TWO_BANDS = (Band(100_000, 3000), Band(None, 5000))


@pytest.mark.parametrize(
    ("cover", "kind", "borne", "fen", "reasons"),
    [
        pytest.param(AY19, COST, 99_999, 30_000, [], id="a fen under the band: .999 up"),
        pytest.param(AY19, COST, 100_000, 30_000, [], id="the end of the band"),
        pytest.param(AY19, COST, 100_001, 30_001, [], id="a fen above: half a fen goes up"),
        pytest.param(AY19, COST, 100_002, 30_001, [], id="two fen above: one fen"),
        pytest.param(AY19, COST, 1, 0, [], id="a fen: 0.3 goes down"),
        pytest.param(AY19, COST, 2, 1, [], id="two fen: 0.6 goes up"),
        pytest.param(AY19, COST, 90_000_000, 44_980_000, [], id="no cap in 2019"),
        pytest.param(AY21, COST, 19_999_999, 10_000_000, [], id="rounds up to the cap"),
        pytest.param(AY21, COST, 20_000_000, 10_000_000, [], id="just the cap"),
        pytest.param(AY21, COST, 20_000_001, 10_000_000, ["AMOUNT_CAP"], id="a fen over the cap"),
        pytest.param(AY21, CHRONIC, 1_500_000, 300_000, [], id="chronic: just its own cap"),
        pytest.param(AY21, CHRONIC, 1_500_002, 300_000, [], id="chronic: 0.4 fen over goes down"),
        pytest.param(AY21, CHRONIC, 1_500_003, 300_000, ["AMOUNT_CAP"], id="chronic: 0.6 over"),
        pytest.param(DEMO, COST, 1_000_000, 500_000, [], id="demo: the end of the first band"),
        pytest.param(DEMO, COST, 1_000_100, 500_070, [], id="demo: a yuan into the second"),
        pytest.param(DEMO, COST, 2_000_000, 1_200_000, [], id="demo: the end of the second"),
        pytest.param(DEMO, COST, 2_000_100, 1_200_080, [], id="demo: a yuan into the third"),
        pytest.param(DEMO, COST, 3_042_053, 2_033_642, [], id="demo: the published case"),
    ],
)
def test_each_part_of_a_cost_has_the_share_of_its_band(cover, kind, borne, fen, reasons):
    award = assess(Cost(kind, borne, cover.starts_on), [cover])

    assert (award.fen, list(award.reasons)) == (fen, reasons)
    assert award.outcome is (Outcome.PAYABLE if fen else Outcome.ZERO)


@pytest.mark.parametrize(
    ("borne", "fen"), [(100_000, 30_000), (100_001, 50_001), (100_002, 50_001), (0, 0)]
)
def test_bands_of_the_whole_amount_take_it_all_by_the_band_its_end_lies_in(borne, fen):
    assert paid_of(borne, Share(TWO_BANDS, Banding.WHOLE_AMOUNT)) == fen


@pytest.mark.parametrize(
    ("borne", "fen", "deducted"),
    [
        (0, 0, 0),
        (29_999, 0, 29_999),
        (30_000, 0, 30_000),
        (30_002, 1, 30_000),
        (130_001, 50_001, 0),
    ],
)
@pytest.mark.parametrize("each", Each)
def test_a_deductible_comes_off_before_the_share(borne, fen, deducted, each):
    share = Share((Band(None, 5000),), deductible=30_000, deductible_each=each)

    award = assess(cost(borne), [covered(share)])

    line = line_of(award)
    assert (award.fen, line.deducted) == (fen, deducted or min(borne, 30_000))
    assert award.outcome is (Outcome.PAYABLE if fen else Outcome.ZERO)
    assert award.reasons == ()


def test_bands_are_counted_above_the_deductible():
    share = Share(TWO_BANDS, deductible=30_000)

    assert [paid_of(fen, share) for fen in (130_000, 130_002)] == [30_000, 30_001]


@pytest.mark.parametrize(("share", "fen"), [(4999, 0), (5000, 1)])
def test_half_a_fen_is_just_half(share, fen):
    assert paid_of(1, Share((Band(None, share),))) == fen


@pytest.mark.parametrize(
    ("each", "paid"), [(Each.CLAIM, [0, 5_000, 0]), (Each.COVERAGE, [0, 15_000, 10_000])]
)
def test_a_deductible_is_borne_for_each_claim_or_once_a_coverage(each, paid):
    share = Share((Band(None, 5000),), deductible=30_000, deductible_each=each)
    claims = [cost(20_000), cost(40_000), cost(20_000)]

    awards = assess_in_order(claims, [covered(share)])

    assert [award.fen for award in awards] == paid


def test_a_coverage_of_which_nothing_is_known_begins_unused():
    share = Share((Band(None, 5000),), deductible=300, deductible_each=Each.COVERAGE, most=200)
    fresh = replace(covered(share), used=Used())

    awards = assess_in_order([cost(299), cost(301), cost(100)], [fresh])

    assert [award.fen for award in awards] == [0, 150, 50]


def test_where_an_amount_was_paid_the_deductible_of_the_coverage_was_borne():
    share = Share((Band(None, 5000),), deductible=30_000, deductible_each=Each.COVERAGE)

    assert paid_of(10_000, share, fen=1) == 5_000
    assert paid_of(10_000, share, deducted=29_000) == 4_500
    assert paid_of(10_000, share, deducted=31_000) == 5_000
    assert paid_of(10_000, share) == 0


@pytest.mark.parametrize(
    ("before", "fen", "outcome", "reasons"),
    [
        (9_949_999, 50_000, Outcome.PAYABLE, []),
        (9_950_000, 50_000, Outcome.PAYABLE, []),
        (9_950_001, 49_999, Outcome.PAYABLE, ["AMOUNT_CAP"]),
        (9_999_999, 1, Outcome.PAYABLE, ["AMOUNT_CAP"]),
        (10_000_000, 0, Outcome.ZERO, ["AMOUNT_CAP"]),
        (10_000_001, 0, Outcome.ZERO, ["AMOUNT_CAP"]),
    ],
)
def test_the_cap_leaves_what_earlier_claims_have_not_used(before, fen, outcome, reasons):
    cover = replace(AY21, used=Used(fen={COST: before}))

    award = assess(cost(100_000, on="2021-06-01"), [cover])

    assert (award.fen, award.outcome, list(award.reasons)) == (fen, outcome, reasons)


def test_a_cost_of_nothing_under_a_full_cap_is_a_zero_award_without_reasons():
    cover = replace(AY21, used=Used(fen={COST: 10_000_000}))

    award = assess(cost(0, on="2021-06-01"), [cover])

    assert (award.outcome, award.fen, award.reasons) == (Outcome.ZERO, 0, ())


def test_each_kind_of_cost_has_its_own_cap():
    full = replace(AY21, used=Used(fen={CHRONIC: 300_000}))

    assert assess(cost(100, CHRONIC, "2021-06-01"), [full]).outcome is Outcome.ZERO
    assert assess(cost(100, COST, "2021-06-01"), [full]).fen == 50


@pytest.mark.parametrize("kind", [COST, CHRONIC])
@pytest.mark.parametrize(
    ("cover", "first", "on", "paid"),
    [
        pytest.param(AY21, True, "2021-01-01", False, id="2021, day 1"),
        pytest.param(AY21, True, "2021-01-30", False, id="2021, day 30"),
        pytest.param(AY21, True, "2021-01-31", True, id="2021, day 31"),
        pytest.param(AY21, False, "2021-01-01", True, id="2021, renewed"),
        pytest.param(AY22, True, "2022-01-01", True, id="2022, abolished"),
        pytest.param(AY23, True, "2023-01-01", True, id="2023, abolished"),
    ],
)
def test_a_first_enrolment_waits_where_the_sheet_says_so(kind, cover, first, on, paid):
    award = assess(cost(100, kind, on), [replace(cover, first_enrolment=first)])

    if paid:
        assert (award.outcome, award.reasons) == (Outcome.PAYABLE, ())
    else:
        assert (award.outcome, award.fen, award.lines) == (Outcome.REFUSED, 0, ())
        assert list(award.reasons) == ["WAITING_PERIOD"]


@pytest.mark.parametrize(
    ("on", "fen"), [("2019-10-30", 0), ("2019-10-31", 30_000)], ids=["day 30", "day 31"]
)
def test_day_31_of_a_first_enrolment_from_october_2019_is_the_last_of_that_month(on, fen):
    assert assess(cost(100_000, on=on), [replace(AY19, first_enrolment=True)]).fen == fen


@pytest.mark.parametrize(
    ("claim", "covers", "outcome", "reasons"),
    [
        (cost(1, on="2021-01-01"), [], Outcome.REFUSED, ["NOT_COVERED"]),
        (cost(1, on="2020-12-31"), [AY21], Outcome.REFUSED, ["OUTSIDE_COVERAGE"]),
        (cost(1, on="2022-01-01"), [AY21], Outcome.REFUSED, ["OUTSIDE_COVERAGE"]),
        (cost(100, CHRONIC, "2020-01-01"), [AY19], Outcome.MANUAL, []),
        (cost(100), [C1], Outcome.MANUAL, []),
    ],
    ids=["no coverage", "the day before", "the day after", "2019 has no chronic", "a day scheme"],
)
def test_a_cost_that_no_sheet_values_says_why(claim, covers, outcome, reasons):
    award = assess(claim, covers)

    assert (award.outcome, list(award.reasons), award.lines) == (outcome, reasons, ())


def test_the_last_covered_day_is_covered():
    assert assess(cost(100, on="2021-12-31"), [AY22, AY21]).fen == 50


def test_a_line_says_how_its_amount_came_about():
    share = Share(TWO_BANDS, deductible=5_000, most=50_000)

    award = assess(cost(145_001), [covered(share, fen=45_000)])

    line = line_of(award)
    assert (line.self_borne, line.deducted) == (145_001, 5_000)
    assert line.parts == (
        BandPart(0, 100_000, 3000, 100_000),
        BandPart(100_000, None, 5000, 40_001),
    )
    assert [part.product for part in line.parts] == [300_000_000, 200_005_000]
    assert (line.rounded, line.fen) == (50_001, 5_000)
    assert (line.used_before, line.used_after, line.left) == (45_000, 50_000, 0)


def test_without_a_cap_nothing_is_said_to_be_left():
    line = line_of(assess(cost(100), [covered(Share(TWO_BANDS), fen=7)]))

    assert (line.used_before, line.used_after, line.left) == (7, 37, None)
