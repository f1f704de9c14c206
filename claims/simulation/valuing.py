"""Values all that was approved of one period under another sheet. Nothing is written to claims.

Claims are taken in the order of approval, and what one uses of a cap the next finds used. The plain
case, one stay within one coverage whose nights no other claim comes near, is arithmetic in bulk;
all claims of everybody else are valued by the rules themselves, one after another. Both sheets go
the same way, so that what the period's own gives can be held against what was awarded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Final

from claims.benefits import Claim, Cover, Kind, Sheet, assess_in_order, read_sheet
from claims.benefits.bulk import amounts, amounts_in_order
from claims.simulation import history
from claims.simulation.comparison import Comparison
from claims.simulation.history import Row
from members.models import Scheme

PEOPLE: Final = 500
"""Whose claims are read at once."""
MEMBER: Final = itemgetter(1)

Fen = int | None
"""None where a sheet does not say, or a fact is missing: a person would decide."""


@dataclass(slots=True)
class Progress:
    """How many valuations are done, of how many; `tell` is told now and then."""

    tell: Callable[[int, int], None]
    of: int
    done: int = 0

    def more(self, count: int) -> None:
        self.done += count
        self.tell(self.done, self.of)


def simulate(
    period: Scheme, sheet: Sheet, *, tell: Callable[[int, int], None] = lambda done, of: None
) -> Comparison:
    """Compare what the period's own sheet gives for its history with what another gives."""
    alone, shared, special = _part(history.load(period))
    progress = Progress(tell, 2 * len(alone) + 2 * len(shared) + len(special))
    progress.more(0)
    own = read_sheet(period.sheet)
    before, after = (_in_bulk(alone, shared, each, progress) for each in (own, sheet))
    for was, now in _by_the_rules(special, period, sheet, progress):
        before.append(was)
        after.append(now)
    return Comparison([*alone, *shared, *special], before, after)


def _part(rows: Sequence[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Part the plain rows that have a coverage alone, those that share one, and all rows of people
    of whom any is not plain; each claim once.
    """
    spans: dict[str, tuple[int, int]] = {}
    shared: set[str] = set()
    special: set[str] = set()
    for _, member, coverage, kind, _, _, first, morning, length, _, stays in rows:
        if kind != "inpatient" or stays != 1 or first < 0 or morning > length:
            special.add(member)
        elif coverage not in spans:
            spans[coverage] = first, morning
        else:
            shared.add(coverage)
            begun, ended = spans[coverage]
            if begun < morning and first < ended:
                special.add(member)
            spans[coverage] = min(begun, first), max(ended, morning)
    plain = [row for row in rows if row[1] not in special] if special else rows
    return (
        [row for row in plain if row[2] not in shared],
        [row for row in plain if row[2] in shared],
        list({row[0]: row for row in rows if row[1] in special}.values()) if special else [],
    )


def _in_bulk(
    alone: Sequence[Row], shared: Sequence[Row], sheet: Sheet, progress: Progress
) -> list[Fen]:
    """Value the plain rows; only where a coverage is shared, one claim finds what another used."""
    waiting = sheet.inpatient.waiting_days if sheet.inpatient else 0
    kind = Kind.INPATIENT
    found = amounts(sheet, ((kind, _nights(row, waiting), 0, 0) for row in alone))
    progress.more(len(alone))
    asked = ((row[2], kind, _nights(row, waiting)) for row in shared)
    found += amounts_in_order(sheet, asked)
    progress.more(len(shared))
    return found


def _nights(row: Row, waiting: int) -> int:
    """Count the nights from the first that is not in a waiting period on."""
    first, morning, newly = row[6], row[7], row[9]
    if waiting and newly and first < waiting:
        return max(morning - waiting, 0)
    return morning - first


def _by_the_rules(
    rest: Sequence[Row], period: Scheme, sheet: Sheet, progress: Progress
) -> Iterator[tuple[Fen, Fen]]:
    """Give what each claim is worth under the sheets as they are, and under the one tried."""
    people = [[*rows] for _, rows in groupby(sorted(rest, key=MEMBER), MEMBER)]
    found: dict[str, tuple[Fen, Fen]] = {}
    for start in range(0, len(people), PEOPLE):
        some = people[start : start + PEOPLE]
        claims, covers = history.of_people([MEMBER(rows[0]) for rows in some])
        for member, theirs in claims.items():
            own = covers[member]
            tried = [replace(c, sheet=sheet) if c.key == period.pk else c for c in own]
            found |= _both(theirs, own, tried)
        progress.more(sum(map(len, some)))
    return (found.get(row[0], (None, None)) for row in rest)


def _both(
    claims: Mapping[str, Claim], own: Sequence[Cover], tried: Sequence[Cover]
) -> Iterator[tuple[str, tuple[Fen, Fen]]]:
    amounts = (assess_in_order(claims.values(), covers) for covers in (own, tried))
    for claim, was, now in zip(claims, *amounts, strict=True):
        yield claim, (was.fen, now.fen)
