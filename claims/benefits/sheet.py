"""Reads the text of a rule sheet (TOML) into a Sheet, or says everything that is wrong with it.

Amounts are written as yuan in strings ("80.00"), so that no figure passes through a float. A key
that nobody reads is a problem: a misspelt cap must not become no cap.
"""

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from claims.benefits.sections import sheet_of
from claims.benefits.table import Problem, Table
from claims.benefits.terms import Sheet

SHIPPED = Path(__file__).parent / "sheets"


class SheetInvalid(ValueError):
    """The text is no rule sheet; carries every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{each.key}: {each.sentence}" for each in problems))


@lru_cache(maxsize=64)  # the same few texts are read for every claim
def read_sheet(text: str) -> Sheet:
    """Read one sheet. SheetInvalid, with every problem at once, when anything is wrong with it."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SheetInvalid([Problem("", f"Is not TOML: {error}")]) from error
    problems: list[Problem] = []
    table = Table(values, problems)
    sheet = sheet_of(table)
    table.close()
    if problems:
        raise SheetInvalid(problems)
    return sheet


@cache
def shipped_texts() -> dict[str, str]:
    """Give the text of every sheet that comes with the house, by code."""
    return {path.stem: path.read_text("utf-8") for path in sorted(SHIPPED.glob("*.toml"))}


@cache
def shipped_sheets() -> dict[str, Sheet]:
    """Give every sheet that comes with the house, by code."""
    return {code: read_sheet(text) for code, text in shipped_texts().items()}
