"""A roster file as rows and problems. Knows cells and nothing else; writes nothing.

All problems are told at once. A row with a problem is still given, empty where a cell was
refused, so that the rows can be compared with each other. A workbook is opened in a child process
of its own (members.enrolment.cells) alone, with little memory, a minute and none of our secrets.

A file comes in blocks of rows, and in each column by column, as it is cleaned: nearly all cells of
a city are clean as they stand.
"""

import csv
import io
import itertools
import json
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Final

from members.enrolment import header, package, reader
from members.enrolment.columns import (
    COLUMNS,
    NOT_TEXT,
    CellRefused,
    Row,
    clean,
)
from members.enrolment.header import Block
from members.enrolment.package import SEPARATOR
from members.enrolment.problems import Problem, RosterUnreadable, error, unreadable, warning

MOST_BYTES: Final = 10_000_000
BLOCK: Final = 1_000

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANK: Final = f"{NOT_TEXT} \t\r\n\u3000\xa0"
_WIDTH: Final = len(COLUMNS)

Sent = Generator[object, None, None]
"""What is said of a file, then its header, then its blocks: none of it believed yet."""
Tell = Callable[[int, int], None]
"""Is told how many rows are read, and of how many."""


@dataclass(slots=True)
class Read:
    """A file taken apart."""

    rows: list[Row] = field(default_factory=list)
    """In the order of the sheet; blank ones are left out."""
    problems: list[Problem] = field(default_factory=list)
    sent: dict[int, Block] = field(default_factory=dict)
    """The blocks as they came, by the number of their first row."""

    def cells(self, numbers: Collection[int]) -> dict[int, list[str]]:
        """Give rows as they were sent, by their number."""
        wanted: dict[int, list[str]] = {}
        for first, block in self.sent.items():
            columns = [text.split(SEPARATOR) for text in block]
            for nth in {number - first for number in numbers} & set(range(len(columns[0]))):
                wanted[first + nth] = [column[nth] for column in columns]
        return wanted


def read(
    content: bytes, *, most_rows: int, today: date, tell: Tell = lambda done, of: None
) -> Read:
    """Read an .xlsx or .csv roster of at most so many rows.

    When the file cannot be read at all there are no rows and one problem, of row 0 or 1.
    """
    found = Read()
    try:
        sniff(content)
        said = _workbook if content.startswith(_ZIP) else _csv
        with closing(said(content, most_rows)) as lines:
            of, hidden = _opened(next(lines, None), most_rows, found.problems)
            blocks = map(_block, lines)
            header.check(blocks, found.problems)
            number = 2
            for block in blocks:
                _read_block(block, number, found, today)
                number += block[0].count(SEPARATOR) + 1
                tell(number - 1, of)
    except RosterUnreadable as refused:
        return Read(problems=[refused.problem, *refused.besides])
    if not found.rows and not found.problems:
        found.problems = [unreadable("empty").problem]
    found.problems += (
        warning(row.number, "", "ROW_HIDDEN") for row in found.rows if row.number in hidden
    )
    found.problems.sort(key=attrgetter("row"))
    return found


def sniff(content: bytes) -> None:
    """Refuse at a glance what is no roster, whatever it is called: RosterUnreadable."""
    if not content:
        raise unreadable("empty")
    if len(content) > MOST_BYTES:
        raise unreadable("large")
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise unreadable("locked" if locked else "xls")
    if content.startswith(b"%PDF-"):
        raise unreadable("other")
    if not content.startswith(_ZIP):
        _decoded(content)


def _workbook(content: bytes, most_rows: int) -> Sent:
    """Have a child open the file; give its answers, of which nothing is believed yet."""
    try:
        with closing(reader.answers(content, most_rows)) as lines:
            yield from map(json.loads, lines)
    except (ValueError, ChildProcessError) as problem:  # cut off in the middle, or brought down
        # Which of many ways to be broken it was is nobody's news: they can only send another file.
        raise unreadable("spoilt") from problem


def _opened(said: object, most_rows: int, problems: list[Problem]) -> tuple[int, Collection[int]]:
    """Take in what is said of a file before its rows: how many those are, which are hidden."""
    match said:
        case {
            "rows": int(of),
            "formulas": list(formulas),
            "merged": list(merged),
            "hidden": list(hidden),
        }:
            for code, places in (("FORMULA", formulas), ("MERGED_CELLS", merged)):
                problems += (_at(code, *place) for place in places)
            return of, frozenset(hidden)
        case {"too_many": int(last)}:
            raise RosterUnreadable(error(last, "", "TOO_MANY_ROWS", most=most_rows))
        case {"outside": [int(row), int(column)]}:
            raise RosterUnreadable(header.outside(row, column))
        case {"unreadable": str(why)}:
            raise unreadable(why)
    raise unreadable("spoilt")


def _block(said: object) -> Block:
    """Take in a block: texts, each of as many cells."""
    if isinstance(said, list) and said and all(isinstance(text, str) for text in said):
        block: Block = said
        if len({text.count(SEPARATOR) for text in block}) == 1:
            return block
    raise unreadable("spoilt")


def _csv(content: bytes, most_rows: int) -> Sent:
    """Give what the child would give of a workbook with the same rows."""
    text = _decoded(content).replace(SEPARATOR, "")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines: list[list[str]] = []
    try:
        told = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
        for number, cells in enumerate(told, 1):
            if number > most_rows + 1 and any(cells):
                raise RosterUnreadable(error(number, "", "TOO_MANY_ROWS", most=most_rows))
            lines.append(cells)
    except csv.Error as problem:
        raise unreadable("quotes") from problem
    yield {"rows": len(lines), "formulas": [], "merged": [], "hidden": []}
    for start, end in itertools.pairwise([0, 1, *range(1 + BLOCK, len(lines), BLOCK), len(lines)]):
        if rows := lines[start:end]:
            columns = itertools.zip_longest([""] * _WIDTH, *rows, fillvalue="")
            yield [SEPARATOR.join(cells[1:]) for cells in columns]


def _decoded(content: bytes) -> str:
    """Give the text of a .csv: UTF-8, else GB18030, as Excel writes it in China."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise unreadable("other")


def _read_block(block: Block, first: int, found: Read, today: date) -> None:
    """Read rows, of which the first has this number in the sheet, column by column."""
    columns = [text.split(SEPARATOR) for text in block]
    numbers = list(range(first, first + len(columns[0])))
    _look_beyond(columns[_WIDTH:], first, found)
    del columns[_WIDTH:]
    found.sent[first] = block[:_WIDTH]
    found.problems += header.taken_out(columns, first)
    if not all(map(str.strip, columns[header.NAME])):
        filled = [any(c.strip(_BLANK) for c in line) for line in zip(*columns[1:], strict=True)]
        numbers = list(itertools.compress(numbers, filled))
        columns = [list(itertools.compress(cells, filled)) for cells in columns]
    if not numbers:
        return  # all blank, or numbered in advance
    values: list[Sequence[object]] = [numbers]
    for nth, cells in enumerate(columns):
        values += _read_column(nth, numbers, cells, found, today)
    found.rows += map(Row._make, zip(*values, strict=True))


def _look_beyond(columns: Sequence[Sequence[str]], first: int, found: Read) -> None:
    """Tell of each row the last cell with anything in it that lies beside the table."""
    last: dict[int, int] = {}
    for nth, cells in enumerate(columns, _WIDTH + 1):
        last |= {number: nth for number, cell in enumerate(cells, first) if cell.strip(_BLANK)}
    found.problems += (header.outside(number, nth) for number, nth in last.items())


def _read_column(
    nth: int, numbers: Sequence[int], cells: list[str], found: Read, today: date
) -> list[Sequence[object]]:
    """Give the fields that a column fills, each as long as the cells. Each distinct cell that is
    not clean as it stands is cleaned once."""
    column = COLUMNS[nth]
    if column.clean_as is not None and column.clean_as.fullmatch(SEPARATOR.join(cells)):
        return [cells] * len(column.fields)
    distinct = set(cells)
    cleaned = dict(column.clean_many(distinct, today))
    refused: dict[str, tuple[str, dict[str, object]]] = {}
    for cell in distinct - cleaned.keys():
        try:
            cleaned[cell] = clean(column, cell, today=today)
        except CellRefused as problem:
            # Not the exception, which holds this frame and all its cells in a cycle.
            cleaned[cell], refused[cell] = column.blank, (problem.code, problem.fill)
    if refused:
        for number, cell in zip(numbers, cells, strict=True):
            if cell in refused:
                code, fill = refused[cell]
                fill = {"cell": package.reference(number, nth + 1)} | fill
                found.problems.append(error(number, column.heading, code, **fill))
    return list(zip(*map(cleaned.__getitem__, cells), strict=True))


def _at(code: str, row: int, column: int) -> Problem:
    heading = COLUMNS[column - 1].heading if column <= len(COLUMNS) else ""
    return error(row, heading, code, cell=package.reference(row, column))
