"""Valid rows of slots, seats and bookings, and the claims that visits are booked for."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import factory

from appointments.models import Booking, Seat, Slot
from claims.models import Claim
from claims.states import Status
from members.models import Consent, User
from tests.factories.claims import ClaimFactory
from tests.factories.members import MemberFactory, StationFactory

BEGINS = datetime(2026, 11, 24, 1, tzinfo=UTC)
"""Tuesday 24 November 2026, nine o'clock in Shanghai."""


class SlotFactory(factory.django.DjangoModelFactory[Slot]):
    """Half an hour with two seats; pass `seats__total` for another number."""

    class Meta:
        model = Slot
        skip_postgeneration_save = True

    station = factory.SubFactory(StationFactory)
    starts_at = BEGINS
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + timedelta(minutes=30))

    @factory.post_generation  # type: ignore[untyped-decorator]
    def seats(slot: Slot, create: bool, extracted: None, total: int = 2) -> None:
        Seat.objects.bulk_create(Seat(slot=slot, number=n) for n in range(1, total + 1))


def claim_awaiting_originals(user: User | None = None, status: Status = Status.PASSED) -> Claim:
    """Make an inpatient claim of a member who signs in as `user`, in a status of ours."""
    user = user or MemberFactory.create(bound=True).user
    assert user is not None
    member = user.member
    consent = Consent.objects.create(
        member=member, given_by=user, purpose=Consent.Purpose.SENSITIVE, version="1"
    )
    return ClaimFactory.create(
        member=member,
        number=f"HZ{uuid4().hex[:10]}",
        consent=consent,
        status=status,
        submitted_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


class BookingFactory(factory.django.DjangoModelFactory[Booking]):
    """The first seat of a slot of its own, held for a claim of its own."""

    class Meta:
        model = Booking

    class Params:
        slot = factory.SubFactory(SlotFactory)

    seat = factory.LazyAttribute(lambda booking: booking.slot.seats.free().first())
    claim = factory.LazyFunction(claim_awaiting_originals)
    member = factory.SelfAttribute("claim.member")
    day = factory.LazyAttribute(lambda booking: booking.seat.slot.starts_at.date())
    booked_by = factory.SelfAttribute("claim.applicant")
