"""Who may book what, and until when: read from rows and the clock, nothing written.

Source of the figures: the city service hall's rules for appointments (the five working days, the
two hours before cancelling, one visit a day, missed visits limited); where it says nothing they
are defaults, not sourced, and say so.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from appointments.errors import Paused, TooEarly, TooLate, TooManyOpen
from appointments.models import MISSED_WITHIN, Booking, Slot, Visit
from claims.models import Claim
from members.models import Station, Workday

DAYS_AHEAD: Final = 5
"""Working days after today that can be booked."""
BOOK_BEFORE: Final = timedelta(hours=1)
"""Default, not sourced: the hall asks for a day."""
CANCEL_BEFORE: Final = timedelta(hours=2)
MOST_OPEN: Final = 2
"""Open bookings of one member: default, not sourced."""
MISSED_BEFORE_PAUSE: Final = 3
PAUSE: Final = timedelta(days=30)
"""Both defaults, not sourced: three missed within ninety days pause for thirty."""


def last_day(today: date) -> date:
    """Give the last day that can be booked: as far as the working calendar is known."""
    days = Workday.objects.filter(day__gt=today, works=True).order_by("day")
    return max(days.values_list("day", flat=True)[:DAYS_AHEAD], default=today)


def bookable(station: Station) -> list[Slot]:
    """Give the slots that can be booked now, the full ones too, earliest first."""
    now = timezone.now()
    after_last = timezone.make_aware(
        datetime.combine(last_day(timezone.localdate(now)) + timedelta(days=1), time.min)
    )
    coming = station.slots.filter(starts_at__gte=now + BOOK_BEFORE, starts_at__lt=after_last)
    return list(coming.with_free_seats().order_by("starts_at"))


def check_time(slot: Slot, now: datetime) -> None:
    until = slot.starts_at - BOOK_BEFORE
    if now > until:
        raise TooLate(until)
    last = last_day(timezone.localdate(now))
    if timezone.localdate(slot.starts_at) > last:
        raise TooEarly(last)


def check_visits(visits: Iterable[Booking], claim: Claim, today: date) -> None:
    """Count what a member holds and missed of late; the member's row is locked."""
    visits = list(visits)
    paused = paused_until(visits, today)
    if paused:
        raise Paused(paused)
    coming = [v for v in visits if v.standing is Visit.COMING and v.claim_id != claim.pk]
    if len(coming) >= MOST_OPEN:
        raise TooManyOpen(MOST_OPEN)


def paused_until(visits: Iterable[Booking], today: date) -> date | None:
    """Say until which day the member cannot book online for having missed visits; or None."""
    since = today - MISSED_WITHIN
    missed = (v.day for v in visits if v.standing is Visit.MISSED and v.day >= since)
    days = sorted(missed, reverse=True)[:MISSED_BEFORE_PAUSE]
    if len(days) < MISSED_BEFORE_PAUSE or days[0] + PAUSE < today:
        return None
    return days[0] + PAUSE
