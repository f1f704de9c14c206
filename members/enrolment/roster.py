"""A roster against the register: who in it can be covered, what is wrong with the rest.

Reads rows and writes none. The same file is read again at every step, so that what a page shows
and what is written in the end come from the kept bytes, never from a form.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import timezone

from members import days, vault
from members.enrolment import checks, workbook
from members.enrolment.columns import COLUMNS, Row
from members.enrolment.problems import Problem, error, rows_in_error
from members.enrolment.terms import Terms, terms_of
from members.errors import PeriodOver
from members.identity import mask_id
from members.models import Coverage, EnrolmentBatch, Member, Scheme

MOST_ROWS: Final = 20_000
"""Of one file; default, not sourced."""
HEADER_ROW: Final = 1
FEE: Final = COLUMNS[9].heading


@dataclass(frozen=True, slots=True)
class Entry:
    """One person who can be covered, and for how much."""

    row: Row
    fee_class: Coverage.FeeClass
    fee_fen: int

    @property
    def fee(self) -> Decimal:
        """Yuan."""
        return Decimal(self.fee_fen) / 100

    @property
    def masked_id(self) -> str:
        return mask_id(self.row.id_number)


@dataclass(frozen=True, slots=True)
class Roster:
    """`rows` are all persons of the sheet, `entries` those who can be covered."""

    rows: list[Row]
    problems: list[Problem]
    entries: list[Entry]
    most_days: int | None

    @property
    def due_fen(self) -> int:
        return sum(entry.fee_fen for entry in self.entries)

    @property
    def due(self) -> Decimal:
        """Yuan."""
        return Decimal(self.due_fen) / 100

    @property
    def covered_already(self) -> dict[int, str]:
        """Rows of people whom another coverage keeps out, and the sentence that says so."""
        return {p.row: p.message for p in self.problems if p.code == "ALREADY_COVERED"}


def kept_roster(batch: EnrolmentBatch, *, complete_on: date | None = None) -> Roster:
    """Read the file of a batch as `roster` does."""
    return roster(vault.get(batch.file_key), batch.scheme, complete_on=complete_on)


def roster(content: bytes, scheme: Scheme, *, complete_on: date | None = None) -> Roster:
    """Check a file for a coverage that is complete on a day, today when none is given.

    A problem of the file as a whole leaves nobody who could be covered.
    """
    today = timezone.localdate()
    terms = terms_of(scheme)
    rows, problems = workbook.read(content, most_rows=MOST_ROWS, today=today)
    complete_on = complete_on or today
    covered: set[str] = set()
    try:
        covered = _covered(rows, *terms.cover_dates(complete_on, complete_on))
    except PeriodOver as over:
        problems.append(error(0, "", "PERIOD_OVER", last=days.long(over.last)))
    problems += checks.check(rows, today=today, covered=covered)
    problems += _unknown_fees(rows, terms)
    problems.sort(key=lambda problem: problem.row)
    return Roster(rows, problems, _entries(rows, problems, terms), terms.most_days)


def _covered(rows: Iterable[Row], starts_on: date, ends_on: date) -> set[str]:
    """Give the ID numbers among the rows that are covered on any of the days."""
    numbers = {row.id_number for row in rows if row.id_number}
    overlapping = Coverage.objects.live().filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    members = Member.objects.filter(id_number_index__in=numbers, coverages__in=overlapping)
    return {member.id_number for member in members}


def _unknown_fees(rows: Iterable[Row], terms: Terms) -> Iterable[Problem]:
    choices = "、".join(f"{fen // 100}" for fen in terms.fees.values())
    for row in rows:
        if terms.fee_class(row.fee_yuan) is None:
            yield error(row.number, FEE, "VALUE_UNKNOWN", value=row.fee_yuan, choices=choices)


def _entries(rows: Iterable[Row], problems: Iterable[Problem], terms: Terms) -> list[Entry]:
    bad = rows_in_error(problems)
    if any(number <= HEADER_ROW for number in bad):
        return []
    entries = []
    for row in rows:
        fee_class = terms.fee_class(row.fee_yuan)
        if row.number in bad or fee_class is None or not (row.name and row.id_number):
            continue
        entries.append(Entry(row, fee_class, terms.fees[fee_class]))
    return entries
