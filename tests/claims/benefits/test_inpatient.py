"""Inpatient days: each sentence of docs/reference/scheme-rules.md on both sides of its edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.benefits import (
    Cover,
    DayLine,
    Inpatient,
    Outcome,
    PerDay,
    Stay,
    Used,
    assess,
    assess_in_order,
)
from tests.claims.benefits.people import C0, C1, C2, P18, day, nights, paid, stays, used

GAP = replace(C2, starts_on=date(2024, 3, 20))


@pytest.mark.parametrize(
    ("claim", "covers", "yuan", "days", "reasons"),
    [
        pytest.param(nights(44), [C1], 3520, 44, [], id="one under the cap"),
        pytest.param(nights(45), [C1], 3600, 45, [], id="the cap"),
        pytest.param(nights(46), [C1], 3600, 45, ["DAY_CAP"], id="one over the cap"),
        pytest.param(nights(0), [C1], 80, 1, [], id="in and out on one day"),
        pytest.param(nights(1), [C1], 80, 1, [], id="one night"),
        pytest.param(
            stays("2023-03-16 2023-03-16"), [C1], 80, 1, [], id="one day, the first covered"
        ),
        pytest.param(
            stays("2024-03-15 2024-03-15"), [C1], 80, 1, [], id="one day, the last covered"
        ),
        pytest.param(
            stays("2024-03-15 2024-03-16"), [C1], 80, 1, [], id="the night of the last covered day"
        ),
        pytest.param(
            stays("2023-03-15 2023-03-17"),
            [C1],
            80,
            1,
            ["OUTSIDE_COVERAGE"],
            id="the night before the first covered day",
        ),
        pytest.param(
            stays("2024-03-10 2024-03-22"), [C2, C1], 960, 12, [], id="each coverage its nights"
        ),
        pytest.param(
            stays("2024-03-10 2024-03-22"),
            [replace(C1, used=used(42)), C2],
            720,
            9,
            ["DAY_CAP"],
            id="each coverage its own cap",
        ),
        pytest.param(
            stays("2024-03-10 2024-03-22"),
            [C1, replace(C2, used=used(45))],
            480,
            6,
            ["DAY_CAP"],
            id="a full second coverage leaves the first its nights",
        ),
        pytest.param(
            stays("2023-03-10 2023-03-22"), [C0, C1], 780, 12, [], id="each period its rate"
        ),
        pytest.param(
            stays("2024-03-15 2024-03-21"),
            [C1, GAP],
            160,
            2,
            ["OUTSIDE_COVERAGE"],
            id="the nights of a gap are paid by nobody",
        ),
        pytest.param(stays("2024-02-28 2024-03-01"), [C1], 160, 2, [], id="29 February is a night"),
        pytest.param(
            stays("2023-02-28 2023-03-01"), [C0], 50, 1, [], id="no 29 February, no night"
        ),
        pytest.param(
            nights(46),
            [replace(C1, ends_on=day("2023-07-15"))],
            3600,
            45,
            ["OUTSIDE_COVERAGE"],
            id="the cap reached just where the coverage ends",
        ),
        pytest.param(
            nights(60),
            [replace(C1, ends_on=day("2023-07-16"))],
            3600,
            45,
            ["DAY_CAP", "OUTSIDE_COVERAGE"],
            id="over the cap and over the end",
        ),
    ],
)
def test_each_night_inside_a_coverage_is_paid_up_to_its_cap(claim, covers, yuan, days, reasons):
    award = assess(claim, covers)

    assert award.outcome is Outcome.PAYABLE
    assert (award.fen, len(award.days), list(award.reasons)) == (yuan * 100, days, reasons)


@pytest.mark.parametrize(
    ("claim", "days", "reasons"),
    [
        pytest.param(
            stays("2023-04-01 2023-04-10", "2023-04-10 2023-04-12"), 11, [], id="transfer"
        ),
        pytest.param(
            stays("2023-04-01 2023-04-10", "2023-04-09 2023-04-12"),
            11,
            ["STAY_OVERLAP"],
            id="one night twice",
        ),
        pytest.param(
            stays("2023-04-01 2023-04-10", "2023-04-10 2023-04-10"),
            10,
            [],
            id="back within the day of discharge",
        ),
        pytest.param(
            stays("2023-04-10 2023-04-10", "2023-04-10 2023-04-12"),
            2,
            ["STAY_OVERLAP"],
            id="a day stay that turns into a night",
        ),
        pytest.param(
            stays("2023-04-10 2023-04-10", "2023-04-10 2023-04-10"),
            1,
            ["STAY_OVERLAP"],
            id="one day twice",
        ),
        pytest.param(
            stays("2023-04-01 2023-04-20", "2023-04-05 2023-04-08"),
            19,
            ["STAY_OVERLAP"],
            id="one stay within another",
        ),
        pytest.param(
            stays("2023-06-01 2023-06-03", "2023-04-01 2023-04-03", "2023-05-01 2023-05-03"),
            6,
            [],
            id="three stays in any order",
        ),
    ],
)
def test_a_night_counts_once_however_many_papers_name_it(claim, days, reasons):
    award = assess(claim, [C1])

    assert (len(set(award.days)), len(award.days)) == (days, days)
    assert list(award.reasons) == reasons


@pytest.mark.parametrize(
    ("printed", "reasons"),
    [(None, []), (10, []), (9, ["DAYS_MISMATCH"]), (11, ["DAYS_MISMATCH"]), (0, ["DAYS_MISMATCH"])],
)
def test_printed_days_that_differ_are_told_and_the_dates_win(printed, reasons):
    award = assess(stays("2023-04-01 2023-04-11", printed=printed), [C1])

    assert (award.fen, list(award.reasons)) == (80000, reasons)


def test_printed_days_are_compared_with_the_whole_stay_not_with_the_covered_part():
    award = assess(stays("2024-03-10 2024-03-22", printed=12), [C1])

    assert list(award.reasons) == ["OUTSIDE_COVERAGE"]


@pytest.mark.parametrize(
    ("claim", "covers", "outcome", "reasons"),
    [
        pytest.param(nights(3), [], Outcome.REFUSED, ["NOT_COVERED"], id="no coverage at all"),
        pytest.param(
            stays("2024-03-16 2024-03-16"),
            [C1],
            Outcome.REFUSED,
            ["OUTSIDE_COVERAGE"],
            id="the day after the last",
        ),
        pytest.param(
            stays("2023-03-15 2023-03-16"),
            [C1],
            Outcome.REFUSED,
            ["OUTSIDE_COVERAGE"],
            id="discharged on the first covered day",
        ),
        pytest.param(
            nights(1), [replace(C1, used=used(45))], Outcome.ZERO, ["DAY_CAP"], id="nothing left"
        ),
        pytest.param(
            nights(1),
            [replace(C1, used=used(50))],
            Outcome.ZERO,
            ["DAY_CAP"],
            id="more used than the cap",
        ),
        pytest.param(
            stays("2024-03-15 2024-03-17"),
            [replace(C1, used=used(45))],
            Outcome.ZERO,
            ["DAY_CAP", "OUTSIDE_COVERAGE"],
            id="nothing left and partly outside",
        ),
        pytest.param(
            stays("2023-04-02 2023-04-04"),
            [replace(C1, used=paid("2023-04-01", 5))],
            Outcome.REFUSED,
            ["STAY_OVERLAP"],
            id="every night already paid",
        ),
        pytest.param(
            stays("2023-04-02 2023-04-04"),
            [replace(C1, used=paid("2023-04-01", 45))],
            Outcome.REFUSED,
            ["STAY_OVERLAP"],
            id="every night already paid, and the cap full",
        ),
        pytest.param(
            nights(3),
            [replace(C1, sheet=replace(P18, inpatient=None))],
            Outcome.MANUAL,
            [],
            id="a sheet that does not know",
        ),
    ],
)
def test_nothing_paid_says_which_kind_of_nothing(claim, covers, outcome, reasons):
    award = assess(claim, covers)

    assert (award.outcome, list(award.reasons)) == (outcome, reasons)
    assert award.fen == (None if outcome is Outcome.MANUAL else 0)
    assert award.days == ()


def test_a_stay_partly_under_a_sheet_that_does_not_know_is_for_a_person_as_a_whole():
    unknown = replace(C2, sheet=replace(P18, inpatient=None))

    award = assess(stays("2024-03-10 2024-03-22", printed=5), [C1, unknown])

    assert (award.outcome, award.fen, award.lines) == (Outcome.MANUAL, None, ())
    assert list(award.reasons) == ["DAYS_MISMATCH"]


def test_a_sheet_that_does_not_know_matters_only_where_a_night_asks_it():
    unknown = replace(P18, inpatient=None)
    untouched = replace(C2, sheet=unknown)
    paid_already = replace(C1, sheet=unknown, used=paid("2023-04-01", 9))

    assert assess(stays("2023-04-01 2023-04-11"), [C1, untouched]).fen == 80000
    again = assess(stays("2023-04-01 2023-04-10"), [paid_already])
    assert (again.outcome, list(again.reasons)) == (Outcome.REFUSED, ["STAY_OVERLAP"])


def test_nights_paid_before_in_a_waiting_period_are_told_as_paid_alone():
    waiting = replace(P18, inpatient=PerDay(8000, 45, waiting_days=30))
    cover = replace(C1, sheet=waiting, first_enrolment=True, used=paid("2023-04-01", 9))

    award = assess(stays("2023-04-01 2023-04-10"), [cover])

    assert (award.outcome, list(award.reasons)) == (Outcome.REFUSED, ["STAY_OVERLAP"])


def test_a_night_paid_by_an_earlier_claim_is_skipped_and_told():
    cover = replace(C1, used=paid("2023-04-01", 9))

    award = assess(stays("2023-04-08 2023-04-12"), [cover])

    assert award.days == (day("2023-04-10"), day("2023-04-11"))
    assert list(award.reasons) == ["STAY_OVERLAP"]


def test_a_night_paid_under_another_coverage_is_not_paid_again_when_coverages_are_moved():
    moved = replace(C2, starts_on=day("2024-03-14"))
    before = replace(C1, ends_on=day("2024-03-13"), used=paid("2024-03-14", 2))

    award = assess(stays("2024-03-14 2024-03-18"), [before, moved])

    assert award.days == (day("2024-03-16"), day("2024-03-17"))


def test_a_line_says_how_its_amount_came_about():
    award = assess(nights(20), [replace(C1, used=used(30), key="a")])

    (line,) = award.lines
    assert isinstance(line, DayLine)
    assert (line.cover.key, line.fen_per_day, line.fen) == ("a", 8000, 120000)
    assert (line.used_before, line.used_after, line.left) == (30, 45, 0)
    assert (line.days[0], line.days[-1]) == (day("2023-06-01"), day("2023-06-15"))


def test_the_oldest_nights_are_paid_first():
    claim = stays("2023-08-01 2023-08-11", "2023-05-01 2023-05-11")

    award = assess(claim, [replace(C1, used=used(40))])

    assert award.days == tuple(day("2023-05-01") + timedelta(i) for i in range(5))


def test_a_stay_as_long_as_the_calendar_is_valued_at_once():
    forever = Cover(P18, date.min, date.max)

    award = assess(Inpatient((Stay(date.min, date.max),)), [forever])

    assert (award.fen, award.days[0]) == (360000, date.min)


def test_a_stay_or_a_coverage_may_be_one_day_but_never_ends_before_it_begins():
    first, before = date(2023, 4, 1), date(2023, 3, 31)

    assert len(Stay(first, first).nights) == 1
    assert Cover(P18, first, first).used.days == 0
    with pytest.raises(ValueError, match="a stay ends on or after"):
        Stay(first, before)
    with pytest.raises(ValueError, match="a coverage ends on or after"):
        Cover(P18, first, before)


@pytest.mark.parametrize(
    ("claim", "fen", "outcome", "reasons"),
    [
        pytest.param(
            stays("2023-04-13 2023-04-15"), 0, Outcome.REFUSED, ["WAITING_PERIOD"], id="day 30"
        ),
        pytest.param(stays("2023-04-15 2023-04-16"), 8000, Outcome.PAYABLE, [], id="day 31"),
        pytest.param(
            stays("2023-04-14 2023-04-16"),
            8000,
            Outcome.PAYABLE,
            ["WAITING_PERIOD"],
            id="days 30 and 31",
        ),
    ],
)
def test_nights_of_a_waiting_period_are_not_paid_on_a_first_enrolment(claim, fen, outcome, reasons):
    waiting = replace(P18, inpatient=PerDay(8000, 45, waiting_days=30))
    renewed = replace(C1, sheet=waiting)
    first = replace(renewed, first_enrolment=True)

    award = assess(claim, [first])

    assert (award.fen, award.outcome, list(award.reasons)) == (fen, outcome, reasons)
    assert assess(claim, [renewed]) == replace(
        assess(claim, [C1]), lines=assess(claim, [renewed]).lines
    )


def test_waiting_nights_neither_use_the_cap_nor_hide_a_night_paid_before():
    waiting = replace(P18, inpatient=PerDay(8000, 3, waiting_days=30))
    cover = replace(C1, sheet=waiting, first_enrolment=True, used=paid("2023-04-15", 1))

    award = assess(stays("2023-04-01 2023-04-17"), [cover])

    assert award.days == (day("2023-04-16"),)
    assert list(award.reasons) == ["STAY_OVERLAP", "WAITING_PERIOD"]
    again = assess(stays("2023-04-01 2023-04-16"), [cover])
    assert (again.outcome, again.fen) == (Outcome.REFUSED, 0)


DAYS = st.dates(date(2022, 1, 1), date(2025, 12, 31))
STAYS = st.builds(
    lambda first, length: Stay(first, first + timedelta(length)), DAYS, st.integers(0, 60)
)
CLAIMS = st.lists(
    st.builds(lambda many: Inpatient(tuple(many)), st.lists(STAYS, min_size=1, max_size=4)),
    max_size=6,
)


@given(CLAIMS, st.integers(0, 60))
def test_no_order_of_claims_pays_over_a_cap_or_a_night_twice(claims, before):
    covers = [replace(C0, used=used(before)), C1, C2]

    awards = list(assess_in_order(claims, covers))

    paid_days = [day for award in awards for day in award.days]
    assert len(paid_days) == len(set(paid_days))
    for cover, cap in zip(covers, [30, 45, 45], strict=True):
        inside = [day for day in paid_days if cover.starts_on <= day <= cover.ends_on]
        assert len(inside) <= max(cap - cover.used.days, 0)


@given(CLAIMS)
def test_the_parts_sum_to_the_total(claims):
    for award in assess_in_order(claims, [C0, C1, C2]):
        assert award.fen == sum(line.fen for line in award.lines)
        assert award.fen == sum(5000 if day <= C0.ends_on else 8000 for day in award.days)


@given(STAYS, DAYS)
def test_a_coverage_cut_in_two_pays_no_night_less_and_none_twice(stay, cut):
    whole = Cover(P18, date(2021, 1, 1), date(2026, 12, 31))
    first = replace(whole, ends_on=cut)
    second = replace(whole, starts_on=cut + timedelta(1))

    one = assess(Inpatient((stay,)), [whole])
    two = assess(Inpatient((stay,)), [first, second])

    assert set(one.days) <= set(two.days)
    assert len(two.days) == len(set(two.days)) <= len(stay.nights)


@given(CLAIMS)
def test_the_order_of_coverages_handed_in_does_not_matter(claims):
    forth = [award.fen for award in assess_in_order(claims, [C0, C1, C2])]

    assert forth == [award.fen for award in assess_in_order(claims, [C2, C0, C1])]


def test_used_days_are_dated_and_undated_ones_together():
    assert Used(nights=frozenset({date(2023, 4, 1)}), undated_days=2).days == 3


def counted_by_hand(claims, covers):
    """The rule once more, as slowly and plainly as it can be said: a set of nights and a loop."""
    paid: set[date] = set()
    for claim in claims:
        amount = 0
        for stay in sorted(claim.stays, key=lambda stay: stay.admitted_on):
            count = max((stay.discharged_on - stay.admitted_on).days, 1)
            for night in (stay.admitted_on + timedelta(i) for i in range(count)):
                for cover, rate, cap in zip(covers, [50, 80, 80], [30, 45, 45], strict=True):
                    inside = cover.starts_on <= night <= cover.ends_on
                    held = sum(cover.starts_on <= day <= cover.ends_on for day in paid)
                    if inside and night not in paid and held < cap:
                        paid.add(night)
                        amount += rate * 100
        yield amount


@given(CLAIMS)
def test_the_rule_agrees_with_counting_by_hand(claims):
    covers = [C0, C1, replace(C2, starts_on=day("2024-03-20"))]

    awards = assess_in_order(claims, covers)

    assert [award.fen for award in awards] == list(counted_by_hand(claims, covers))
