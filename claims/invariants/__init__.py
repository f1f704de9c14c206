"""What must hold of the whole database at any moment, asked as questions that find what breaks it.

Each invariant of `sql/` is one statement, so it sees one moment however much is going on; its first
line says what holds, and each row it gives is a break. Those of `stored` open what SQL cannot read.
Nothing here writes or mends. What is found is told in the words of the office, which name rows by
number or key, never a person; what was cleared once is known by these words.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from claims.invariants import stored
from claims.models import Kind, Payout
from claims.notices import WORDS
from claims.states import MOVES, Action, Status

MOST_TOLD: Final = 20
"""Breaks of one invariant that are told: the first show what is wrong as well as all would."""

SQL: Final = Path(__file__).with_name("sql")

STORED: Final[Mapping[str, Callable[[datetime | None], Iterator[str]]]] = {
    "I06": stored.lost_files,
    "I11": stored.altered_batches,
    "I13": stored.unsealed_columns,
}


@dataclass(frozen=True, slots=True)
class Break:
    """One thing found that must not be."""

    invariant: str
    what: str


@cache
def invariants() -> Mapping[str, str]:
    """Each invariant by its number, with the sentence that says what holds."""
    found = {path.stem: _sentence(path) for path in SQL.glob("I*.sql")}
    return dict(
        sorted((found | {"I06": "Every page's bytes are there and are the ones sent."}).items())
    )


def breaks(invariant: str, *, since: datetime | None = None) -> list[Break]:
    """Look for breaks of one invariant; files and batches only from `since` on, if given."""
    found = list(_asked(invariant))
    if invariant in STORED:
        found += islice(STORED[invariant](since), MOST_TOLD)
    return [Break(invariant, what) for what in found]


def all_breaks(*, since: datetime | None = None) -> list[Break]:
    """Look for breaks of every invariant, in order."""
    return [found for invariant in invariants() for found in breaks(invariant, since=since)]


def _asked(invariant: str) -> Iterator[str]:
    path = SQL / f"{invariant}.sql"
    if not path.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(path.read_text(), _known())
        yield from (what for (what,) in cursor.fetchmany(MOST_TOLD))


def _known() -> dict[str, Any]:
    """What the statements are told of the code: the moves, which of them have words, and labels."""
    moves = [
        {"action": str(action), "before": str(source), "after": str(move.target)}
        for action, move in MOVES.items()
        for source in move.sources
    ]
    return {
        "moves": json.dumps(moves),
        "told": [str(action) for action in WORDS],
        "actions": json.dumps(dict(Action.choices)),
        "statuses": json.dumps(dict(Status.choices)),
        "payouts": json.dumps(dict(Payout.State.choices)),
        "kinds": json.dumps(dict(Kind.choices)),
        "zone": settings.TIME_ZONE,
    }


def _sentence(path: Path) -> str:
    return path.read_text().partition("\n")[0].removeprefix("-- ")
