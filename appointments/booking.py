"""Visits to hand in the originals of a claim: booked, cancelled, kept, settled.

Seats are rows, and a partial unique index lets one live booking hold a seat: however many come at
once, no more are booked than there are. So are one open booking a claim and one visit a day of a
member. What no constraint can hold is counted under a lock.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from appointments.errors import (
    AlreadyBooked,
    Cancelled,
    NotForNow,
    NotToday,
    SlotFull,
    TooLate,
)
from appointments.limits import CANCEL_BEFORE, check_time, check_visits
from appointments.models import Booking, Seat, Slot, Visit
from claims.models import Claim, Parcel
from claims.states import AWAITING_ORIGINALS, Status
from members.models import User
from members.roles import Role

TAKE: Final = """
WITH free AS (
    SELECT id, number FROM appointments_seat seat
     WHERE slot_id = %s AND NOT EXISTS (
         SELECT FROM appointments_booking WHERE seat_id = seat.id AND cancelled_at IS NULL)
     ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
), taken AS (
    INSERT INTO appointments_booking
        (id, seat_id, member_id, claim_id, day, booked_by_id, booked_at)
    SELECT %s, id, %s, %s, %s, %s, %s FROM free
    ON CONFLICT (seat_id) WHERE cancelled_at IS NULL DO NOTHING RETURNING seat_id
)
SELECT id, number, EXISTS (SELECT FROM taken) FROM free
"""
"""Choose a seat that nobody has, pass by those that others are just taking, and hold it."""


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
    check_time(slot, now)
    visits = list(claim.member.bookings.lately(claim, timezone.localdate(now)))
    _give_up_missed(visits, claim, now)
    check_visits(visits, claim, timezone.localdate(now))
    if clash := _in_the_way(visits, claim, timezone.localdate(slot.starts_at)):
        raise AlreadyBooked(clash)
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


@transaction.atomic
def settle() -> int:
    """Settle open bookings that the counter answered without noting it; give how many.

    Where originals were signed in on the day of the visit, the visitor came. A visit yet to come
    of a claim that awaits no originals any more gives its seat back.
    """
    now, visits = timezone.now(), Booking.objects.live().filter(arrived_at=None)
    brought = Parcel.objects.filter(
        claim=OuterRef("claim"), received_at__date=OuterRef("day")
    ).order_by("received_at")
    came = visits.filter(Exists(brought)).update(
        arrived_at=Subquery(brought.values("received_at")[:1])
    )
    needless = visits.exclude(claim__status__in=AWAITING_ORIGINALS)
    return came + needless.filter(seat__slot__starts_at__gt=now).update(cancelled_at=now)


def _give_up_missed(visits: list[Booking], claim: Claim, now: datetime) -> None:
    """Let a missed visit of the claim no longer stand in the way of another."""
    missed = [
        visit
        for visit in visits
        if visit.claim_id == claim.pk and visit.live and visit.standing is Visit.MISSED
    ]
    if missed:
        Booking.objects.filter(pk__in=[visit.pk for visit in missed]).update(cancelled_at=now)
    for visit in missed:
        visit.cancelled_at = now


def _in_the_way(visits: list[Booking], claim: Claim, day: date) -> Booking | None:
    """The visit that the claim has already, or another of its member on that day."""
    live = [visit for visit in visits if visit.live]
    own = (v for v in live if v.claim_id == claim.pk and v.standing is Visit.COMING)
    return next(own, None) or next((v for v in live if v.day == day), None)


def _take_seat(slot: Slot, claim: Claim, by: User) -> Booking:
    """Try free seats until one is ours; SlotFull when none is left.

    A seat may look free to a statement that began before another's booking was committed. The
    index then keeps it from being taken, and the next statement sees better.
    """
    booking = Booking(
        member=claim.member,
        claim=claim,
        day=timezone.localdate(slot.starts_at),
        booked_by=by,
    )
    taken = False
    while not taken:
        with connection.cursor() as cursor:
            cursor.execute(
                TAKE,
                [
                    slot.pk,
                    booking.pk,
                    claim.member_id,
                    claim.pk,
                    booking.day,
                    by.pk,
                    booking.booked_at,
                ],
            )
            found = cursor.fetchone()
        if found is None:
            raise SlotFull(slot.pk)
        seat, number, taken = found
    booking.seat = Seat(pk=seat, slot=slot, number=number)
    booking._state.adding = False  # noqa: SLF001 - it is written
    return booking
