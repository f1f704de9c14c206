"""The member's pages for a visit. It is Monday 23 November 2026, eight in the morning."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appointments.models import Booking, Slot
from claims.models import Claim
from claims.states import Status
from members.models import User
from members.roles import Role
from tests.factories.appointments import (
    BEGINS,
    BookingFactory,
    SlotFactory,
    claim_awaiting_originals,
)
from tests.factories.members import StationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime(2026, 11, 23, 0, tzinfo=UTC), tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def book_url(claim: Claim) -> str:
    return reverse("appointments:book", args=[claim.pk])


def booking_url(booking: Booking) -> str:
    return reverse("appointments:booking", args=[booking.pk])


def cancel_url(booking: Booking) -> str:
    return reverse("appointments:cancel", args=[booking.pk])


def test_the_page_shows_days_and_what_is_free() -> None:
    claim, station = claim_awaiting_originals(), StationFactory.create()
    SlotFactory.create(station=station)
    BookingFactory.create(
        slot__station=station,
        slot__starts_at=BEGINS + timedelta(days=1),
        slot__seats__total=1,
        day=BEGINS.date() + timedelta(days=1),
    )

    page = signed_in(claim.applicant).get(book_url(claim)).content.decode()

    assert "11月24日（周二）" in page
    assert "余2个" in page
    assert "11月25日（周三）" in page
    assert "已约满" in page
    assert page.count("disabled") == 1


def test_a_slot_is_booked_and_the_booking_says_when_where_and_what_to_bring() -> None:
    claim, slot = claim_awaiting_originals(), SlotFactory.create()
    client = signed_in(claim.applicant)

    answer = client.post(book_url(claim), {"slot": str(slot.pk)})

    booking = Booking.objects.get()
    assert answer["Location"] == booking_url(booking)
    page = client.get(booking_url(booking)).content.decode()
    for words in ("11月24日（周二）", "9:00", slot.station.address, "出院记录", "本人身份证"):
        assert words in page


def test_pressing_twice_books_once_and_shows_the_same_booking() -> None:
    claim, slot = claim_awaiting_originals(), SlotFactory.create()
    client = signed_in(claim.applicant)

    answers = [client.post(book_url(claim), {"slot": str(slot.pk)}) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Booking.objects.count() == 1
    assert client.get(book_url(claim))["Location"] == answers[0]["Location"]


@pytest.mark.parametrize(
    ("picked", "words"),
    [
        pytest.param("", "请选择一个时段", id="nothing"),
        pytest.param("not-a-key", "请选择一个时段", id="nonsense"),
        pytest.param("00000000-0000-7000-8000-000000000000", "没有这个时段", id="no such slot"),
    ],
)
def test_a_pick_that_is_none_is_told_in_words(picked: str, words: str) -> None:
    claim = claim_awaiting_originals()
    SlotFactory.create()

    answer = signed_in(claim.applicant).post(book_url(claim), {"slot": picked})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Booking.objects.exists()


def test_a_slot_filled_meanwhile_is_told_in_words() -> None:
    claim, slot = claim_awaiting_originals(), SlotFactory.create(seats__total=1)
    BookingFactory.create(slot=slot)

    answer = signed_in(claim.applicant).post(book_url(claim), {"slot": str(slot.pk)})

    assert "这个时段刚刚约满" in answer.content.decode()


def test_a_second_visit_on_a_day_is_told_in_words() -> None:
    held = BookingFactory.create()
    claim = claim_awaiting_originals(held.booked_by)
    later = SlotFactory.create(starts_at=BEGINS + timedelta(hours=1))

    answer = signed_in(held.booked_by).post(book_url(claim), {"slot": str(later.pk)})

    assert "您在11月24日（周二）9:00已有预约" in answer.content.decode()


def test_without_slots_the_page_offers_the_post() -> None:
    claim = claim_awaiting_originals()

    page = signed_in(claim.applicant).get(book_url(claim)).content.decode()

    assert reverse("claims:parcel", args=[claim.pk]) in page
    assert "暂时没有可预约的时段" in page


def test_a_claim_that_awaits_no_originals_goes_back_to_its_page() -> None:
    claim = claim_awaiting_originals(status=Status.IN_REVIEW)

    answer = signed_in(claim.applicant).get(book_url(claim))

    assert answer["Location"] == reverse("claims:detail", args=[claim.pk])


def test_another_station_can_be_picked() -> None:
    claim = claim_awaiting_originals()
    centre, district = (
        StationFactory.create(name="市服务中心"),
        StationFactory.create(name="东区服务站"),
    )
    slots = {station: SlotFactory.create(station=station) for station in (centre, district)}

    page = signed_in(claim.applicant).get(book_url(claim), {"station": str(district.pk)})

    assert str(slots[district].pk) in page.content.decode()
    assert str(slots[centre].pk) not in page.content.decode()


def test_a_visit_is_cancelled_and_its_seat_is_free_again() -> None:
    held = BookingFactory.create()
    client = signed_in(held.booked_by)

    answer = client.post(cancel_url(held), follow=True)

    assert "预约已取消" in answer.content.decode()
    assert Slot.objects.with_free_seats().get().free == 2


def test_a_visit_about_to_begin_is_not_cancelled() -> None:
    held = BookingFactory.create()

    with time_machine.travel(BEGINS - timedelta(hours=1), tick=False):
        answer = signed_in(held.booked_by).post(cancel_url(held), follow=True)

    assert "已过时限" in answer.content.decode()
    assert Booking.objects.live().get() == held


def test_a_missed_visit_says_so_and_offers_another() -> None:
    held = BookingFactory.create()

    with time_machine.travel(BEGINS + timedelta(hours=1), tick=False):
        page = signed_in(held.booked_by).get(booking_url(held)).content.decode()

    assert "预约时间已过" in page
    assert book_url(held.claim) in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", [book_url, booking_url, cancel_url])
def test_somebody_elses_is_not_there(address, method: str) -> None:
    held = BookingFactory.create()
    mine = held.claim if address is book_url else held
    missing = type(mine)(pk="00000000-0000-7000-8000-000000000000")
    stranger = signed_in(UserFactory.create(roles=[str(Role.MEMBER)]))

    answers = [getattr(stranger, method)(address(row)) for row in (mine, missing)]

    assert answers[0].status_code == answers[1].status_code
    assert answers[0].status_code in {404, 405}
    assert len(answers[0].content) == len(answers[1].content)
    assert Booking.objects.live().get() == held
