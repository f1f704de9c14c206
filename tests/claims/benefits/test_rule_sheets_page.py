"""docs/reference/rule-sheets.md names every key that the parser reads, and no other."""

import re
import tomllib
from pathlib import Path

import pytest

from claims.benefits import Problem, SheetInvalid, read_sheet
from claims.benefits.sections import sheet_of
from claims.benefits.table import Table

PAGE = Path("docs/reference/rule-sheets.md").read_text("utf-8")
EXAMPLE = PAGE.split("```toml\n")[1].split("```")[0]
STANDS_FOR = {
    "CLASS": ["standard", "concession", "gifted"],
    "COST": ["inpatient_cost", "chronic_outpatient_cost"],
    "LUMP": ["critical_illness", "death"],
}
TOGETHER = {"deductible_yuan": "deductible_each", "unit_yuan": "person_yuan"}
"""Keys that cannot go alone, with what has to go along."""
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.split("## Keys")[1].split("**Waiting days**")[0].splitlines()
    if line.startswith("| `")
]


def expanded(key: str) -> list[str]:
    word = next((word for word in STANDS_FOR if word in key.split(".")), None)
    return [key.replace(word, each) for each in STANDS_FOR[word]] if word else [key]


DEFAULTS = {key: row[2] for row in ROWS for key in expanded(row[0].strip("`"))}
SECTIONS = {key.rsplit(".", depth)[0] for key in DEFAULTS for depth in (1, 2) if "." in key}


def test_the_parser_asks_for_the_keys_of_the_page_and_no_other(monkeypatch):
    asked = set()
    for name in ("has", "_take"):
        plain = getattr(Table, name)

        def listening(table, key, plain=plain):
            path = f"{table._path}.{key}" if table._path else key
            asked.add(re.sub(r"\[[0-9]+\]", "[]", path))
            return plain(table, key)

        monkeypatch.setattr(Table, name, listening)

    read_sheet.__wrapped__(EXAMPLE)

    assert asked - SECTIONS == set(DEFAULTS)


def test_the_complete_sheet_of_the_page_is_one():
    assert read_sheet(EXAMPLE).code == "example-1"


def place_of(values, key):
    """The table of the example that a key stands in, and its last part."""
    *path, last = key.split(".")
    for step in path:
        values = values[step.removesuffix("[]")]
        values = values[0] if step.endswith("[]") else values
    return values, last


def read(values) -> list[Problem]:
    problems = list[Problem]()
    table = Table(values, problems)
    sheet_of(table)
    table.close()
    return problems


def edges():
    """What the page allows just so, and what is just beyond: of days, grades, years and yuan."""
    for row in ROWS:
        span = re.search(r"([0-9]+) to ([0-9]+)", row[1])
        for key in expanded(row[0].strip("`")) if span else []:
            least, most = map(int, span.groups())
            yield key, (least, most), (least - 1, most + 1)
        for key in expanded(row[0].strip("`")) if row[1] == "yuan, over 0" else []:
            yield key, ("0.01", "100000000.00"), ("0.00", "100000000.01")


@pytest.mark.parametrize(("key", "right", "wrong"), list(edges()))
def test_what_the_page_allows_is_allowed_to_the_edge(key, right, wrong):
    for value in (*right, *wrong):
        values = tomllib.loads(EXAMPLE)
        place, last = place_of(values, key)
        place[last] = value

        assert [problem.key.replace("[0]", "[]") for problem in read(values)] == (
            [key] if value in wrong else []
        )


@pytest.mark.parametrize("key", sorted(DEFAULTS))
def test_a_key_may_be_left_out_just_where_the_page_gives_a_default(key):
    values = tomllib.loads(EXAMPLE)
    place, last = place_of(values, key)
    del place[last]
    place.pop(TOGETHER.get(last, ""), None)
    if last == "person_yuan":
        del place["unit_yuan"]
    if key.startswith("fee.") and last.split("_")[0] in STANDS_FOR["CLASS"]:
        place.pop(last.removesuffix("_yuan"))

    assert bool(read(values)) == DEFAULTS[key].startswith("required")


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_example_is_toml(row):
    assert tomllib.loads(f"x = {row[3].strip('`')}")


def test_the_page_would_not_pass_with_a_key_nobody_reads():
    with pytest.raises(SheetInvalid):
        read_sheet(EXAMPLE.replace("most_days", "days_at_most"))
