"""Promises in working days, on the calendar table that staff keep.

Every day of the calendar is a row, worked or not (weekends moved to weekdays, 调休, included).
A day without a row is unknown, and what needs it cannot be promised: CalendarUnknown, never a
guess that weekdays are worked. The State Council announces a year only in the November before.
"""

from datetime import date, timedelta
from typing import Final

from django.db.models import Max

from members.models import Workday

ONE_DAY: Final = timedelta(days=1)

ALARM: Final = timedelta(days=30)
"""Before the calendar's end. Default, not sourced: seven working days may take three weeks, and the
next year is announced before December."""

LOOK_AHEAD: Final = 60
"""Days beyond three times those asked for: no run of rest is as long."""


class CalendarUnknown(LookupError):
    """A promise needs a day that the calendar does not hold; `day` is the first such."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the working-day calendar does not hold {day.isoformat()}")
        self.day = day


def add_workdays(start: date, days: int) -> date:
    """Give the `days`-th working day after `start`, which is not counted itself.

    ValueError unless `days` is at least 1. CalendarUnknown when a day up to the answer has no
    row. One query.
    """
    if days < 1:
        raise ValueError("at least one working day")
    left = days
    before = start
    known = Workday.objects.filter(day__gt=start).order_by("day").values_list("day", "works")
    for day, works in known[: 3 * days + LOOK_AHEAD]:
        if day - before != ONE_DAY:
            break
        left -= works
        if not left:
            return day
        before = day
    raise CalendarUnknown(min(before, date.max - ONE_DAY) + ONE_DAY)


def horizon() -> date | None:
    """Give the last day of the calendar; None while it is empty."""
    last: date | None = Workday.objects.aggregate(last=Max("day"))["last"]
    return last


def ends_soon(last: date | None, *, today: date) -> bool:
    """Whether staff have to add to a calendar that ends with `last`; None for an empty one."""
    return last is None or last < today + ALARM
