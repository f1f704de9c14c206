"""A night of a stay is paid once, and not in a waiting period."""

from dataclasses import replace

import pytest

from claims.benefits import Outcome, PerDay, assess
from tests.claims.benefits.people import C1, C2, P18, day, paid, stays


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


def test_nights_paid_before_in_a_waiting_period_are_told_as_paid_alone():
    waiting = replace(P18, inpatient=PerDay(8000, 45, waiting_days=30))
    cover = replace(C1, sheet=waiting, first_enrolment=True, used=paid("2023-04-01", 9))

    award = assess(stays("2023-04-01 2023-04-10"), [cover])

    assert (award.outcome, list(award.reasons)) == (Outcome.REFUSED, ["STAY_OVERLAP"])


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
