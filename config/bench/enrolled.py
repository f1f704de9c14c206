"""P1, enrolment: a unit's roster from its .xlsx to members and coverages, and to its preview alone.

The floor reads the same file with calamine and copies rows that are finished: for enrolment those
that the work itself wrote, into the same tables with all their indexes and constraints, checked
before the clock stops; for the preview the plain cells, into a table with none. What counts is
time on processors, the reading child's and the database's included: others may use the machine.
Before any time counts, the planted bad rows must be exactly the refused ones. CITY=full has
700,000 members.
"""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from config.bench.database import processor_seconds
from config.bench.measurement import Measurement, seconds_in_turn
from config.bench.people import BAD_ONE_IN, cast, have_people, roster_file
from members.enrolment import enrol
from members.enrolment.checking import check_waiting
from members.enrolment.columns import COLUMNS
from members.enrolment.covering import COVERAGES, MEMBERS
from members.enrolment.roster import roster
from members.models import EnrolmentBatch, Scheme, Unit, User

SIZES: Final = {10_000: 5, 100_000: 3}
"""Rows, and how many turns."""
MIXES: Final = {"new": 0, "85 % renewed": 85}
"""How many of a hundred were covered before."""


def enrolled() -> Iterator[Measurement]:
    """P1: memory first, then preview and enrolment at each size, new people and renewals."""
    with TemporaryDirectory() as folder:
        settings.ROSTER_MOST_ROWS = max(SIZES)
        settings.VAULT_ROOT = Path(folder) / "vault"
        young, units, scheme, cadre = cast()
        have_people(units, scheme, cadre)
        _tidied()
        for name, renewed in MIXES.items():
            largest = roster_file(Path(folder), max(SIZES), renewed=renewed)
            most = f"P1 memory of check_roster, {max(SIZES):,} rows, {name}"
            yield Measurement(most, _memory(largest), "MB")
        for rows, turns in SIZES.items():
            for name, renewed in MIXES.items():
                if renewed and rows not in units:
                    continue  # the small city has not so many to renew
                unit = units[rows] if renewed else young
                content = roster_file(Path(folder), rows, renewed=renewed).read_bytes()
                found = roster(content, scheme, unit, most_rows=rows)
                refused = {problem.row for problem in found.problems}
                if refused != set(range(2, rows + 2, BAD_ONE_IN)):
                    raise SystemExit("Not exactly the planted rows are refused.")
                in_turn = partial(seconds_in_turn, clock=processor_seconds, turns=turns)
                plain = _plain(content)
                floor, taken = in_turn(
                    partial(_read_and_copy, content, {"cells": plain}),
                    partial(roster, content, scheme, unit, most_rows=rows),
                )
                yield Measurement(f"P1 preview {rows:,} rows, {name}", taken, "s", floor)
                written: dict[str, str] = {}
                _undone(lambda: written.update(_written(content, unit, scheme, cadre)))  # noqa: B023
                floor, taken = in_turn(
                    partial(_undone, partial(_read_and_copy, content, written)),
                    partial(_undone, partial(_enrolled, content, unit, scheme, cadre)),
                )
                yield Measurement(f"P1 enrol {rows:,} rows, {name}", taken, "s", floor)
                _tidied()


def _enrolled(content: bytes, unit: Unit, scheme: Scheme, cadre: User) -> EnrolmentBatch:
    """Send, check, confirm and pay a roster."""
    batch = enrol.receive(unit, scheme, content, by=cadre)
    check_waiting()
    batch.refresh_from_db()
    today = timezone.localdate()
    read = {"people": batch.good_rows, "left_out": batch.bad_rows}
    enrol.confirm(batch.pk, by=cadre, papers_on=today, **read)
    enrol.take_effect(
        batch.pk, received_fen=batch.due_fen, voucher=batch.pk.hex, paid_on=today, by=cadre
    )
    return batch


def _written(content: bytes, unit: Unit, scheme: Scheme, cadre: User) -> dict[str, str]:
    """Give the finished rows that enrolling writes, by table and columns, for a lasting batch."""
    batch = _enrolled(content, unit, scheme, cadre)
    lasting = EnrolmentBatch.objects.earliest("uploaded_at")
    rows = {}
    for into in (MEMBERS, COVERAGES):
        columns = ", ".join(
            f"'{lasting.pk}'" if name == "batch_id" else f"{'m' if into is MEMBERS else 'c'}.{name}"
            for name in into.partition("(")[2].rstrip(")").split(", ")
        )
        known = "SELECT 1 FROM members_coverage o WHERE o.member_id = m.id AND o.id <> c.id"
        rows[into] = _copied_out(
            f"SELECT {columns} FROM members_coverage c JOIN members_member m ON m.id = c.member_id"  # noqa: S608
            f" WHERE c.batch_id = '{batch.pk}'"
            + (f" AND NOT EXISTS ({known})" if into is MEMBERS else "")
            + " ORDER BY m.id_number_index"
        )
    return rows


def _read_and_copy(content: bytes, rows: dict[str, str]) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for into, text in rows.items():
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv)") as c,
        ):
            c.write(text)


def _undone(work: Callable[[], object]) -> None:
    """Do it, have all that was put off until the end checked, and take it back."""
    with transaction.atomic():
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _tidied() -> None:
    """Have what was taken back swept out and the tables known for what they are, as they are
    wherever nobody takes back a hundred thousand rows every other minute."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE members_member, members_coverage")


def _copied_out(query: str) -> str:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as c:
        return b"".join(c).decode()


def _plain(content: bytes) -> str:
    """Give the cells as they stand, and have a table for them."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{nth} text" for nth in range(len(COLUMNS)))
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS cells ({columns})")
    out = io.StringIO()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    csv.writer(out).writerows(book.get_sheet_by_index(0).to_python())
    return out.getvalue()


def _memory(path: Path) -> float:
    """Give the most memory that a process of its own, or its child, takes for the preview."""
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", MOST, sys.executable, "manage.py", "check_roster", path, "--json"],
        env={**os.environ, "ROSTER_MOST_ROWS": str(max(SIZES))},
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(told.stdout) / 1000


MOST: Final = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Started by a small process: what a large one starts counts as large from the first."""
