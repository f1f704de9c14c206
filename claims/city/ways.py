"""What became of a claim and when, by lot: moves of the table, in working hours, until today."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from claims.promise.deadlines import PAID_WITHIN
from claims.states import Action

A = Action

DECLINED, WITHDRAWN, UNSENT, CORRECTED = 0.03, 0.02, 0.015, 0.12
"""Shares of claims; defaults, not sourced."""
UNSENT_AFTER: Final = timedelta(days=61)
"""When a claim is closed whose originals never came."""
OPENS, CLOSES = 9 * 3600, 17 * 3600
CHINA: Final = 8 * 3600

Moment = tuple[Action, datetime]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days that are known, and the moment at which the city stands still."""

    worked: Sequence[date]
    now: datetime

    def office(self, after: datetime, least: int, most: int, random: Random) -> datetime:
        """Draw a moment in working hours so many working days later; beyond the calendar, never."""
        place = bisect_left(self.worked, day_of(after)) + random.randint(least, most)
        if place >= len(self.worked):
            return datetime.max.replace(tzinfo=UTC)
        return at(self.worked[place], random.randint(OPENS, CLOSES))

    def due(self, approved: datetime) -> date | None:
        """By when what is approved then is to be paid; None where the calendar ends before."""
        place = bisect_left(self.worked, day_of(approved)) + PAID_WITHIN
        return self.worked[place] if place < len(self.worked) else None


def at(day: date, seconds: int) -> datetime:
    """A second of a day in China, as an instant."""
    return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds - CHINA)


def day_of(moment: datetime) -> date:
    return (moment + timedelta(seconds=CHINA)).date()


def way(submitted: datetime, calendar: Calendar, random: Random) -> list[Moment]:
    """Draw the way of a claim from its submission, as far as it has come by now."""
    made = []
    for moment in _whole_way(submitted, calendar, random):
        if moment[1] > calendar.now:
            break
        made.append(moment)
    return made


def _whole_way(submitted: datetime, calendar: Calendar, random: Random) -> Iterator[Moment]:
    fate = random.random()
    minutes = timedelta(minutes=random.randint(4, 40))
    yield A.SUBMIT, submitted
    taken = calendar.office(submitted, 1, 2, random)
    yield A.TAKE, taken
    if fate < DECLINED:
        yield A.DECLINE, taken + minutes
        return
    passed = taken + minutes
    if fate > 1 - CORRECTED:
        yield A.ASK, passed
        answered = passed + timedelta(seconds=random.randint(7_200, 12 * 86_400))
        yield A.ANSWER, answered
        passed = calendar.office(answered, 1, 2, random)
    yield A.PASS, passed
    if fate < DECLINED + WITHDRAWN:
        yield A.WITHDRAW, passed + timedelta(seconds=random.randint(3_600, 5 * 86_400))
        return
    if fate < DECLINED + WITHDRAWN + UNSENT:
        yield A.CLOSE, passed + UNSENT_AFTER
        return
    received = calendar.office(passed, 3, 15, random)
    yield A.RECEIVE, received
    accepted = calendar.office(received, 1, 1, random)
    yield A.ACCEPT, accepted
    began = calendar.office(accepted, 1, 2, random)
    yield A.START_CHECK, began
    yield A.PROPOSE, began + minutes
    confirmed = calendar.office(began, 1, 2, random)
    if calendar.due(confirmed) is not None:
        yield A.CONFIRM, confirmed
