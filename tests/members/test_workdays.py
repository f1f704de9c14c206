"""The table of tests/data/vectors/workdays.csv on the calendar that the migrations seed."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from members.models import Workday
from members.workdays import CalendarUnknown, add_workdays, horizon

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "workdays.csv"

pytestmark = pytest.mark.django_db


def vectors():
    with VECTORS.open(encoding="utf-8") as file:
        return [
            (
                date.fromisoformat(r["start"]),
                int(r["working_days"]),
                date.fromisoformat(r["expected"]),
            )
            for r in csv.DictReader(file)
        ]


@pytest.mark.parametrize(("start", "days", "expected"), vectors())
def test_the_published_vectors_hold(start, days, expected):
    assert add_workdays(start, days) == expected


def test_a_moved_workday_counts_and_a_moved_holiday_does_not():
    # 2023: 29 September to 6 October are free, 7 and 8 October (a weekend) are worked.
    assert add_workdays(date(2023, 9, 28), 1) == date(2023, 10, 7)
    assert add_workdays(date(2023, 9, 28), 2) == date(2023, 10, 8)


def test_the_start_is_not_counted_even_when_it_is_worked():
    assert add_workdays(date(2023, 7, 5), 1) == date(2023, 7, 6)
    assert add_workdays(date(2023, 7, 8), 1) == date(2023, 7, 10)


def test_the_horizon_is_the_last_day_held():
    assert horizon() == date(2026, 12, 31)

    Workday.objects.all().delete()

    assert horizon() is None


def test_up_to_the_horizon_and_not_beyond():
    assert add_workdays(date(2026, 12, 29), 2) == date(2026, 12, 31)
    with pytest.raises(CalendarUnknown) as unknown:
        add_workdays(date(2026, 12, 29), 3)
    assert unknown.value.day == date(2027, 1, 1)


def test_a_day_missing_in_the_middle_is_not_guessed():
    Workday.objects.get(day=date(2023, 7, 10)).delete()

    assert add_workdays(date(2023, 7, 5), 2) == date(2023, 7, 7)
    with pytest.raises(CalendarUnknown) as unknown:
        add_workdays(date(2023, 7, 5), 3)
    assert unknown.value.day == date(2023, 7, 10)


def test_what_staff_change_counts_at_once():
    Workday.objects.filter(day=date(2023, 7, 6)).update(works=False)

    assert add_workdays(date(2023, 7, 5), 1) == date(2023, 7, 7)


@pytest.mark.parametrize("days", [0, -1])
def test_less_than_one_day_is_a_mistake(days):
    with pytest.raises(ValueError, match="at least one"):
        add_workdays(date(2023, 7, 5), days)


@pytest.mark.parametrize("days", [1, 250])
def test_one_query_however_many_days(days, django_assert_num_queries):
    with django_assert_num_queries(1):
        add_workdays(date(2023, 7, 5), days)


def test_the_command_prints_the_day_and_nothing_else(capsys):
    call_command("add_workdays", "2023-07-05", "7")

    assert capsys.readouterr().out == "2023-07-14\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("2026-12-31", "1"), "2027-01-01"),
        (("2023-02-29", "1"), "2023-02-29 is no day"),
        (("yesterday", "1"), "yesterday is no day"),
        (("2023-07-05", "0"), "no number of working days"),
        (("2023-07-05", "1" * 5000), "no number of working days"),
        (("2023-07-05", "seven"), "seven is no number"),
        (("9999-12-31", "1"), "calendar"),
    ],
)
def test_the_command_says_what_is_wrong(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("add_workdays", *words)
