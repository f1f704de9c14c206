"""Whether the promise of a payment was kept, and how long payments take: pure, in working days.

A promise is kept when the payment went to the bank by its day. A payment that came back does not
break the first promise; the corrected account starts a second clock, told apart.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Final
from uuid import UUID

STEPS: Final = (1, 2, 3, 4, 5, 6, 7, 10, 15, 20)
"""Working days up to which payments are counted together; more than the last is a step of its own.
7 is what is promised now, 20 what was before."""


class Verdict(Enum):
    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to pay, with its own clock."""

    since: date
    """The day of approval; for a second attempt that on which the account was corrected."""
    due_on: date
    """As it was promised first: a day moved by the office excuses nothing."""
    sent_on: date | None = None
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """One award that is to be paid, and every attempt in its order."""

    person: UUID
    kind: str
    station: str
    fen: int
    attempts: tuple[Attempt, ...]

    @property
    def paid(self) -> Attempt | None:
        """The attempt that arrived."""
        return next((each for each in self.attempts if each.paid_on), None)


@dataclass(frozen=True, slots=True)
class Tally:
    kept: int
    broken: int

    @property
    def of(self) -> int:
        return self.kept + self.broken

    @property
    def percent(self) -> Decimal | None:
        """How many of a hundred were kept, rounded down: 100.0 means all of them."""
        return Decimal(1000 * self.kept // self.of).scaleb(-1) if self.of else None


def verdict(attempt: Attempt, today: date) -> Verdict:
    """Whether a promise is kept; open while its day has not passed."""
    if attempt.sent_on is not None:
        return Verdict.KEPT if attempt.sent_on <= attempt.due_on else Verdict.BROKEN
    return Verdict.BROKEN if attempt.due_on < today else Verdict.OPEN


def tally(attempts: Iterable[Attempt], today: date) -> Tally:
    found = Counter(verdict(attempt, today) for attempt in attempts)
    return Tally(found[Verdict.KEPT], found[Verdict.BROKEN])


def firsts(payments: Iterable[Payment], since: date, until: date) -> list[Attempt]:
    """The first attempts that were promised for a day of the time."""
    return [p.attempts[0] for p in payments if since <= p.attempts[0].due_on <= until]


def seconds(payments: Iterable[Payment], since: date, until: date) -> list[Attempt]:
    """All later attempts that were promised for a day of the time."""
    later = (attempt for payment in payments for attempt in payment.attempts[1:])
    return [attempt for attempt in later if since <= attempt.due_on <= until]


def days_taken(attempt: Attempt, worked: Sequence[date]) -> int:
    """Working days from the start of its clock, not counted, to the day it was paid."""
    assert attempt.paid_on is not None  # noqa: S101 - for the types: who asks has looked
    return bisect_right(worked, attempt.paid_on) - bisect_right(worked, attempt.since)


def spread(days: Iterable[int]) -> list[int]:
    """Count by the steps, and in the end what is more than the last."""
    found = Counter(bisect_left(STEPS, each) for each in days)
    return [found[step] for step in range(len(STEPS) + 1)]


def step_names() -> list[str]:
    """Word the steps: 1天以内, 2天, … 8至10天, 超过20天."""
    names = [f"{STEPS[0]}天以内"]
    for before, end in pairwise(STEPS):
        names.append(f"{end}天" if end == before + 1 else f"{before + 1}至{end}天")
    return [*names, f"超过{STEPS[-1]}天"]
