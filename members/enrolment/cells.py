"""The processes that read the cells of strange workbooks, and can do nothing else.

Run by members.enrolment.reader with a door, a socket, as standard input. Who waits at the door is
warm: it has imported what reading takes, holds no secret and opens no file itself. For each
workbook it forks a child that gives up what it does not need, reads that one file and ends.

A child answers in lines of JSON: an object, {"formulas", "hidden", "merged", "rows"} or what is
wrong with the file, then the header and blocks of a thousand rows, column by column, the cells of
each with SEPARATOR between them. Every cell is text; one that was a number, a date or a truth has a
NUL before it. Whatever goes wrong beyond the named ways ends the child: nobody reads a meaning into
how. Imports nothing of ours but what knows packages and problems, no Django, so holds no secret.
"""

import gc
import itertools
import json
import os
import resource
import select
import signal
import socket
from collections.abc import Iterator
from typing import IO, Any, Final, NoReturn

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from members.enrolment import package
from members.enrolment.package import SEPARATOR
from members.enrolment.problems import RosterUnreadable, unreadable

MEMORY: Final = 768 << 20
"""Bytes of address space: a hundred thousand rows take about 300 MB of it."""
SECONDS: Final = 60
"""Of a processor, and by the clock."""
BLOCK: Final = 1_000

Line = dict[str, Any] | list[str]


def serve(door: socket.socket) -> None:
    """Read a workbook whenever a file and a pipe for the answer are handed in, to the last.

    Says of each child how it ended. One that takes too long, or whose answer nobody waits for, is
    killed.
    """
    while True:
        most_rows, given, _flags, _address = socket.recv_fds(door, 16, 2)
        if not most_rows:
            return
        child = os.fork()
        if not child:
            gc.disable()  # it lives too briefly to tidy up
            door.close()
            file, answer_to = given
            _read(file, answer_to, int(most_rows))
        for descriptor in given:
            os.close(descriptor)
        ended = os.pidfd_open(child)
        select.select([ended, door.fileno()], [], [], SECONDS)
        os.close(ended)
        os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is nobody else's
        door.send(b"%d" % os.waitpid(child, 0)[1])


def _read(file: int, answer_to: int, most_rows: int) -> NoReturn:
    with os.fdopen(file, "rb") as given, os.fdopen(answer_to, "w", encoding="utf-8") as out:
        _confine()
        _answer(given.read(), most_rows, out)
    os._exit(0)


def _answer(content: bytes, most_rows: int, out: IO[str]) -> None:
    try:
        for line in answer(content, most_rows):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    except RosterUnreadable as refused:
        out.write(json.dumps({"unreadable": refused.why}) + "\n")


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
        book = CalamineWorkbook.from_filelike(archive)
        archive.close()  # the book has a copy
        sheet = _first_filled(book)
    except (CalamineError, OSError) as problem:
        raise unreadable("spoilt") from problem
    left, height = [""] * (sheet.start or (0, 0))[1], (sheet.end or (0, 0))[0] + 1
    if height > most_rows + 1:
        yield {"too_many": height}
        return
    places = {"formulas": found.formulas, "merged": found.merged, "hidden": found.hidden}
    yield {"rows": height} | places
    rows = sheet.iter_rows()
    for most in itertools.chain([1], itertools.repeat(BLOCK)):
        block = [left + row if left else row for row in itertools.islice(rows, most)]
        if not block:
            return
        yield [_column(cells) for cells in zip(*block, strict=True)]


def _column(cells: tuple[Any, ...]) -> str:
    try:
        said = SEPARATOR.join(cells)
    except TypeError:  # a number, a date or a truth is among them
        cells = tuple(c if c.__class__ is str else _said(c) for c in cells)
        said = SEPARATOR.join(cells)
    if said.count(SEPARATOR) != len(cells) - 1:
        said = SEPARATOR.join(cell.replace(SEPARATOR, "") for cell in cells)
    return said


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
    elif isinstance(cell, bool):
        cell = str(cell).upper()
    return f"\0{cell}"


def _confine() -> None:
    """Give up what is not needed before the first strange byte is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve(socket.socket(fileno=0))
