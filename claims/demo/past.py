"""When the people of the demo did what they did: on working days of these weeks, in their order.

What happened when is a record that nothing dates back. So the verbs are called under a clock that
says the day of the story, and write what they would have written then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from django.utils import timezone

from members.models import Workday

OPENS, CLOSES = 9, 17
A_MOMENT: Final = timedelta(minutes=4)
LOOK_BACK: Final = timedelta(days=60)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Have Django's clock say `moment`; what reads the clock elsewhere does not notice."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    clock: Any = timezone
    real = clock.datetime
    clock.datetime = Then
    try:
        yield
    finally:
        clock.datetime = real


def moments(count: int, until: date, random: Random) -> list[datetime]:
    """Draw so many moments in office hours, a working day apart, the last on or before `until`.

    None of them is to come: what would be falls a few minutes before now, in the same order.
    """
    now = timezone.now()
    drawn = [
        timezone.make_aware(
            datetime.combine(day, time(random.randrange(OPENS, CLOSES), random.randrange(60)))
        )
        for day in _worked(count, until)
    ]
    return [min(each, now - A_MOMENT * left) for left, each in enumerate(reversed(drawn), 1)][::-1]


def _worked(count: int, until: date) -> list[date]:
    """The last working days up to one; weekdays where the calendar does not say."""
    known = dict(
        Workday.objects.filter(day__range=(until - LOOK_BACK, until)).values_list("day", "works")
    )
    days: list[date] = []
    day = until
    while len(days) < count:
        if known.get(day, day.weekday() < 5):  # noqa: PLR2004 - Saturday
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]
