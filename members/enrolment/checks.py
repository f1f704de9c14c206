"""Checks across the rows of a roster and against the register. Pure: what is known is handed in."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final

from members.enrolment.columns import CARD, ID_NUMBER, SEX, Row
from members.enrolment.problems import Problem, error, warning
from members.identity import Sex, luhn_ok

RETIRE_AT: Final = {Sex.MALE: 60, Sex.FEMALE: 55}
"""Years. Since 2025 the age rises by months a year, and women workers' was 50: hence a warning."""

YOUNGEST: Final = 16
"""Years. Labour Law, art. 15: nobody younger is employed."""

OLDEST: Final = 100
"""Years; default, not sourced."""


def check(rows: Iterable[Row], *, today: date, covered: Collection[str]) -> list[Problem]:
    """Give what is wrong between rows and with the register, in the order of the sheet.

    `covered` holds the ID numbers that are covered in this period already.
    """
    rows = list(rows)
    found = [
        *duplicates(rows),
        *already_covered(rows, covered),
        *sex_differs(rows),
        *impossible_ages(rows, today),
        *retirement_ages(rows, today),
        *doubtful_cards(rows),
    ]
    return sorted(found, key=lambda problem: problem.row)


def duplicates(rows: Iterable[Row]) -> Iterator[Problem]:
    """Each later row of one person, naming the first; numbers are compared in canonical form."""
    first: dict[str, int] = {}
    for row in rows:
        if row.id_number and first.setdefault(row.id_number, row.number) != row.number:
            yield error(row.number, ID_NUMBER, "DUPLICATE_IN_FILE", other=first[row.id_number])


def already_covered(rows: Iterable[Row], covered: Collection[str]) -> Iterator[Problem]:
    for row in rows:
        if row.id_number and row.id_number in covered:
            yield error(row.number, ID_NUMBER, "ALREADY_COVERED")


def sex_differs(rows: Iterable[Row]) -> Iterator[Problem]:
    for row in rows:
        if row.sex and row.sex_told and row.sex is not row.sex_told:
            yield error(row.number, SEX, "GENDER_MISMATCH")


def impossible_ages(rows: Iterable[Row], today: date) -> Iterator[Problem]:
    for row in rows:
        if row.born_on and not YOUNGEST <= age(row.born_on, today) <= OLDEST:
            yield error(row.number, ID_NUMBER, "ID_DATE")


def retirement_ages(rows: Iterable[Row], today: date) -> Iterator[Problem]:
    for row in rows:
        if row.born_on and row.sex and RETIRE_AT[row.sex] <= age(row.born_on, today) <= OLDEST:
            yield warning(row.number, ID_NUMBER, "RETIREMENT_AGE")


def doubtful_cards(rows: Iterable[Row]) -> Iterator[Problem]:
    for row in rows:
        if row.card and not luhn_ok(row.card):
            yield warning(row.number, CARD, "CARD_LUHN")


def age(born_on: date, today: date) -> int:
    """Give whole years; somebody born on 29 February turns older on 1 March."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
