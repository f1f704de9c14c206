"""Inpatient days: each sentence of docs/reference/scheme-rules.md on both sides of its edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from claims.benefits import (
    Cover,
    DayLine,
    Inpatient,
    Outcome,
    Stay,
    Used,
    assess,
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


def test_used_days_are_dated_and_undated_ones_together():
    assert Used(nights=frozenset({date(2023, 4, 1)}), undated_days=2).days == 3
