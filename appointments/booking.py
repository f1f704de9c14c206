"""Visits to hand in the originals of a claim: booked, cancelled, kept.

Seats are rows, and a partial unique index lets one live booking hold a seat: however many come at
once, no more are booked than there are. So are one open booking a claim and one visit a day of a
member. What no constraint can hold is counted under a lock.

Source of the figures: the city service hall's rules for appointments (the five working days, the
two hours before cancelling, one visit a day, missed visits limited); where it says nothing they
are defaults, not sourced, and say so.
"""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from appointments.errors import (
    AlreadyBooked,
    Cancelled,
    NotForNow,
    NotToday,
    Paused,
    SlotFull,
    TooEarly,
    TooLate,
    TooManyOpen,
)
from appointments.models import Booking, Seat, Slot
from claims.models import Claim
from claims.states import Status
from members.models import Member, Station, User, Workday
from members.roles import Role

AWAITING_ORIGINALS: Final = frozenset({Status.PASSED, Status.MISMATCH})
DAYS_AHEAD: Final = 5
"""Working days after today that can be booked."""
BOOK_BEFORE: Final = timedelta(hours=1)
"""Default, not sourced: the hall asks for a day."""
CANCEL_BEFORE: Final = timedelta(hours=2)
MOST_OPEN: Final = 2
"""Open bookings of one member: default, not sourced."""
MISSED_BEFORE_PAUSE: Final = 3
MISSED_WITHIN: Final = timedelta(days=90)
PAUSE: Final = timedelta(days=30)
"""The three of them defaults, not sourced: three missed within ninety days pause for thirty."""


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


@transaction.atomic
def book(slot_id: UUID, *, claim_id: UUID, by: User) -> Booking:
    """Take a free seat of the slot for the claim.

    Claim.DoesNotExist for somebody else's, Slot.DoesNotExist for none. NotForNow when the claim
    does not wait for originals, TooLate and TooEarly outside the days that can be booked,
    TooManyOpen and Paused for a member who holds or missed too many, AlreadyBooked with the
    booking there is, SlotFull. Booking twice makes one: the second is AlreadyBooked with the first.
    """
    now = timezone.now()
    claim = (
        Claim.objects.of(by)
        .select_related("member")
        .select_for_update(of=("self", "member"), no_key=True)
        .get(pk=claim_id)
    )
    slot = Slot.objects.get(pk=slot_id, station__takes_originals=True)
    if claim.status not in AWAITING_ORIGINALS:
        raise NotForNow(Status(claim.status))
    _check_time(slot, now)
    claim.bookings.live().missed(now).update(cancelled_at=now)
    _check_member(claim.member, claim, now)
    return _take_seat(slot, claim, by)


@transaction.atomic
def cancel(booking_id: UUID, *, by: User) -> Booking:
    """Give the seat back. TooLate within two hours of the visit; cancelling twice cancels once.

    Booking.DoesNotExist for somebody else's.
    """
    booking = Booking.objects.of(by).select_for_update(of=("self",)).get(pk=booking_id)
    if booking.cancelled_at is not None:
        return booking
    until = booking.slot.starts_at - CANCEL_BEFORE
    if booking.arrived_at is not None or timezone.now() > until:
        raise TooLate(until)
    booking.cancelled_at = timezone.now()
    booking.save(update_fields=["cancelled_at"])
    return booking


@transaction.atomic
def arrive(booking_id: UUID, *, by: User) -> Booking:
    """Note that the visitor came. For tellers, on the day; noting it twice notes it once."""
    if not by.has_role(Role.TELLER):
        raise PermissionDenied
    booking = Booking.objects.select_for_update().get(pk=booking_id)
    if booking.cancelled_at is not None:
        raise Cancelled
    if booking.arrived_at is not None:
        return booking
    if booking.day != timezone.localdate():
        raise NotToday(booking.day)
    booking.arrived_at = timezone.now()
    booking.save(update_fields=["arrived_at"])
    return booking


def _check_time(slot: Slot, now: datetime) -> None:
    until = slot.starts_at - BOOK_BEFORE
    if now > until:
        raise TooLate(until)
    last = last_day(timezone.localdate(now))
    if timezone.localdate(slot.starts_at) > last:
        raise TooEarly(last)


def _check_member(member: Member, claim: Claim, now: datetime) -> None:
    """Count what the member holds and missed; the member's row is locked."""
    paused = paused_until(member, now)
    if paused:
        raise Paused(paused)
    others = member.bookings.open().exclude(claim=claim).filter(seat__slot__ends_at__gt=now)
    if others.count() >= MOST_OPEN:
        raise TooManyOpen(MOST_OPEN)


def paused_until(member: Member, now: datetime) -> date | None:
    """Say until which day the member cannot book online for having missed visits; or None."""
    since = timezone.localdate(now) - MISSED_WITHIN
    missed = member.bookings.missed(now).filter(day__gte=since).order_by("-day")
    days = list(missed.values_list("day", flat=True)[:MISSED_BEFORE_PAUSE])
    if len(days) < MISSED_BEFORE_PAUSE or days[0] + PAUSE < timezone.localdate(now):
        return None
    return days[0] + PAUSE


def _take_seat(slot: Slot, claim: Claim, by: User) -> Booking:
    """Try free seats until one is ours; SlotFull when none is left.

    A seat may look free to a statement that began before another's booking was committed. The
    index then refuses, and the next statement sees better.
    """
    while seat := slot.seats.free().select_for_update(skip_locked=True).first():
        try:
            with transaction.atomic():
                return _hold(seat, slot, claim, by)
        except IntegrityError as error:
            refused = _constraint(error)
            if refused == "booking_seat_once":
                continue
            if refused == "booking_one_open_a_claim":
                raise AlreadyBooked(claim.bookings.open().get()) from error
            if refused == "booking_one_a_day":
                day = timezone.localdate(slot.starts_at)
                raise AlreadyBooked(claim.member.bookings.live().get(day=day)) from error
            raise
    raise SlotFull(slot.pk)


def _hold(seat: Seat, slot: Slot, claim: Claim, by: User) -> Booking:
    day = timezone.localdate(slot.starts_at)
    return Booking.objects.create(
        seat=seat, member=claim.member, claim=claim, day=day, booked_by=by
    )


def _constraint(error: IntegrityError) -> str | None:
    """Name the constraint that refused."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name: str | None = getattr(diagnosis, "constraint_name", None)
    return name
