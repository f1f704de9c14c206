"""A roster against the register: who in it can be covered, what that changes, what is wrong.

Reads rows and writes none. Nothing is said of other units: whoever those have covered is told as
a case for people to look into.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Final, NamedTuple

from django.utils import timezone

from members import days
from members.enrolment import checks, workbook
from members.enrolment.bulk import uncollected
from members.enrolment.columns import COLUMNS, ID_NUMBER, Row
from members.enrolment.problems import Problem, Severity, error, rows_in_error, warning
from members.enrolment.register import (
    ID_INDEX,
    PHONE_INDEX,
    Known,
    Leaver,
    hashed,
    known,
    leavers,
)
from members.enrolment.terms import Terms, terms_of
from members.enrolment.workbook import Tell
from members.errors import PeriodOver
from members.identity import mask_id
from members.models import Coverage, Gift, Scheme, Unit

HEADER_ROW: Final = 1
FEE: Final = COLUMNS[9].heading

Person = tuple[Row, str, Known | None]
"""A row, the index of its ID number and who that is in the register."""


class Came(StrEnum):
    """Where somebody who can be covered comes from."""

    JOINED = "joined"
    """Not covered through this unit before."""
    RENEWED = "renewed"
    """… with no day uncovered, if the fee comes today."""
    GAP = "gap"
    """Covered through this unit before, with days uncovered in between."""


class Entry(NamedTuple):
    """One person who can be covered, for how much, and what that changes."""

    row: Row
    id_index: str
    """Of the ID number, in hex: by which the register knows them."""
    fee_class: str
    fee_fen: int
    came: Came
    name_before: str = ""
    """Where the roster has another name for somebody of this unit."""
    new_phone: bool = False

    @property
    def fee(self) -> Decimal:
        """Yuan."""
        return Decimal(self.fee_fen) / 100

    @property
    def masked_id(self) -> str:
        return mask_id(self.row.id_number)

    @property
    def changed(self) -> bool:
        return bool(self.name_before) or self.new_phone


@dataclass(slots=True)
class Roster:
    """What was found in a roster."""

    rows: int = 0
    """Persons in the sheet."""
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """In the order of the sheet."""
    cells: dict[int, list[str]] = field(default_factory=dict)
    """Of the rows that have problems, as they were sent."""
    leavers: list[Leaver] = field(default_factory=list)
    elsewhere: int = 0
    """How many are covered through other units."""
    bad_rows: int = 0

    @property
    def due_fen(self) -> int:
        return sum(entry.fee_fen for entry in self.entries)

    def fees(self) -> Iterator[tuple[Coverage.FeeClass, int, Decimal]]:
        """Give each class of fee that there is: how many pay it, and how much together, in yuan."""
        people = Counter(entry.fee_class for entry in self.entries)
        fen = Counter[str]()
        for entry in self.entries:
            fen[entry.fee_class] += entry.fee_fen
        for name in Coverage.FeeClass:
            if people[name]:
                yield name, people[name], Decimal(fen[name]) / 100

    def with_severity(self, severity: Severity) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity is severity]


@uncollected()
def roster(
    content: bytes,
    scheme: Scheme,
    unit: Unit | None,
    *,
    most_rows: int,
    gift: Gift | None = None,
    tell: Tell = lambda done, of: None,
) -> Roster:
    """Check a file for coverages that are complete today.

    Without a unit it is compared with the whole register. A problem of the file as a whole
    leaves nobody who could be covered.
    """
    today = timezone.localdate()
    terms = terms_of(scheme, gift)
    try:
        starts_on, ends_on = terms.cover_dates(today, today)
    except PeriodOver as over:
        return Roster(problems=[error(0, "", "PERIOD_OVER", last=days.long(over.last))])
    read = workbook.read(content, most_rows=most_rows, today=today, tell=tell)
    indexes = hashed(ID_INDEX, [row.id_number for row in read.rows if row.id_number])
    members = known(indexes.values(), unit, starts_on, ends_on)
    found = [indexes.get(row.id_number, "") for row in read.rows]
    people = list(zip(read.rows, found, map(members.get, found), strict=True))
    covered = list(_covered(people, unit))
    elsewhere = sum(code == _ELSEWHERE for _, code in covered)
    problems = [
        *read.problems,
        *checks.check(read.rows, today=today),
        *_fees_looked_at(read.rows, terms),
        *(error(number, ID_NUMBER, code) for number, code in covered),
    ]
    problems.sort(key=attrgetter("row"))
    bad = rows_in_error(problems)
    good = [] if _whole_file(bad) else [one for one in people if one[0].number not in bad]
    return Roster(
        rows=len(read.rows),
        entries=list(_entries(good, terms, starts_on)),
        problems=problems,
        cells=read.cells({problem.row for problem in problems}),
        leavers=leavers(unit, members.values(), starts_on) if unit else [],
        elsewhere=elsewhere,
        bad_rows=len(bad),
    )


_ELSEWHERE: Final = "COVERED_ELSEWHERE"


def _covered(people: Iterable[Person], unit: Unit | None) -> Iterator[tuple[int, str]]:
    """Give the rows of those who are covered, each with the code that says by whom."""
    for row, _, member in people:
        if member and member.covered:
            here = member.covered_here or unit is None
            yield row.number, "ALREADY_COVERED" if here else _ELSEWHERE


GROUNDS: Final = {
    Coverage.FeeClass.CONCESSION: frozenset({"困难", "劳模"}),
    Coverage.FeeClass.GIFTED: frozenset({"困难", "劳模", "新就业形态"}),
}
"""Categories that say why somebody pays less, or nothing. Default: the notices name people in need
for the concession, and workers in new kinds of employment for gifts."""


def _fees_looked_at(rows: Iterable[Row], terms: Terms) -> Iterator[Problem]:
    """Fees that the period does not have; lower ones of people of whom nothing says why."""
    choices = "、".join(f"{fen // 100}" for fen in terms.fees.values())
    usual, looked_at = terms.usual, {row.fee_yuan for row in rows}
    unusual = {yuan: terms.fee_class(yuan) for yuan in looked_at if terms.fee_class(yuan) != usual}
    for row in rows if unusual else ():
        if row.fee_yuan not in unusual:
            continue
        fee_class = unusual[row.fee_yuan]
        if fee_class is None:
            yield error(row.number, FEE, "FEE_UNKNOWN", value=row.fee_yuan, choices=choices)
        elif row.category not in GROUNDS.get(fee_class, ()) and not row.note:
            yield warning(row.number, FEE, "FEE_GROUND")


def _whole_file(bad: frozenset[int]) -> bool:
    return any(number <= HEADER_ROW for number in bad)


def _entries(people: Collection[Person], terms: Terms, starts_on: date) -> Iterator[Entry]:
    yesterday = starts_on - timedelta(days=1)
    classes = {yuan: terms.fee_class(yuan) for yuan in {row.fee_yuan for row, _, _ in people}}
    fees = {yuan: (name, terms.fees[name]) for yuan, name in classes.items() if name}
    joined, renewed, gap = Came  # once: to find a member of an enumeration takes its time
    said = (row.phone for row, _, member in people if member and member.told_apart)
    phones = hashed(PHONE_INDEX, list(filter(None, said)))
    for row, index, member in people:
        if row.fee_yuan not in fees:
            continue
        fee_class, fee_fen = fees[row.fee_yuan]
        if member is None or member.until is None:
            yield Entry(row, index, fee_class, fee_fen, joined)
            continue
        came = renewed if member.until == yesterday else gap
        if member.bound:
            yield Entry(row, index, fee_class, fee_fen, came)
            continue
        name_before = member.name if member.name != row.name else ""
        new_phone = bool(row.phone) and phones[row.phone] != member.phone_index
        yield Entry(row, index, fee_class, fee_fen, came, name_before, new_phone)
