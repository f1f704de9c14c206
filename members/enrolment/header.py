"""The header of a roster: where it has to stand, what it has to say, and nowhere else. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from members.enrolment import package
from members.enrolment.columns import COLUMNS, folded, text_of
from members.enrolment.package import SEPARATOR
from members.enrolment.problems import Problem, RosterUnreadable, error

Block = list[str]
"""Some rows, column by column: the cells of each with SEPARATOR between them."""

WIDTH: Final = len(COLUMNS)
NAME: Final = 1
"""The column of the names, from 0."""
_HEADINGS: Final = [column.heading for column in COLUMNS]


def check(blocks: Iterator[Block], besides: Sequence[Problem]) -> None:
    """Refuse a file unless its first block is the header; merged cells in it may be why."""
    said = _headings(next(blocks, [""]))
    for nth, heading in enumerate(_HEADINGS, 1):
        if nth > len(said) or said[nth - 1] != heading:
            problem = _further_down(next(blocks, [""])) or error(
                1, heading, "HEADER_CHANGED", nth=nth, heading=heading
            )
            raise RosterUnreadable(problem, besides=besides)
    if any(said[WIDTH:]):
        raise RosterUnreadable(outside(1, len(said)), besides=besides)


def taken_out(columns: list[list[str]], first: int) -> Iterator[Problem]:
    """Tell of each row that is the header once more, and blank it: it is nobody."""
    for nth, name in enumerate(columns[NAME]):
        if name.startswith(_HEADINGS[NAME]) and name.rstrip("*") == _HEADINGS[NAME]:
            for cells in columns:
                cells[nth] = ""
            yield error(first + nth, "", "HEADER_AGAIN")


def outside(row: int, column: int) -> Problem:
    """Something that stands beside the table."""
    return error(row, "", "CELL_OUTSIDE", cell=package.reference(row, column))


def _further_down(block: Block) -> Problem | None:
    """Say so when the header stands some rows further down, below a title."""
    rows = zip(*(text.split(SEPARATOR) for text in block), strict=True)
    for number, cells in enumerate(rows, 2):
        if _headings(cells[:WIDTH]) == _HEADINGS:
            return error(1, "", "HEADER_BELOW", line=number)
    return None


def _headings(cells: Iterable[str]) -> list[str]:
    return [folded(text_of(cell)).rstrip("*") for cell in cells]
