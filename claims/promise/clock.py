"""The clock of the pre-review's promise: whole working days that the office had the claim.

Pure. It stands still while the member is asked. A day counts when the office had the claim from
before its beginning to after its end, so neither the day of arrival nor that of the question does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Turn:
    """The office had the claim from one day to another; `until` is None while it still has it."""

    since: date
    until: date | None = None


class BeyondCalendar(LookupError):
    """The promised day lies after the last day that the calendar knows."""


def used(turns: Sequence[Turn], worked: Sequence[date], today: date) -> int:
    """How many working days count by the beginning of `today`."""
    return sum(len(_between(turn, worked, today)) for turn in turns)


def due(turns: Sequence[Turn], worked: Sequence[date], promised: int) -> date | None:
    """The day on which the promise is kept at the latest; None while the member is asked.

    `turns` in their order, `worked` the working days in theirs, from the first turn on.
    BeyondCalendar when they end too early. A promise broken before a question stays broken.
    """
    left = promised
    for turn in turns:
        days = worked[bisect_right(worked, turn.since) :]
        if turn.until is not None:
            days = days[: bisect_left(days, turn.until)]
        if len(days) >= left:
            return days[left - 1] if turns[-1].until is None else None
        left -= len(days)
    if not turns or turns[-1].until is not None:
        return None
    raise BeyondCalendar


def _between(turn: Turn, worked: Sequence[date], today: date) -> Sequence[date]:
    until = today if turn.until is None else min(turn.until, today)
    first = bisect_right(worked, turn.since)
    return worked[first : max(first, bisect_left(worked, until))]
