"""A visit: booked, cancelled, kept, settled."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from appointments import booking, tasks
from appointments.errors import (
    AlreadyBooked,
    Cancelled,
    NotForNow,
    NotToday,
    TooLate,
)
from appointments.models import Booking, Slot
from claims.models import Claim
from claims.originals import receiving
from claims.states import Status
from members.roles import Role
from tests.factories.appointments import (
    BEGINS,
    BookingFactory,
    SlotFactory,
    claim_awaiting_originals,
)
from tests.factories.members import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


NOW = datetime(2026, 11, 23, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def book(slot: Slot, claim: Claim) -> Booking:
    return booking.book(slot.pk, claim_id=claim.pk, by=claim.applicant)


@pytest.mark.parametrize("status", Status)
def test_a_visit_is_booked_while_the_originals_are_awaited_and_then_only(status: Status) -> None:
    claim = claim_awaiting_originals()
    Claim.objects.filter(pk=claim.pk).update(
        status=status, acceptance_number="A1", reasons=["N01"], refused_by=claim.applicant
    )
    slot = SlotFactory.create()

    if status in {Status.PASSED, Status.MISMATCH}:
        assert book(slot, claim).seat.slot == slot
    else:
        with pytest.raises(NotForNow) as refused:
            book(slot, claim)
        assert refused.value.found is status
        assert not Booking.objects.exists()


def test_a_booking_keeps_the_local_day_of_its_slot() -> None:
    slot = SlotFactory.create(starts_at=datetime(2026, 11, 24, 16, 30, tzinfo=UTC))

    assert book(slot, claim_awaiting_originals()).day == date(2026, 11, 25)


def test_a_booking_asks_five_times(django_assert_num_queries) -> None:
    """The claim, the slot, the calendar, the member's visits; then it takes its seat."""
    slot, claim = SlotFactory.create(), claim_awaiting_originals()

    with django_assert_num_queries(5 + 2):  # and the savepoint that the test's own stands for
        book(slot, claim)


def test_nobody_books_for_somebody_elses_claim() -> None:
    slot, claim = SlotFactory.create(), claim_awaiting_originals()
    stranger = UserFactory.create(roles=[str(Role.MEMBER)])

    with pytest.raises(Claim.DoesNotExist):
        booking.book(slot.pk, claim_id=claim.pk, by=stranger)
    assert book(slot, claim).cancelled_at is None


def test_booking_twice_books_once() -> None:
    slot, claim = SlotFactory.create(), claim_awaiting_originals()
    first = book(slot, claim)

    with pytest.raises(AlreadyBooked) as refused:
        book(slot, claim)

    assert refused.value.booking == first
    assert Booking.objects.count() == 1


def test_a_cancelled_visit_frees_its_seat() -> None:
    slot = SlotFactory.create(seats__total=1)
    held = book(slot, claim_awaiting_originals())
    booking.cancel(held.pk, by=held.booked_by)

    again = book(slot, claim_awaiting_originals())

    assert again.seat == held.seat


@pytest.mark.parametrize(
    ("before", "allowed"), [(timedelta(hours=2), True), (timedelta(hours=1, minutes=59), False)]
)
def test_a_visit_is_cancelled_until_two_hours_before(before: timedelta, allowed: bool) -> None:
    held = BookingFactory.create()

    with time_machine.travel(BEGINS - before, tick=False):
        if allowed:
            assert booking.cancel(held.pk, by=held.booked_by).cancelled_at is not None
        else:
            with pytest.raises(TooLate) as refused:
                booking.cancel(held.pk, by=held.booked_by)
            assert refused.value.until == BEGINS - timedelta(hours=2)


def test_cancelling_twice_cancels_once() -> None:
    held = BookingFactory.create()
    first = booking.cancel(held.pk, by=held.booked_by)

    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        again = booking.cancel(held.pk, by=held.booked_by)

    assert again.cancelled_at == first.cancelled_at


def test_nobody_cancels_somebody_elses_visit() -> None:
    held = BookingFactory.create()

    with pytest.raises(Booking.DoesNotExist):
        booking.cancel(held.pk, by=UserFactory.create(roles=[str(Role.MEMBER)]))


def test_a_teller_notes_the_arrival_once_and_on_the_day() -> None:
    held, teller = BookingFactory.create(), StaffFactory.create(roles=[str(Role.TELLER)])
    with pytest.raises(NotToday) as refused:
        booking.arrive(held.pk, by=teller)
    assert refused.value.day == date(2026, 11, 24)

    with time_machine.travel(BEGINS, tick=False):
        assert booking.arrive(held.pk, by=teller).arrived_at == BEGINS
    with time_machine.travel(BEGINS + timedelta(minutes=9), tick=False):
        assert booking.arrive(held.pk, by=teller).arrived_at == BEGINS


def test_only_a_teller_notes_arrivals_and_never_of_a_cancelled_visit() -> None:
    held, teller = BookingFactory.create(), StaffFactory.create(roles=[str(Role.TELLER)])
    with pytest.raises(PermissionDenied):
        booking.arrive(held.pk, by=StaffFactory.create(roles=[str(Role.CASHIER)]))
    booking.cancel(held.pk, by=held.booked_by)

    with time_machine.travel(BEGINS, tick=False), pytest.raises(Cancelled):
        booking.arrive(held.pk, by=teller)


def test_who_handed_in_originals_on_the_day_came_though_nobody_noted_it() -> None:
    held, teller = BookingFactory.create(), StaffFactory.create(roles=[str(Role.TELLER)])
    with time_machine.travel(BEGINS + timedelta(hours=2), tick=False):
        receiving.receive(held.claim_id, by=teller)

        tasks.settle_visits()
        tasks.settle_visits()

    held.refresh_from_db()
    assert held.arrived_at == BEGINS + timedelta(hours=2)


def test_a_visit_that_is_not_needed_any_more_gives_its_seat_back() -> None:
    posted, waiting = BookingFactory.create(), BookingFactory.create()
    receiving.receive(posted.claim_id, by=StaffFactory.create(roles=[str(Role.TELLER)]))

    tasks.settle_visits()

    assert Booking.objects.live().get() == waiting
