"""Booking, cancelling and keeping a visit. It is Monday 23 November 2026, eight in the morning."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from appointments import booking, limits, tasks
from appointments.errors import (
    AlreadyBooked,
    BookingError,
    Cancelled,
    NotForNow,
    NotToday,
    Paused,
    SlotFull,
    TooEarly,
    TooLate,
    TooManyOpen,
)
from appointments.models import Booking, Slot
from claims import originals
from claims.models import Claim
from claims.states import Status
from members.roles import Role
from tests.factories.appointments import (
    BEGINS,
    BookingFactory,
    SlotFactory,
    claim_awaiting_originals,
)
from tests.factories.members import StaffFactory, StationFactory, UserFactory

NOW = datetime(2026, 11, 23, 0, tzinfo=UTC)
HALF_PAST_ELEVEN = timedelta(hours=2, minutes=30)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def book(slot: Slot, claim: Claim) -> Booking:
    return booking.book(slot.pk, claim_id=claim.pk, by=claim.applicant)


def slot_after(span: timedelta, **more: object) -> Slot:
    """Give a slot that begins this long after BEGINS, at a station of its own."""
    return SlotFactory.create(starts_at=BEGINS + span, **more)


@pytest.mark.parametrize("status", Status)
def test_a_visit_is_booked_while_the_originals_are_awaited_and_then_only(status: Status) -> None:
    claim = claim_awaiting_originals()
    Claim.objects.filter(pk=claim.pk).update(status=status, acceptance_number="A1", reason="N01")
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


def test_nobody_books_for_somebody_elses_claim() -> None:
    slot, claim = SlotFactory.create(), claim_awaiting_originals()
    stranger = UserFactory.create(roles=[str(Role.MEMBER)])

    with pytest.raises(Claim.DoesNotExist):
        booking.book(slot.pk, claim_id=claim.pk, by=stranger)
    assert book(slot, claim).cancelled_at is None


def test_the_last_seat_is_given_once() -> None:
    slot = SlotFactory.create()
    book(slot, claim_awaiting_originals())
    book(slot, claim_awaiting_originals())

    with pytest.raises(SlotFull) as refused:
        book(slot, claim_awaiting_originals())

    assert refused.value.slot_id == slot.pk
    assert sorted(Booking.objects.values_list("seat__number", flat=True)) == [1, 2]


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


def test_booking_twice_books_once() -> None:
    slot, claim = SlotFactory.create(), claim_awaiting_originals()
    first = book(slot, claim)

    with pytest.raises(AlreadyBooked) as refused:
        book(slot, claim)

    assert refused.value.booking == first
    assert Booking.objects.count() == 1


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
        assert set(Booking.objects.missed(BEGINS + timedelta(hours=1))) == {missed}


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
        originals.receive(held.claim_id, by=teller)

        tasks.settle_visits()
        tasks.settle_visits()

    held.refresh_from_db()
    assert held.arrived_at == BEGINS + timedelta(hours=2)


def test_a_visit_that_is_not_needed_any_more_gives_its_seat_back() -> None:
    posted, waiting = BookingFactory.create(), BookingFactory.create()
    originals.receive(posted.claim_id, by=StaffFactory.create(roles=[str(Role.TELLER)]))

    tasks.settle_visits()

    assert Booking.objects.live().get() == waiting


@pytest.mark.parametrize(
    ("constraint", "same"),
    [
        ("booking_seat_once", {"seat"}),
        ("booking_one_a_day", {"claim__member", "day"}),
        ("booking_one_open_a_claim", {"claim"}),
    ],
)
def test_the_database_holds_it_too(constraint: str, same: set[str]) -> None:
    first = BookingFactory.create()
    claim = claim_awaiting_originals()
    if "claim" in same:
        claim = first.claim
    elif "claim__member" in same:
        claim = claim_awaiting_originals(first.booked_by)
    day = first.day if "day" in same else date(2026, 12, 1)
    seat = first.seat if "seat" in same else SlotFactory.create(seats__total=1).seats.get()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BookingFactory.create(seat=seat, claim=claim, day=day)


PEOPLE = 30


def _at_once(visit: Callable[[int], object]) -> list[object]:
    """Run for each of PEOPLE in a thread and connection of their own; give results and refusals."""

    def work(person: int) -> object:
        try:
            return visit(person)
        except BookingError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(work, range(PEOPLE)))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_share_the_last_two_seats() -> None:
    slot = SlotFactory.create(seats__total=2)
    claims = [claim_awaiting_originals() for _ in range(PEOPLE)]
    ready = Barrier(PEOPLE)

    def visit(person: int) -> Booking:
        ready.wait()
        return book(slot, claims[person])

    answers = _at_once(visit)

    assert Booking.objects.count() == 2
    assert Booking.objects.values("seat").distinct().count() == 2
    assert sum(isinstance(answer, SlotFull) for answer in answers) == PEOPLE - 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_double_tap_in_thirty_tabs_books_once() -> None:
    slot, claim = SlotFactory.create(seats__total=PEOPLE), claim_awaiting_originals()
    ready = Barrier(PEOPLE)

    def visit(person: int) -> Booking:
        ready.wait()
        return book(slot, claim)

    answers = _at_once(visit)

    assert Booking.objects.count() == 1
    assert sum(isinstance(answer, AlreadyBooked) for answer in answers) == PEOPLE - 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_counting_and_then_inserting_sells_seats_that_are_not_there() -> None:
    """The damage that rows for seats prevent, on a table without them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_booking (person int)")
    counted = Barrier(PEOPLE)

    def visit(person: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM naive_booking")
            (taken,) = cursor.fetchone()
            counted.wait()
            if taken < 2:
                cursor.execute("INSERT INTO naive_booking VALUES (%s)", [person])

    try:
        _at_once(visit)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM naive_booking")
            assert cursor.fetchone() == (PEOPLE,)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_booking")


def test_what_can_be_booked_is_shown_with_its_free_seats() -> None:
    station = StationFactory.create()
    full = SlotFactory.create(station=station, seats__total=1)
    BookingFactory.create(slot=full)
    free = SlotFactory.create(station=station, starts_at=BEGINS + timedelta(minutes=30))
    SlotFactory.create(station=station, starts_at=NOW + timedelta(minutes=59))
    SlotFactory.create(station=station, starts_at=NOW + timedelta(days=8))
    SlotFactory.create(station__name="别处")

    assert [(s, s.free) for s in limits.bookable(station)] == [(full, 0), (free, 2)]
