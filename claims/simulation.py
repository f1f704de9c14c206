"""Values all that was approved of one period under another sheet. Nothing is written to claims.

Claims are taken in the order of approval, and what one uses of a cap the next finds used. The plain
case, one stay within one coverage whose nights no other claim comes near, is arithmetic in bulk;
all claims of everybody else are valued by the rules themselves, one after another. Both sheets go
the same way, so that what the period's own gives can be held against what was awarded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter
from typing import Final

from claims import history
from claims.benefits import Claim, Cover, Kind, Sheet, assess_in_order, read_sheet
from claims.benefits.bulk import amounts_in_order
from claims.comparison import Comparison
from claims.history import Row
from members.models import Scheme

CHUNK: Final = 20_000
"""Rows between two words on the progress."""
PEOPLE: Final = 500
"""Whose claims are read at once."""

MEMBER: Final = attrgetter("member")

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
    own = read_sheet(period.sheet)
    rows = history.load(period)
    plain, rest = _part(rows)
    progress = Progress(tell, 2 * len(plain) + len(rest))
    progress.more(0)
    before = _in_bulk(plain, own, progress)
    after = _in_bulk(plain, sheet, progress)
    for was, now in _by_the_rules(rest, period, sheet, progress):
        before.append(was)
        after.append(now)
    return Comparison([*plain, *rest], before, after)


def _part(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Part the plain rows from those of people of whom any claim is not; each claim once."""
    spans: dict[str, tuple[int, int]] = {}
    special: dict[str, None] = {}
    for _, member, coverage, kind, _, _, first, morning, length, _, stays in rows:
        if kind != Kind.INPATIENT or stays != 1 or first < 0 or morning > length:
            special[member] = None
            continue
        begun, ended = spans.get(coverage, (first, first))
        if begun < morning and first < ended:
            special[member] = None
        spans[coverage] = min(begun, first), max(ended, morning)
    if not special:
        return list(rows), []
    plain = [row for row in rows if row[1] not in special]
    rest = {row.claim: row for row in rows if row[1] in special}
    return plain, list(rest.values())


def _in_bulk(plain: Sequence[Row], sheet: Sheet, progress: Progress) -> list[Fen]:
    waiting = sheet.inpatient.waiting_days if sheet.inpatient else 0

    def asked() -> Iterator[list[tuple[str, Kind, int]]]:
        for start in range(0, len(plain), CHUNK):
            chunk = plain[start : start + CHUNK]
            yield [
                (coverage, Kind.INPATIENT, _payable(first, morning, waiting if newly else 0))
                for _, _, coverage, _, _, _, first, morning, _, newly, _ in chunk
            ]
            progress.more(len(chunk))

    return amounts_in_order(sheet, chain.from_iterable(asked()))


def _payable(first: int, morning: int, waiting: int) -> int:
    """Count the nights from the first that is not in a waiting period on."""
    return max(morning - max(first, waiting), 0)


def _by_the_rules(
    rest: Sequence[Row], period: Scheme, sheet: Sheet, progress: Progress
) -> Iterator[tuple[Fen, Fen]]:
    """Give what each claim is worth under the sheets as they are, and under the one tried."""
    people = [[*rows] for _, rows in groupby(sorted(rest, key=MEMBER), MEMBER)]
    found: dict[str, tuple[Fen, Fen]] = {}
    for start in range(0, len(people), PEOPLE):
        some = people[start : start + PEOPLE]
        claims, covers = history.of_people([rows[0].member for rows in some])
        for member, theirs in claims.items():
            own = covers[member]
            tried = [replace(c, sheet=sheet) if c.key == period.pk else c for c in own]
            found |= _both(theirs, own, tried)
        progress.more(sum(map(len, some)))
    return (found.get(row.claim, (None, None)) for row in rest)


def _both(
    claims: Mapping[str, Claim], own: Sequence[Cover], tried: Sequence[Cover]
) -> Iterator[tuple[str, tuple[Fen, Fen]]]:
    amounts = (assess_in_order(claims.values(), covers) for covers in (own, tried))
    for claim, was, now in zip(claims, *amounts, strict=True):
        yield claim, (was.fen, now.fen)
