"""Many rows at once are worth what the rules say of each claim, to the fen and with its working."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.benefits import (
    Band,
    Banding,
    Cost,
    Cover,
    CriticalIllness,
    DayLine,
    Each,
    Inpatient,
    Kind,
    LumpLine,
    PerDay,
    Reason,
    Share,
    ShareLine,
    Stay,
    assess,
    assess_in_order,
    shipped_sheets,
)
from claims.benefits.bulk import amounts, amounts_in_order, workings
from claims.benefits.rows import rows_of
from tests.claims.benefits.drawn import CLAIMS, FEN, KINDS_OF_COST, covers
from tests.claims.benefits.people import C1, nights

SHEETS = shipped_sheets()
COST = Kind.INPATIENT_COST


def test_amounts_come_in_the_order_of_their_rows():
    rows = [(Kind.INPATIENT, 46, 0, 0), (Kind.DEATH, 1, 0, 0), (COST, 100, 0, 0)]

    assert amounts(SHEETS["xiamen-18"], rows) == [360_000, 500_000, None]
    assert amounts(SHEETS["demo-bands"], rows) == [None, None, 50]
    assert amounts(SHEETS["xiamen-18"], []) == []


@pytest.mark.parametrize(
    ("sheet", "row", "working"),
    [
        ("xiamen-18", (Kind.INPATIENT, 10, 5, 0), (80_000, 80_000, 15, 30, 0, (10,))),
        ("xiamen-18", (Kind.INPATIENT, 45, 0, 0), (360_000, 360_000, 45, 0, 0, (45,))),
        ("xiamen-18", (Kind.INPATIENT, 46, 0, 0), (360_000, 368_000, 45, 0, 0, (45,))),
        ("xiamen-18", (Kind.INPATIENT, 5, 44, 0), (8_000, 40_000, 45, 0, 0, (1,))),
        ("xiamen-18", (Kind.INPATIENT, 5, 50, 0), (0, 40_000, 50, 0, 0, (0,))),
        ("xiamen-18", (Kind.DEATH, 1, 0, 0), (500_000, 500_000, 500_000, None, 0, ())),
        ("xiamen-18", (Kind.DEATH, 0, 0, 0), (0, 0, 0, None, 0, ())),
        ("xiamen-18", (Kind.DEATH, 1, 1, 0), (0, 0, 1, None, 0, ())),
        ("xiamen-18", (Kind.CRITICAL_ILLNESS, 0, 0, 1), (0, 0, 0, None, 0, ())),
        ("xiamen-18", (Kind.CRITICAL_ILLNESS, 1, 1, 1), (0, 0, 1, None, 0, ())),
        ("anyang-2019", (COST, 0, 7, 0), (0, 0, 7, None, 0, ())),
        ("anyang-2019", (COST, 100_000, 0, 0), (30_000, 30_000, 30_000, None, 0, (100_000,))),
        ("anyang-2019", (COST, 100_001, 0, 0), (30_001, 30_001, 30_001, None, 0, (100_000, 1))),
        (
            "demo-bands",
            (COST, 3_042_053, 0, 0),
            (2_033_642, 2_033_642, 2_033_642, None, 0, (1_000_000, 1_000_000, 1_042_053)),
        ),
        ("anyang-2021", (COST, 300, 9_999_900, 0), (100, 150, 10_000_000, 0, 0, (300,))),
    ],
)
def test_a_working_is_told_in_numbers(sheet, row, working):
    assert workings(SHEETS[sheet], [row]) == [working]
    assert amounts(SHEETS[sheet], [row]) == [working[0]]


@pytest.mark.parametrize(
    ("each", "row", "working"),
    [
        (Each.CLAIM, (COST, 100, 0, 0), (0, 0, 0, None, 100, ())),
        (Each.CLAIM, (COST, 299, 0, 0), (0, 0, 0, None, 299, ())),
        (Each.COVERAGE, (COST, 100, 0, 0), (0, 0, 0, None, 100, ())),
        (Each.CLAIM, (COST, 300, 0, 0), (0, 0, 0, None, 300, ())),
        (Each.CLAIM, (COST, 302, 1, 300), (1, 1, 2, None, 300, (2,))),
        (Each.COVERAGE, (COST, 302, 0, 0), (1, 1, 1, None, 300, (2,))),
        (Each.COVERAGE, (COST, 302, 0, 299), (150, 150, 150, None, 1, (300, 1))),
        (Each.COVERAGE, (COST, 302, 0, 300), (151, 151, 151, None, 0, (300, 2))),
        (Each.COVERAGE, (COST, 302, 0, 301), (151, 151, 151, None, 0, (300, 2))),
        (Each.COVERAGE, (COST, 302, 1, 0), (151, 151, 152, None, 0, (300, 2))),
    ],
)
def test_a_deductible_is_told_in_numbers(each, row, working):
    share = Share((Band(300, 5000), Band(None, 2500)), deductible=300, deductible_each=each)
    sheet = replace(SHEETS["demo-bands"], inpatient_cost=share)

    assert workings(sheet, [row]) == [working]
    assert amounts(sheet, [row]) == [working[0]]


@pytest.mark.parametrize(("share", "fen"), [(4999, 0), (5000, 1)])
def test_half_a_fen_is_just_half(share, fen):
    sheet = replace(SHEETS["demo-bands"], inpatient_cost=Share((Band(None, share),)))

    assert amounts(sheet, [(COST, 1, 0, 0)]) == [fen]


@pytest.mark.parametrize(("cost", "fen"), [(299, 75), (300, 75), (301, 151), (302, 151)])
def test_bands_of_the_whole_amount_are_not_divided(cost, fen):
    share = Share((Band(300, 2500), Band(None, 5000)), Banding.WHOLE_AMOUNT)
    sheet = replace(SHEETS["demo-bands"], inpatient_cost=share)

    assert workings(sheet, [(COST, cost, 0, 0)]) == [(fen, fen, fen, None, 0, (cost,))]
    assert amounts(sheet, [(COST, cost, 0, 0)]) == [fen]


@pytest.mark.parametrize(
    ("quantity", "used", "fen"), [(2, 9, 1), (2, 10, 0), (2, 11, 0), (20, 0, 10), (18, 0, 9)]
)
def test_a_cap_of_fen_leaves_what_is_not_used(quantity, used, fen):
    sheet = replace(SHEETS["demo-bands"], inpatient_cost=Share((Band(None, 5000),), most=10))

    [working] = workings(sheet, [(COST, quantity, used, 0)])
    assert working == (fen, quantity // 2, used + fen, max(10 - used - fen, 0), 0, (quantity,))
    assert amounts(sheet, [(COST, quantity, used, 0)]) == [fen]


def test_a_stay_makes_a_row_for_each_coverage_that_it_touches():
    second = replace(C1, starts_on=C1.ends_on + timedelta(1), ends_on=C1.ends_on + timedelta(9))

    over = Inpatient((Stay(C1.ends_on, C1.ends_on + timedelta(3)),))

    assert [row for _, row in rows_of(over, [C1, second])] == [
        (Kind.INPATIENT, 1, 0, 0),
        (Kind.INPATIENT, 2, 0, 0),
    ]
    assert list(rows_of(nights(3), [second])) == []


@pytest.mark.parametrize(("newly", "nights"), [(True, 2), (False, 32)])
def test_the_nights_of_a_waiting_period_are_in_no_row(newly, nights):
    sheet = replace(C1.sheet, inpatient=PerDay(8000, 45, waiting_days=30))
    cover = replace(C1, sheet=sheet, first_enrolment=newly)
    stay = Inpatient((Stay(C1.starts_on, C1.starts_on + timedelta(32)),))

    assert [row for _, row in rows_of(stay, [cover])] == [(Kind.INPATIENT, nights, 0, 0)]


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (Inpatient((Stay(C1.starts_on, C1.starts_on),)), "anyang-2019"),
        (Cost(COST, 1, C1.starts_on), "xiamen-18"),
        (CriticalIllness(C1.starts_on, listed=True, first_diagnosis=True), "anyang-2019"),
    ],
    ids=["a day", "a cost", "an illness"],
)
def test_what_a_sheet_does_not_know_is_asked_from_the_first_covered_day_on(claim, code):
    cover = replace(C1, sheet=SHEETS[code], first_enrolment=True)

    assert list(rows_of(claim, [cover])) == [(cover, (claim.kind, 1, 0, 0))]


@pytest.mark.parametrize(
    ("day", "rows"), [("2021-01-30", 0), ("2021-01-31", 1), ("2021-12-31", 1), ("2022-01-01", 0)]
)
def test_a_cost_makes_a_row_where_a_coverage_might_pay_it(day, rows):
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    cover = Cover(SHEETS["anyang-2021"], first, last, first_enrolment=True)

    assert len(list(rows_of(Cost(COST, 100, date.fromisoformat(day)), [cover]))) == rows


def test_an_illness_paid_in_another_coverage_is_for_a_person():
    row = (Kind.CRITICAL_ILLNESS, 1, 0, 1)

    assert workings(SHEETS["xiamen-18"], [row]) == [None]
    assert amounts(SHEETS["xiamen-18"], [row]) == [None]


@pytest.mark.parametrize(("listed", "fits"), [(True, 1), (False, 0)])
def test_an_event_is_asked_once_where_nothing_speaks_against_it(listed, fits):
    illness = CriticalIllness(C1.starts_on, listed=listed, first_diagnosis=True)

    assert list(rows_of(illness, [C1])) == [(C1, (Kind.CRITICAL_ILLNESS, fits, 0, 0))]


@settings(max_examples=250)
@given(CLAIMS, covers())
def test_the_rows_of_a_claim_are_worth_what_it_is_worth(claim, covered):
    award = assess(claim, covered)

    worth = [fen for cover, row in rows_of(claim, covered) for fen in amounts(cover.sheet, [row])]

    assert award.fen == (None if None in worth else sum(fen or 0 for fen in worth))


@settings(max_examples=250)
@given(CLAIMS, covers())
def test_the_workings_of_a_claim_are_its_lines(claim, covered):
    award = assess(claim, covered)
    rows = {cover.key: row for cover, row in rows_of(claim, covered)}

    worked = {key: workings(covered[0].sheet, [row])[0] for key, row in rows.items()}

    assert (None in worked.values()) == (award.fen is None)
    lined = {line.cover.key: _told(line, rows[line.cover.key]) for line in award.lines}
    assert {key: working for key, working in worked.items() if key in lined} == lined
    assert not any(working[0] for key, working in worked.items() if working and key not in lined)
    capped = any(working and working[0] < working[1] for working in worked.values())
    if award.fen is not None:
        assert capped == bool({Reason.DAY_CAP, Reason.AMOUNT_CAP} & set(award.reasons))


def _told(line, row):
    """What a line of an award says, in the order of a working."""
    match line:
        case DayLine():
            asked = row[1] * line.fen_per_day
            return line.fen, asked, line.used_after, line.left, 0, (len(line.days),)
        case LumpLine():
            return line.fen, line.fen, line.fen, None, 0, ()
        case ShareLine():
            costs = tuple(part.cost for part in line.parts)
            return line.fen, line.rounded, line.used_after, line.left, line.deducted, costs


@given(st.lists(st.builds(Cost, KINDS_OF_COST, FEN, st.just(C1.starts_on))), covers())
def test_claims_in_order_find_used_what_those_before_them_used(costs, covered):
    cover = replace(covered[0], starts_on=C1.starts_on, ends_on=C1.ends_on, first_enrolment=False)
    fresh = replace(cover, used=type(cover.used)())

    awards = assess_in_order(costs, [fresh])

    asked = [("here", claim.kind, claim.self_borne) for claim in costs]
    assert amounts_in_order(fresh.sheet, asked) == [award.fen for award in awards]


def test_each_coverage_has_its_own_caps_in_order():
    asked = [(key, Kind.INPATIENT, 30) for key in ("a", "b", "a", "b", "a")]
    asked += [("a", Kind.DEATH, 1), ("a", Kind.DEATH, 1), ("a", COST, 1)]

    fen = amounts_in_order(SHEETS["xiamen-18"], asked)

    assert fen == [240_000, 240_000, 120_000, 120_000, 0, 500_000, 0, None]


def test_a_deductible_of_a_coverage_is_borne_in_order():
    share = Share((Band(None, 5000),), deductible=300, deductible_each=Each.COVERAGE)
    sheet = replace(SHEETS["demo-bands"], inpatient_cost=share)

    assert amounts_in_order(sheet, [("a", COST, 200)] * 3) == [0, 50, 100]
