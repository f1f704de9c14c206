"""What was found in a roster, kept sealed in the vault until it is confirmed and paid for.

So a page need not open the strange file again, and what is covered in the end are the rows that
were shown. Written once, beside the row of its batch: two lines of JSON, first who can be covered,
then everything.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from members import vault
from members.enrolment.bulk import uncollected
from members.enrolment.columns import Row
from members.enrolment.problems import Problem, Severity
from members.enrolment.register import Leaver
from members.enrolment.roster import Came, Entry, Roster
from members.identity import Sex
from members.models import EnrolmentBatch

PERSON: Final = Row._fields[: Row._fields.index("phone") + 1]
"""What of a row makes somebody a member: the rest was looked at and is not kept."""
ENTRY: Final = Entry._fields[1:]
_CAME: Final = {str(came): came for came in Came}
_SEX: Final = {str(sex): sex for sex in Sex}


def keep(found: Roster) -> str:
    """Put it into the vault; give its key."""
    people = _columns(PERSON, [entry.row for entry in found.entries])
    people["born_on"] = list(map(date.isoformat, people["born_on"]))
    entries = _columns(ENTRY, found.entries)
    parts = {
        "people": people,
        "entries": entries,
        "rows": found.rows,
        "problems": found.problems,
        "cells": found.cells,
        "leavers": found.leavers,
        "elsewhere": found.elsewhere,
        "bad_rows": found.bad_rows,
    }
    who = dict(zip(entries["id_index"], people["number"], strict=True))
    lines = [json.dumps(part, ensure_ascii=False) for part in (who, parts)]
    return vault.put("\n".join(lines).encode())


def who(batch: EnrolmentBatch) -> Mapping[str, int]:
    """Give those who can be covered: the row of each, by the index of the ID number."""
    rows: dict[str, int] = json.loads(_lines(batch)[0])
    return rows


@uncollected()
def kept(batch: EnrolmentBatch) -> Roster:
    """Give what was found in a batch that is checked, or was."""
    parts = json.loads(_lines(batch)[1])
    return Roster(
        rows=parts["rows"],
        entries=_entries(parts["people"], parts["entries"]),
        problems=[_problem(values) for values in parts["problems"]],
        cells={int(number): cells for number, cells in parts["cells"].items()},
        leavers=[Leaver(*values) for values in parts["leavers"]],
        elsewhere=parts["elsewhere"],
        bad_rows=parts["bad_rows"],
    )


def _lines(batch: EnrolmentBatch) -> list[bytes]:
    return vault.get(batch.found_key).split(b"\n")


def _columns(names: Iterable[str], rows: Sequence[NamedTuple]) -> dict[str, list[Any]]:
    return {name: [getattr(row, name) for row in rows] for name in names}


def _entries(people: dict[str, list[Any]], entries: dict[str, list[Any]]) -> list[Entry]:
    for sexes in (people["sex"], people["sex_told"]):
        sexes[:] = map(_SEX.get, sexes)
    people["born_on"][:] = map(date.fromisoformat, people["born_on"])
    entries["came"][:] = map(_CAME.get, entries["came"])
    rows = map(Row, *(people[name] for name in PERSON))
    return list(map(Entry, rows, *(entries[name] for name in ENTRY)))


def _problem(values: list[Any]) -> Problem:
    row, column, code, message, severity = values
    return Problem(row, column, code, message, Severity(severity))
