"""The vectors V-COV, by their numbers in docs/reference/scheme-rules.md."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.benefits import assess, cover_on, covered_days, shipped_sheets
from tests.claims.benefits.people import C0, C1, C2, day, stays


@pytest.mark.parametrize(
    ("papers", "paid", "starts", "ends"),
    [
        pytest.param("2023-03-10", "2023-03-15", "2023-03-16", "2024-03-15", id="1 fee later"),
        pytest.param("2023-03-20", "2023-03-15", "2023-03-21", "2024-03-20", id="2 papers later"),
        pytest.param("2024-02-28", "2024-02-28", "2024-02-29", "2025-02-28", id="3 28 February"),
        pytest.param("2024-02-29", "2024-02-29", "2024-03-01", "2025-02-28", id="4 29 February"),
        pytest.param("2023-02-28", "2023-02-28", "2023-03-01", "2024-02-28", id="before a leap"),
        pytest.param("2023-03-01", "2023-03-01", "2023-03-02", "2024-03-01", id="over a leap"),
        pytest.param("2022-12-31", "2022-12-31", "2023-01-01", "2023-12-31", id="a whole year"),
    ],
)
def test_a_coverage_runs_from_the_day_after_completion_to_its_anniversary(
    papers, paid, starts, ends
):
    assert covered_days(day(papers), day(paid)) == (day(starts), day(ends))


def test_5_a_coverage_completed_under_period_17_stays_under_it():
    starts_on, ends_on = covered_days(day("2022-09-01"), day("2022-09-01"))
    cover = type(C0)(C0.sheet, starts_on, ends_on)

    assert assess(stays("2023-05-01 2023-05-11"), [cover]).fen == 50000


@pytest.mark.parametrize(
    ("complete", "starts"),
    [
        pytest.param("2022-11-15", "2023-01-01", id="enrolled the autumn before"),
        pytest.param("2022-12-31", "2023-01-01", id="on the last day before"),
        pytest.param("2023-01-01", "2023-01-02", id="on the first day"),
        pytest.param("2023-05-10", "2023-05-11", id="late"),
        pytest.param("2023-12-30", "2023-12-31", id="for one day"),
    ],
)
def test_a_calendar_year_ends_on_its_last_day_whenever_it_was_complete(complete, starts):
    year = shipped_sheets()["anyang-2023"].calendar_year

    assert covered_days(day("2022-10-01"), day(complete), calendar_year=year) == (
        day(starts),
        day("2023-12-31"),
    )


@pytest.mark.parametrize("complete", ["2023-12-31", "2024-01-01"])
def test_complete_when_no_day_of_the_year_is_left_covers_nothing(complete):
    with pytest.raises(ValueError, match="no day of 2023 is left"):
        covered_days(day(complete), day("2022-10-01"), calendar_year=2023)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_renewing_on_the_last_day_leaves_no_gap(complete_on):
    _, ends_on = covered_days(complete_on, complete_on)

    starts_on, _ = covered_days(ends_on, ends_on)

    assert starts_on == ends_on + timedelta(1)


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("2022-03-15", None),
        ("2022-03-16", C0),
        ("2023-03-15", C0),
        ("2023-03-16", C1),
        ("2025-03-15", C2),
        ("2025-03-16", None),
    ],
)
def test_a_day_lies_in_the_coverage_that_holds_it(text, cover):
    assert cover_on(day(text), [C2, C0, C1]) == cover
