"""Who may book what, and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from appointments import booking, limits
from appointments.errors import (
    AlreadyBooked,
    BookingError,
    Paused,
    TooEarly,
    TooLate,
    TooManyOpen,
)
from appointments.models import Booking, Slot, Visit
from claims.models import Claim
from tests.factories.appointments import (
    BEGINS,
    BookingFactory,
    SlotFactory,
    claim_awaiting_originals,
)
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db


NOW = datetime(2026, 11, 23, 0, tzinfo=UTC)


HALF_PAST_ELEVEN = timedelta(hours=2, minutes=30)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def book(slot: Slot, claim: Claim) -> Booking:
    return booking.book(slot.pk, claim_id=claim.pk, by=claim.applicant)


def slot_after(span: timedelta, **more: object) -> Slot:
    """Give a slot that begins this long after BEGINS, at a station of its own."""
    return SlotFactory.create(starts_at=BEGINS + span, **more)


@pytest.mark.parametrize(
    ("now", "error"),
    [
        pytest.param(BEGINS - timedelta(hours=1), None, id="an hour before"),
        pytest.param(BEGINS - timedelta(minutes=59), TooLate, id="less than an hour before"),
        pytest.param(BEGINS + timedelta(days=1), TooLate, id="after it"),
        pytest.param(datetime(2026, 11, 17, 1, tzinfo=UTC), None, id="five working days before"),
        pytest.param(datetime(2026, 11, 16, 1, tzinfo=UTC), TooEarly, id="six working days"),
    ],
)
def test_a_slot_is_booked_from_five_working_days_to_an_hour_before(
    now: datetime, error: type[BookingError] | None
) -> None:
    slot, claim = SlotFactory.create(), claim_awaiting_originals()

    with time_machine.travel(now, tick=False):
        if error is None:
            assert book(slot, claim).cancelled_at is None
        else:
            with pytest.raises(error):
                book(slot, claim)


def test_days_off_do_not_count_among_the_five() -> None:
    """The first week of October 2026 is a holiday, and Saturday the tenth is worked instead."""
    assert limits.last_day(date(2026, 9, 30)) == date(2026, 10, 13)
    assert limits.last_day(date(2026, 11, 23)) == date(2026, 11, 30)


def test_the_end_of_the_calendar_is_the_end_of_what_can_be_booked() -> None:
    assert limits.last_day(date(2026, 12, 30)) == date(2026, 12, 31)
    assert limits.last_day(date(2030, 1, 1)) == date(2030, 1, 1)


def test_a_claim_has_one_open_booking() -> None:
    claim = claim_awaiting_originals()
    first = book(SlotFactory.create(), claim)

    with pytest.raises(AlreadyBooked) as refused:
        book(slot_after(timedelta(days=1)), claim)
    assert refused.value.booking == first

    booking.cancel(first.pk, by=claim.applicant)
    assert book(slot_after(timedelta(days=1)), claim).cancelled_at is None


def test_a_member_comes_once_a_day() -> None:
    claim = claim_awaiting_originals()
    other = claim_awaiting_originals(claim.applicant)
    first = book(SlotFactory.create(), claim)

    with pytest.raises(AlreadyBooked) as refused:
        book(slot_after(HALF_PAST_ELEVEN), other)
    assert refused.value.booking == first

    assert book(slot_after(timedelta(days=1)), other).cancelled_at is None


def test_a_member_holds_two_open_bookings_at_most() -> None:
    claim = claim_awaiting_originals()
    claims = [claim, *(claim_awaiting_originals(claim.applicant) for _ in range(2))]
    slots = [slot_after(timedelta(days=n)) for n in range(3)]
    first = book(slots[0], claims[0])
    book(slots[1], claims[1])

    with pytest.raises(TooManyOpen) as refused:
        book(slots[2], claims[2])
    assert refused.value.most == 2

    booking.cancel(first.pk, by=claim.applicant)
    assert book(slots[2], claims[2]).cancelled_at is None


def test_a_missed_visit_can_be_booked_anew_and_stays_known_as_missed() -> None:
    missed = BookingFactory.create()

    assert Booking.objects.open().get() == missed
    with time_machine.travel(BEGINS + timedelta(hours=1), tick=False):
        assert not Booking.objects.open()
        again = book(slot_after(timedelta(hours=6)), missed.claim)

        assert set(Booking.objects.live()) == {again}
        missed.refresh_from_db()
        assert missed.standing is Visit.MISSED


@pytest.mark.parametrize(
    ("missed", "after", "paused"),
    [
        pytest.param(3, timedelta(days=1), True, id="three missed, the next day"),
        pytest.param(3, timedelta(days=32), False, id="three missed, the pause is over"),
        pytest.param(2, timedelta(days=1), False, id="two missed"),
    ],
)
def test_three_missed_visits_pause_booking_for_thirty_days(
    missed: int, after: timedelta, paused: bool
) -> None:
    claim = claim_awaiting_originals()
    first = datetime(2026, 10, 12, 1, tzinfo=UTC)
    for n in range(missed):
        slot = SlotFactory.create(starts_at=first + timedelta(days=n))
        BookingFactory.create(
            slot=slot, claim=claim_awaiting_originals(claim.applicant), day=slot.starts_at.date()
        )
    now = first + timedelta(days=missed - 1) + after

    with time_machine.travel(now, tick=False):
        slot = SlotFactory.create(starts_at=now + timedelta(hours=2))
        if paused:
            with pytest.raises(Paused) as refused:
                book(slot, claim)
            assert refused.value.until == date(2026, 11, 13)
        else:
            assert book(slot, claim).cancelled_at is None


def test_what_can_be_booked_is_shown_with_its_free_seats() -> None:
    station = StationFactory.create()
    full = SlotFactory.create(station=station, seats__total=1)
    BookingFactory.create(slot=full)
    free = SlotFactory.create(station=station, starts_at=BEGINS + timedelta(minutes=30))
    SlotFactory.create(station=station, starts_at=NOW + timedelta(minutes=59))
    SlotFactory.create(station=station, starts_at=NOW + timedelta(days=8))
    SlotFactory.create(station__name="别处")

    assert [(s, s.free) for s in limits.bookable(station)] == [(full, 0), (free, 2)]
