from datetime import date

import pytest

from members.enrolment.checks import born, check
from members.enrolment.columns import Row
from members.enrolment.problems import Severity
from members.identity import Sex

TODAY = date(2026, 11, 22)
HERE, THERE = "350200199003070015", "11010519491231002X"


def row(number=2, id_number=HERE, sex=Sex.MALE, born_on=date(1990, 3, 7), **changes):
    return Row(number=number, name="甲", id_number=id_number, sex=sex, born_on=born_on, **changes)


def told(*rows):
    problems = check(rows, today=TODAY)
    return [(problem.row, problem.code, problem.severity) for problem in problems]


def test_a_good_roster_has_no_problems():
    assert told(row(), row(3, "350200200002290062")) == []


def test_somebody_who_is_there_twice_is_told_with_the_first_row():
    problems = list(check([row(2), row(5, THERE), row(9)], today=TODAY))

    assert [(p.row, p.code) for p in problems] == [(9, "DUPLICATE_IN_FILE")]
    assert "第2行" in problems[0].message


def test_rows_without_a_number_are_no_duplicates():
    assert told(row(2, ""), row(3, "")) == []


def test_the_sex_has_to_agree_with_the_number():
    assert told(row(sex_told=Sex.FEMALE)) == [(2, "GENDER_MISMATCH", Severity.ERROR)]
    assert told(row(sex_told=Sex.MALE)) == []


def test_a_doubtful_card_is_a_warning():
    assert told(row(card="6222024100001234561")) == [(2, "CARD_LUHN", Severity.WARNING)]
    assert told(row(card="6222024100001234560")) == []


@pytest.mark.parametrize(
    ("sex", "born_on", "expected"),
    [
        pytest.param(Sex.MALE, date(1966, 11, 22), ["RETIREMENT_AGE"], id="man of 60 today"),
        pytest.param(Sex.MALE, date(1966, 11, 23), [], id="man of 60 tomorrow"),
        pytest.param(Sex.FEMALE, date(1971, 11, 22), ["RETIREMENT_AGE"], id="woman of 55 today"),
        pytest.param(Sex.FEMALE, date(1971, 11, 23), [], id="woman of 55 tomorrow"),
        pytest.param(Sex.MALE, date(2010, 11, 22), [], id="16 today"),
        pytest.param(Sex.MALE, date(2010, 11, 23), ["ID_DATE"], id="16 tomorrow"),
        pytest.param(Sex.MALE, date(1925, 11, 22), ["ID_DATE"], id="101 today"),
    ],
)
def test_ages_at_their_edges(sex, born_on, expected):
    assert [code for _, code, _ in told(row(sex=sex, born_on=born_on))] == expected


@pytest.mark.parametrize(
    ("today", "youngest"),
    [
        pytest.param(date(2026, 2, 28), date(2000, 2, 28), id="a day before the birthday"),
        pytest.param(date(2026, 3, 1), date(2000, 3, 1), id="and so is 29 February"),
        pytest.param(date(2024, 2, 29), date(1998, 2, 28), id="from a leap day"),
    ],
)
def test_whole_years_are_counted_from_the_birthday(today, youngest):
    assert born(26, today) == youngest
