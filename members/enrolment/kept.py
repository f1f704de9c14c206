"""What was found in a roster, kept sealed in the vault until it is confirmed and paid for.

So a page need not open the strange file again, and what is covered in the end are the rows that
were shown. Written once, beside the row of its batch.
"""

import json
from datetime import date
from typing import Any

from members import vault
from members.enrolment.columns import Row
from members.enrolment.problems import Problem, Severity
from members.enrolment.register import Leaver
from members.enrolment.roster import Came, Entry, Roster
from members.identity import Sex
from members.models import EnrolmentBatch


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
    return vault.put(json.dumps(parts, ensure_ascii=False, default=date.isoformat).encode())


def kept(batch: EnrolmentBatch) -> Roster:
    """Give what was found in a batch that is checked, or was."""
    parts = json.loads(vault.get(batch.found_key))
    return Roster(
        rows=parts["rows"],
        entries=[_entry(values) for values in parts["entries"]],
        problems=[_problem(values) for values in parts["problems"]],
        cells={int(number): cells for number, cells in parts["cells"].items()},
        leavers=[Leaver(*values) for values in parts["leavers"]],
        elsewhere=parts["elsewhere"],
        bad_rows=parts["bad_rows"],
    )


def _entry(values: list[Any]) -> Entry:
    row, fee_class, fee_fen, came, *changes = values
    return Entry(_row(row), fee_class, fee_fen, Came(came), *changes)


def _row(values: list[Any]) -> Row:
    row = Row(*values)
    return row._replace(sex=Sex(str(row.sex)), born_on=date.fromisoformat(str(row.born_on)))


def _problem(values: list[Any]) -> Problem:
    row, column, code, message, severity = values
    return Problem(row, column, code, message, Severity(severity))
