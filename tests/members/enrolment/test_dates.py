"""The vectors V-COV, by their numbers in docs/reference/scheme-rules.md."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.benefits import shipped_sheets, shipped_texts
from members.enrolment.dates import cover_dates
from members.enrolment.terms import terms_of
from members.errors import PeriodOver
from members.models import Scheme

day = date.fromisoformat


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
    assert cover_dates(day(papers), day(paid)) == (day(starts), day(ends))


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
    assert cover_dates(day("2022-10-01"), day(complete), calendar_year=2023) == (
        day(starts),
        day("2023-12-31"),
    )


@pytest.mark.parametrize("complete", ["2023-12-31", "2024-01-01"])
def test_complete_when_no_day_of_the_year_is_left_covers_nothing(complete):
    with pytest.raises(PeriodOver):
        cover_dates(day(complete), day("2022-10-01"), calendar_year=2023)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_renewing_on_the_last_day_leaves_no_gap(complete_on):
    _, ends_on = cover_dates(complete_on, complete_on)

    starts_on, _ = cover_dates(ends_on, ends_on)

    assert starts_on == ends_on + timedelta(1)


@pytest.mark.parametrize("code", sorted(shipped_texts()))
def test_enrolment_reads_the_year_of_a_sheet_as_the_rules_do(code):
    terms = terms_of(Scheme(code=code, sheet=shipped_texts()[code]))

    assert terms.calendar_year == shipped_sheets()[code].calendar_year
