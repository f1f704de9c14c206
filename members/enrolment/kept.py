"""What was found in a roster, kept sealed in the vault until it is confirmed and paid for.

So a page need not open the strange file again, and what is covered in the end are the rows that
were shown. Written once, beside the row of its batch: two lines of JSON, first who can be covered,
then everything.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from members import vault
from members.enrolment.bulk import uncollected
from members.enrolment.columns import Row
from members.enrolment.problems import Problem, Severity
from members.enrolment.register import Leaver
from members.enrolment.roster import Came, Entry, Roster
from members.identity import Sex
from members.models import EnrolmentBatch

SEX: Final = Row._fields.index("sex")
BORN_ON: Final = Row._fields.index("born_on")
_CAME: Final = {str(came): came for came in Came}
_SEX: Final = {str(sex): sex for sex in Sex}


def keep(found: Roster) -> str:
    """Put it into the vault; give its key."""
    parts = {
        "rows": found.rows,
        "entries": found.entries,
        "problems": found.problems,
        "cells": found.cells,
        "leavers": found.leavers,
        "elsewhere": found.elsewhere,
        "bad_rows": found.bad_rows,
    }
    who = {entry.id_index: entry.row.number for entry in found.entries}
    lines = [json.dumps(part, ensure_ascii=False, default=date.isoformat) for part in (who, parts)]
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
        entries=[_entry(values) for values in parts["entries"]],
        problems=[_problem(values) for values in parts["problems"]],
        cells={int(number): cells for number, cells in parts["cells"].items()},
        leavers=[Leaver(*values) for values in parts["leavers"]],
        elsewhere=parts["elsewhere"],
        bad_rows=parts["bad_rows"],
    )


def _lines(batch: EnrolmentBatch) -> list[bytes]:
    return vault.get(batch.found_key).split(b"\n")


def _entry(values: list[Any]) -> Entry:
    row, index, phone_index, fee_class, fee_fen, came, *changes = values
    row[SEX], row[BORN_ON] = _SEX[row[SEX]], date.fromisoformat(row[BORN_ON])
    return Entry(Row(*row), index, phone_index, fee_class, fee_fen, _CAME[came], *changes)


def _problem(values: list[Any]) -> Problem:
    row, column, code, message, severity = values
    return Problem(row, column, code, message, Severity(severity))
