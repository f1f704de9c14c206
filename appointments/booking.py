"""Visits to hand in the originals of a claim: booked, cancelled, kept, settled.

Seats are rows, and a partial unique index lets one live booking hold a seat: however many come at
once, no more are booked than there are. So are one open booking a claim and one visit a day of a
member. What no constraint can hold is counted under a lock.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
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
from appointments.limits import CANCEL_BEFORE, check_member, check_time
from appointments.models import Booking, Seat, Slot
from claims.models import Claim, Parcel
from claims.states import AWAITING_ORIGINALS, Status
from members.models import User
from members.roles import Role


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
    claim.bookings.live().missed(now).update(cancelled_at=now)
    check_member(claim.member, claim, now)
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
