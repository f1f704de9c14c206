"""Working days on the official calendar, with its moved workdays (调休).

A promise is a day of this table. Where the table ends, nothing is promised: the calendar of a
year is announced only in November of the year before, and a guess would be a broken promise.
"""

from dataclasses import dataclass
from datetime import date

from members.models import Workday


@dataclass
class CalendarUnknown(Exception):
    """A day that is needed lies beyond the calendar, or in a gap of it."""

    start: date
    days: int

    def __str__(self) -> str:
        return (
            f"the working-day calendar does not reach {self.days} working days after {self.start}"
        )


def add_workdays(start: date, days: int) -> date:
    """Give the `days`-th working day after `start`, which itself is not counted.

    2023-07-05 and 7 give 2023-07-14. ValueError when `days` is below one; CalendarUnknown when
    any day up to the answer is missing from the calendar.
    """
    if days < 1:
        raise ValueError("days is at least one")
    later = Workday.objects.filter(day__gt=start)
    worked = later.filter(works=True).order_by("day").values_list("day", flat=True)
    due = next(iter(worked[days - 1 : days]), None)
    if due is None or later.filter(day__lte=due).count() != (due - start).days:
        raise CalendarUnknown(start, days)
    return due


def horizon() -> date | None:
    """Give the last day the calendar knows; None when it knows none."""
    return Workday.objects.order_by("-day").values_list("day", flat=True).first()
