"""A roster file as rows and problems. Knows cells and nothing else; writes nothing.

All problems are told at once. A row with a problem is still given, empty where a cell was
refused, so that the rows can be compared with each other.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from members.enrolment import package
from members.enrolment.columns import COLUMNS, Cell, CellRefused, Row, clean, folded, text_of
from members.enrolment.problems import Problem, RosterUnreadable, error, unreadable

MOST_BYTES: Final = 10_000_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Lines = Iterable[tuple[int, list[Cell]]]
"""Cells by row, with its number as the sheet shows it."""


def read(content: bytes, *, most_rows: int, today: date) -> tuple[list[Row], list[Problem]]:
    """Read an .xlsx or .csv roster of at most so many rows.

    Rows come in the order of the sheet; blank ones are left out. When the file cannot be read at
    all there are no rows and one problem of row 0.
    """
    try:
        if not content:
            raise unreadable("empty")
        if len(content) > MOST_BYTES:
            raise unreadable("large")
        if content.startswith(b"PK\x03\x04"):
            lines, problems = _xlsx(content, most_rows)
        elif content.startswith(_OLE):
            locked = "EncryptedPackage".encode("utf-16-le") in content
            raise unreadable("locked" if locked else "xls")
        else:
            lines, problems = _csv(content, most_rows)
        rows, more = _rows(lines, today)
    except RosterUnreadable as refused:
        return [], [refused.problem]
    problems += more
    if not rows and not problems:
        problems = [unreadable("empty").problem]
    return rows, sorted(problems, key=lambda problem: problem.row)


def _xlsx(content: bytes, most_rows: int) -> tuple[Lines, list[Problem]]:
    archive, found = package.checked(content)
    if found.last_row > most_rows + 1:
        raise RosterUnreadable(error(found.last_row, "", "TOO_MANY_ROWS", most=most_rows))
    if found.last_column > package.MOST_COLUMNS:
        raise RosterUnreadable(_outside(1, found.last_column))
    problems = [
        error(row, _heading(column), code, cell=package.reference(row, column))
        for code, places in (("FORMULA", found.formulas), ("MERGED_CELLS", found.merged))
        for row, column in places
    ]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive))
        shown = [s.name for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible]
        sheets = (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in shown)
        filled = next((sheet for sheet in sheets if sheet), None)
    except (CalamineError, OSError) as problem:
        raise unreadable("spoilt") from problem
    if filled is None:
        raise unreadable("empty")
    return enumerate(filled, 1), problems


def _csv(content: bytes, most_rows: int) -> tuple[Lines, list[Problem]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines: list[tuple[int, list[Cell]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if number > most_rows + 1 and any(cells):
                raise RosterUnreadable(error(number, "", "TOO_MANY_ROWS", most=most_rows))
            lines.append((number, list(cells)))
    except csv.Error as problem:
        raise unreadable("other") from problem
    return lines, []


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


def _rows(lines: Lines, today: date) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    numbered: Iterator[tuple[int, list[Cell]]] = iter(lines)
    _, header = next(numbered, (1, []))
    _check_header(header)
    for number, cells in numbered:
        said = [text_of(cell) for cell in cells]
        if not any(said[1:]):
            continue  # blank, or numbered in advance
        row, found = _row(number, cells, today)
        if any(said[len(COLUMNS) :]):
            found.append(_outside(number, 1 + max(n for n, text in enumerate(said) if text)))
        rows.append(row)
        problems += found
    return rows, problems


def _check_header(header: list[Cell]) -> None:
    said = [folded(text_of(cell)).rstrip("*") for cell in header]
    for nth, column in enumerate(COLUMNS, 1):
        if nth > len(said) or said[nth - 1] != column.heading:
            raise RosterUnreadable(
                error(1, column.heading, "HEADER_CHANGED", nth=nth, heading=column.heading)
            )
    if any(said[len(COLUMNS) :]):
        raise RosterUnreadable(_outside(1, len(said)))


def _row(number: int, cells: list[Cell], today: date) -> tuple[Row, list[Problem]]:
    problems: list[Problem] = []
    fields: dict[str, object] = {}
    padded = [*cells, *[""] * len(COLUMNS)]
    for nth, (column, cell) in enumerate(zip(COLUMNS, padded, strict=False), 1):
        try:
            if _calculates(cell):
                raise CellRefused("FORMULA", cell=package.reference(number, nth))
            fields |= clean(column, cell, today=today)
        except CellRefused as refused:
            problems.append(error(number, column.heading, refused.code, **refused.fill))
    said = tuple(text_of(cell) for cell in cells)
    return Row(number=number, said=said, **fields), problems  # type: ignore[arg-type]


def _calculates(cell: Cell) -> bool:
    """Whether a spreadsheet that opens our answer would take the text for a formula."""
    text = folded(text_of(cell)) if isinstance(cell, str) else ""
    return re.match(r"[=@].|[+-][^0-9]", text) is not None


def _heading(column: int) -> str:
    return COLUMNS[column - 1].heading if column <= len(COLUMNS) else ""


def _outside(row: int, column: int) -> Problem:
    return error(row, "", "CELL_OUTSIDE", cell=package.reference(row, column))
