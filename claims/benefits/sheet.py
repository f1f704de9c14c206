"""Reads the text of a rule sheet (TOML) into a Sheet, or says everything that is wrong with it.

Amounts are written as yuan in strings ("80.00"), so that no figure passes through a float. A key
that nobody reads is a problem: a misspelt cap must not become no cap.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from claims.benefits.table import Problem, Table
from claims.benefits.terms import Cause, Fees, GradedLump, Lump, PerDay, Sheet

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
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
    sheet = _sheet(table)
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


def _sheet(table: Table) -> Sheet:
    code = table.text("code")
    if code and not CODE.fullmatch(code):
        table.refuse("code", "Must be small letters, digits and hyphens, 40 at most.")
    if not table.has("fee"):
        table.refuse("fee", "Is missing.")
    return Sheet(
        code=code,
        name=table.text("name"),
        source=table.text("source"),
        fees=table.section("fee", _fees) or Fees(0),
        inpatient=table.section("inpatient", _per_day),
        critical_illness=table.section("critical_illness", _lump),
        death=table.section("death", _lump),
        disability=table.section("disability", _graded_lump),
        third_check_from=table.section("check", _third_check),
    )


def _fees(table: Table) -> Fees:
    return Fees(
        standard=table.fen("standard_yuan"),
        concession=table.fen("concession_yuan") if table.has("concession_yuan") else None,
        gifted=table.fen("gifted_yuan") if table.has("gifted_yuan") else None,
    )


def _per_day(table: Table) -> PerDay:
    _formula(table, "per_day")
    return PerDay(table.fen("yuan_per_day", least=1), table.number("most_days", least=1, most=366))


def _lump(table: Table) -> Lump:
    _formula(table, "lump")
    return Lump(table.fen("yuan", least=1))


def _graded_lump(table: Table) -> GradedLump:
    _formula(table, "graded_lump")
    return GradedLump(
        table.fen("yuan", least=1),
        table.texts("causes", among={cause.value: cause for cause in Cause}),
        table.number("mildest_grade", least=1, most=10),
    )


def _third_check(table: Table) -> int:
    return table.fen("third_from_yuan", least=1)


def _formula(table: Table, known: str) -> None:
    formula = table.text("formula")
    if formula and formula != known:
        table.refuse("formula", f"Must be {known}: no other formula is known for this benefit.")
