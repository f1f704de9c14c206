"""Checks across the rows of a roster. Pure; what the register knows is compared elsewhere."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import not_
from typing import Final

from members.enrolment.columns import CARD, ID_NUMBER, SEX, Row
from members.enrolment.problems import Problem, error, warning
from members.identity import Sex, luhns_ok

RETIRE_AT: Final = {Sex.MALE: 60, Sex.FEMALE: 55}
"""Years. Since 2025 the age rises by months a year, and women workers' was 50: hence a warning."""

YOUNGEST: Final = 16
"""Years. Labour Law, art. 15: nobody younger is employed."""

OLDEST: Final = 100
"""Years; default, not sourced."""


def check(rows: Sequence[Row], *, today: date) -> Iterator[Problem]:
    """Give what is wrong between rows, and with each of them as a whole."""
    yield from duplicates(rows)
    yield from sex_differs(rows)
    yield from ages(rows, today)
    yield from doubtful_cards(rows)


def duplicates(rows: Iterable[Row]) -> Iterator[Problem]:
    """Each later row of one person, naming the first; numbers are compared in canonical form."""
    first: dict[str, int] = {}
    for row in rows:
        if row.id_number and first.setdefault(row.id_number, row.number) != row.number:
            yield error(row.number, ID_NUMBER, "DUPLICATE_IN_FILE", other=first[row.id_number])


def sex_differs(rows: Iterable[Row]) -> Iterator[Problem]:
    for row in rows:
        if row.sex_told and row.sex and row.sex is not row.sex_told:
            yield error(row.number, SEX, "GENDER_MISMATCH")


def ages(rows: Iterable[Row], today: date) -> Iterator[Problem]:
    """Those who cannot be workers by their age, and those who may have retired."""
    youngest, oldest = born(YOUNGEST, today), born(OLDEST + 1, today)
    retired = {sex: born(years, today) for sex, years in RETIRE_AT.items()}
    for row in rows:
        if row.born_on is None or row.sex is None:
            continue
        if not oldest < row.born_on <= youngest:
            yield error(row.number, ID_NUMBER, "ID_DATE")
        elif row.born_on <= retired[row.sex]:
            yield warning(row.number, ID_NUMBER, "RETIREMENT_AGE")


def doubtful_cards(rows: Iterable[Row]) -> Iterator[Problem]:
    with_card = [row for row in rows if row.card]
    fine = luhns_ok([row.card for row in with_card])
    for row in itertools.compress(with_card, map(not_, fine)):
        yield warning(row.number, CARD, "CARD_LUHN")


def born(years: int, today: date) -> date:
    """Give the last birthday of whoever is so many whole years old today.

    Somebody born on 29 February turns older on 1 March: on 28 February 2026 the youngest of 26
    was born on 28 February 2000.
    """
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February, of a year that has none
        return date(today.year - years, 2, 28)
