"""Opening slots to visitors: by a sweep for the coming days, by a teller for others.

Opening what is open changes nothing, and more seats only adds; nothing is ever closed here.
Half an hour a slot and two visitors at once for each open window are defaults, not sourced.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from appointments.models import Seat, Slot
from members.models import Station, Workday

LENGTH: Final = timedelta(minutes=30)
HOURS: Final = ((time(9), time(12)), (time(14), time(17)))
"""From and to, local time: the service centre's office hours."""
SEATS: Final = 2
DAYS_OPEN: Final = 10
"""Working days that the sweep keeps open: default, not sourced; more than can be booked."""


@transaction.atomic
def open_slots(station: Station, day: date, *, seats: int = SEATS) -> list[Slot]:
    """Open the office hours of a day, each slot with at least `seats`; give them, earliest first.

    None on a day off. Workday.DoesNotExist for a day that the working calendar does not know.
    """
    if not Workday.objects.get(pk=day).works:
        return []
    Slot.objects.bulk_create(
        (Slot(station=station, starts_at=at, ends_at=at + LENGTH) for at in starts(day)),
        ignore_conflicts=True,
    )
    slots = list(station.slots.filter(starts_at__in=list(starts(day))).order_by("starts_at"))
    Seat.objects.bulk_create(
        (Seat(slot=slot, number=number) for slot in slots for number in range(1, seats + 1)),
        ignore_conflicts=True,
    )
    return slots


@transaction.atomic
def open_days(station: Station, first: date, last: date, *, seats: int = SEATS) -> int:
    """Open every working day from `first` to `last`; give how many slots are on them.

    Workday.DoesNotExist, and nothing opened, when the working calendar ends before `last`.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return sum(len(open_slots(station, day, seats=seats)) for day in days)


def open_coming() -> int:
    """Keep the coming working days open wherever originals are taken; give how many days.

    Today is among them. Ends where the working calendar ends.
    """
    works = Workday.objects.filter(day__gte=timezone.localdate(), works=True).order_by("day")
    days = works.values_list("day", flat=True)[:DAYS_OPEN]
    for station in Station.objects.taking_originals():
        for day in days:
            open_slots(station, day)
    return len(days)


def starts(day: date) -> Iterator[datetime]:
    """Give the moments at which slots of a day begin."""
    for opens, closes in HOURS:
        at = timezone.make_aware(datetime.combine(day, opens))
        while at < timezone.make_aware(datetime.combine(day, closes)):
            yield at
            at += LENGTH
