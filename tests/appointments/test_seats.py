"""No seat is sold twice, however many come at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from appointments import booking
from appointments.errors import (
    AlreadyBooked,
    BookingError,
    SlotFull,
)
from appointments.models import Booking, Slot
from claims.models import Claim
from tests.factories.appointments import (
    BookingFactory,
    SlotFactory,
    claim_awaiting_originals,
)

pytestmark = pytest.mark.django_db


NOW = datetime(2026, 11, 23, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def book(slot: Slot, claim: Claim) -> Booking:
    return booking.book(slot.pk, claim_id=claim.pk, by=claim.applicant)


def test_the_last_seat_is_given_once() -> None:
    slot = SlotFactory.create()
    book(slot, claim_awaiting_originals())
    book(slot, claim_awaiting_originals())

    with pytest.raises(SlotFull) as refused:
        book(slot, claim_awaiting_originals())

    assert refused.value.slot_id == slot.pk
    assert sorted(Booking.objects.values_list("seat__number", flat=True)) == [1, 2]


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
