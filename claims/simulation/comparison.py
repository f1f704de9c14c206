"""What a simulation found: two amounts for every claim, counted up in every way asked for."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from claims.benefits import yuan
from claims.simulation.history import Row

EDGES: Final = (50_000, 100_000, 200_000, 500_000)
"""Fen by which more or less is told apart. Default, not sourced."""

Json = dict[str, object]
Sums = tuple[int, int, int, int]
"""Claims, those changed, fen before, fen after."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows, and for each what it is worth under the period's own sheet and the one tried."""

    rows: Sequence[Row]
    before: Sequence[int | None]
    after: Sequence[int | None]

    def report(self) -> Json:
        """Count it all up, as docs/reference/simulation.md describes; amounts are yuan as text."""
        sums, steps = self._sums(), self._steps()
        unlike = sum(row[4] != was for row, was in zip(self.rows, self.before, strict=True))
        members: dict[str, int] = defaultdict(int)
        for member, step in steps:
            members[member] += step
        total = _total(sums.values())
        return {
            "claims": {
                "valued": total[0],
                "changed": total[1],
                "more": sum(step > 0 for _, step in steps),
                "less": sum(step < 0 for _, step in steps),
                "manual": len(self.rows) - total[0],
                "unlike_award": unlike,
            },
            "members": {
                "valued": len(self._members()),
                "better": sum(step > 0 for step in members.values()),
                "worse": sum(step < 0 for step in members.values()),
            },
            "cost": {"awarded": _yuan(sum(row[4] for row in self.rows)), **_cost(total)},
            "kinds": [{"kind": kind, **_told(each)} for kind, each in _folded(sums, 0)],
            "months": [{"month": month, **_told(each)} for month, each in _folded(sums, 1)],
            "distribution": list(_distribution(step for _, step in steps)),
        }

    def _sums(self) -> dict[tuple[str, str], Sums]:
        """Sum up what both sheets know, by kind and month."""
        sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for row, was, now in zip(self.rows, self.before, self.after, strict=True):
            if was is None or now is None:
                continue
            group = sums[row[3], row[5]]
            group[0] += 1
            group[1] += was != now
            group[2] += was
            group[3] += now
        return {
            key: (claims, changed, was, now) for key, (claims, changed, was, now) in sums.items()
        }

    def _members(self) -> set[str]:
        """Give everybody of whom both sheets value a claim."""
        return {
            row[1]
            for row, was, now in zip(self.rows, self.before, self.after, strict=True)
            if was is not None and now is not None
        }

    def _steps(self) -> list[tuple[str, int]]:
        """Give the member and by how much it changes, for every claim that does."""
        return [
            (row[1], now - was)
            for row, was, now in zip(self.rows, self.before, self.after, strict=True)
            if was != now and was is not None and now is not None
        ]


def _folded(sums: Mapping[tuple[str, str], Sums], part: int) -> list[tuple[str, Sums]]:
    """Sum up by one part of the key, in its order."""
    names = sorted({key[part] for key in sums})
    return [(name, _total(s for key, s in sums.items() if key[part] == name)) for name in names]


def _total(sums: Iterable[Sums]) -> Sums:
    claims, changed, was, now = (sum(column) for column in zip((0, 0, 0, 0), *sums, strict=True))
    return claims, changed, was, now


def _told(sums: Sums) -> Json:
    return {"claims": sums[0], "changed": sums[1], **_cost(sums)}


def _cost(sums: Sums) -> Json:
    _, _, was, now = sums
    return {"before": _yuan(was), "after": _yuan(now), "difference": _yuan(now - was)}


def _distribution(steps: Iterable[int]) -> Iterator[Json]:
    """Count the claims that change, by how much: "over" an amount "to" another, itself included.

    Less is told like more, without the sign; the last group of each side has no end.
    """
    sizes = Counter((step > 0, bisect_left(EDGES, abs(step))) for step in steps)
    ends = [(0, EDGES[0]), *pairwise(EDGES), (EDGES[-1], None)]
    for more in (False, True):
        for size, (over, to) in enumerate(ends):
            yield {
                "change": "more" if more else "less",
                "over": _yuan(over),
                "to": None if to is None else _yuan(to),
                "claims": sizes[more, size],
            }


def _yuan(fen: int) -> str:
    return str(yuan(fen))
