"""A roster file as rows and problems. Knows cells and nothing else; writes nothing.

All problems are told at once. A row with a problem is still given, empty where a cell was
refused, so that the rows can be compared with each other. A workbook is opened in a child process
of its own (members.enrolment.cells) alone, with little memory, a minute and none of our secrets.
"""

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Final

from members.enrolment import package
from members.enrolment.columns import (
    COLUMNS,
    NOT_TEXT,
    CellRefused,
    Cleaned,
    Column,
    Row,
    clean,
    folded,
    text_of,
)
from members.enrolment.problems import Problem, RosterUnreadable, error, unreadable

MOST_BYTES: Final = 10_000_000
MOST_SECONDS: Final = 60
MOST_ANSWERED: Final = 400_000_000
"""Bytes that the child may say: 20,000 rows of ours are 3 million."""
BLOCK: Final = 1_000

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROOT: Final = Path(__file__).parents[2]
_BLANK: Final = f"{NOT_TEXT} \t\r\n\u3000\xa0"

Lines = list[list[str]]
Tell = Callable[[int, int], None]
"""Is told how many rows are read, and of how many."""


@dataclass(slots=True)
class Read:
    """A file taken apart."""

    rows: list[Row] = field(default_factory=list)
    """In the order of the sheet; blank ones are left out."""
    problems: list[Problem] = field(default_factory=list)
    cells: dict[int, list[str]] = field(default_factory=dict)
    """As they were sent, by number of the row."""


def read(
    content: bytes, *, most_rows: int, today: date, tell: Tell = lambda done, of: None
) -> Read:
    """Read an .xlsx or .csv roster of at most so many rows.

    When the file cannot be read at all there are no rows and one problem, of row 0 or 1.
    """
    found = Read()
    try:
        blocks, of = _blocks(content, most_rows, found.problems)
        _check_header(next(blocks, []))
        number = 2
        for block in blocks:
            _read_block(block, number, found, today)
            number += len(block)
            tell(number - 1, of)
    except RosterUnreadable as refused:
        return Read(problems=[refused.problem])
    if not found.rows and not found.problems:
        found.problems = [unreadable("empty").problem]
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


def _blocks(content: bytes, most_rows: int, problems: list[Problem]) -> tuple[Iterator[Lines], int]:
    """Give the cells in blocks, the header first and alone, and how many rows there are."""
    sniff(content)
    if not content.startswith(_ZIP):
        lines = _csv(content, most_rows)
        return _in_blocks([lines]), len(lines)
    answers = _answers(content, most_rows)
    said = next(answers, None)
    match said:
        case {"rows": int(of), "formulas": list(formulas), "merged": list(merged)}:
            for code, places in (("FORMULA", formulas), ("MERGED_CELLS", merged)):
                problems += (_at(code, *place) for place in places)
            return _in_blocks(answers), of
        case {"too_many": int(last)}:
            raise RosterUnreadable(error(last, "", "TOO_MANY_ROWS", most=most_rows))
        case {"outside": [int(row), int(column)]}:
            raise RosterUnreadable(_outside(row, column))
        case {"unreadable": str(why)}:
            raise unreadable(why)
    raise unreadable("spoilt")


def _answers(content: bytes, most_rows: int) -> Iterator[object]:
    """Have the child open the workbook; give its answers as they come.

    The file goes through a memory file: nothing clear touches a disk.
    """
    with os.fdopen(os.memfd_create("roster"), "w+b") as given:
        given.write(content)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            # Without looking what else is installed: that takes as long as reading a thousand rows.
            [sys.executable, "-s", "-S", "-m", "members.enrolment.cells", str(most_rows)],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=_ROOT,
            start_new_session=True,
        )
    killer = threading.Timer(MOST_SECONDS, _kill, [child])
    killer.start()
    left = MOST_ANSWERED
    try:
        while line := child.stdout.readline(left):  # type: ignore[union-attr]
            left -= len(line)
            yield json.loads(line)
        ended = child.wait()
    except ValueError:  # cut off in the middle
        ended = -1
    finally:
        killer.cancel()
        _kill(child)
        child.communicate()
    if ended != 0:
        # Which of many ways to be broken it was is nobody's news: they can only send another file.
        raise unreadable("spoilt")


def _kill(child: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _csv(content: bytes, most_rows: int) -> Lines:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines: Lines = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if number > most_rows + 1 and any(cells):
                raise RosterUnreadable(error(number, "", "TOO_MANY_ROWS", most=most_rows))
            lines.append(cells)
    except csv.Error as problem:
        raise unreadable("other") from problem
    return lines


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


def _in_blocks(sent: Iterable[object]) -> Iterator[Lines]:
    """Give lines of cells in blocks, the very first alone; RosterUnreadable for what is none."""
    first = True
    for lines in sent:
        if not isinstance(lines, list):
            raise unreadable("spoilt")
        if first:
            yield lines[:1]
        for start in range(int(first), len(lines), BLOCK):
            yield lines[start : start + BLOCK]
        first = False


def _check_header(lines: Lines) -> None:
    said = [folded(text_of(cell)).rstrip("*") for cells in lines for cell in cells]
    for nth, column in enumerate(COLUMNS, 1):
        if nth > len(said) or said[nth - 1] != column.heading:
            raise RosterUnreadable(
                error(1, column.heading, "HEADER_CHANGED", nth=nth, heading=column.heading)
            )
    if any(said[len(COLUMNS) :]):
        raise RosterUnreadable(_outside(1, len(said)))


def _read_block(lines: Lines, first: int, found: Read, today: date) -> None:
    """Read rows, of which the first has this number in the sheet, column by column."""
    kept = {n: line for n, line in enumerate(lines, first) if "".join(line[1:]).strip(_BLANK)}
    if not kept:
        return  # all blank, or numbered in advance
    width = len(COLUMNS)
    if any(len(line) != width for line in kept.values()):
        for number, line in kept.items():
            beyond = [n for n, cell in enumerate(line, 1) if n > width and cell.strip(_BLANK)]
            if beyond:
                found.problems.append(_outside(number, beyond[-1]))
            line[:] = [*line, *[""] * width][:width]
    values: list[Iterable[object]] = [kept]
    for nth, (column, cells) in enumerate(
        zip(COLUMNS, zip(*kept.values(), strict=True), strict=True)
    ):
        values += _read_column(nth, column, dict(zip(kept, cells, strict=True)), found, today)
    found.rows += map(Row, *values)
    found.cells |= kept


def _read_column(
    nth: int, column: Column, cells: dict[int, str], found: Read, today: date
) -> Iterable[Iterable[object]]:
    """Give the fields that a column fills, each as long as the cells. Each distinct cell is
    cleaned once."""
    cleaned: dict[str, Cleaned] = {}
    refused: dict[str, CellRefused] = {}
    for cell in set(cells.values()):
        try:
            cleaned[cell] = clean(column, cell, today=today)
        except CellRefused as problem:
            cleaned[cell], refused[cell] = column.blank, problem
    if refused:
        for number, cell in cells.items():
            if why := refused.get(cell):
                fill = {"cell": package.reference(number, nth + 1)} | why.fill
                found.problems.append(error(number, column.heading, why.code, **fill))
    return zip(*[cleaned[cell] for cell in cells.values()], strict=True)


def _at(code: str, row: int, column: int) -> Problem:
    heading = COLUMNS[column - 1].heading if column <= len(COLUMNS) else ""
    return error(row, heading, code, cell=package.reference(row, column))


def _outside(row: int, column: int) -> Problem:
    return error(row, "", "CELL_OUTSIDE", cell=package.reference(row, column))
