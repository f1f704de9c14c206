"""A child process that reads the cells of one strange workbook, and can do nothing else.

Run by members.enrolment.workbook with the file on standard input. It answers in lines of JSON: an
object, {"formulas", "merged", "rows"} or what is wrong with the file, then lists of a thousand
rows. Every cell is text; one that was a number, a date or a truth has a NUL before it. Whatever
goes wrong beyond the named ways ends the process: the parent reads no meaning into how. Imports
nothing of ours but what knows packages and problems, no Django, and so holds no secret.
"""

import io
import itertools
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from members.enrolment import package
from members.enrolment.problems import RosterUnreadable, unreadable

MEMORY: Final = 768 << 20
"""Bytes of address space: a hundred thousand rows take about 300 MB of it."""
CPU_SECONDS: Final = 60
BLOCK: Final = 1_000

Line = dict[str, Any] | list[list[str]]


def main(most_rows: int) -> None:
    """Answer for the file on standard input."""
    _confine()
    try:
        for line in answer(sys.stdin.buffer.read(), most_rows):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    except RosterUnreadable as refused:
        sys.stdout.write(json.dumps({"unreadable": refused.why}) + "\n")


def answer(content: bytes, most_rows: int) -> Iterator[Line]:
    """Give what stands in a workbook: what is said of the file first, then its rows in blocks."""
    archive, found = package.checked(content, most_rows)
    if found.last_row > most_rows + 1:
        yield {"too_many": found.last_row}
        return
    if found.last_column > package.MOST_COLUMNS:
        yield {"outside": [1, found.last_column]}
        return
    try:
        sheet = _first_filled(CalamineWorkbook.from_filelike(io.BytesIO(archive)))
        del archive
    except (CalamineError, OSError) as problem:
        raise unreadable("spoilt") from problem
    left, height = [""] * (sheet.start or (0, 0))[1], (sheet.end or (0, 0))[0] + 1
    if height > most_rows + 1:
        yield {"too_many": height}
        return
    yield {"rows": height, "formulas": found.formulas, "merged": found.merged}
    rows = sheet.iter_rows()
    while block := list(itertools.islice(rows, BLOCK)):
        yield [left + [c if c.__class__ is str else _said(c) for c in row] for row in block]


def _first_filled(book: CalamineWorkbook) -> CalamineSheet:
    shown = [s.name for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible]
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height:
            return sheet
    raise unreadable("empty")


def _said(cell: object) -> str:
    """Say what no text is, without the decimals that a spreadsheet adds to whole numbers."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return f"\0{cell}"


def _confine() -> None:
    """Give up what is not needed before the first strange byte is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


if __name__ == "__main__":
    main(int(sys.argv[1]))
