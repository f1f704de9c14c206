"""The counter's pages. It is Tuesday 24 November 2026, half past eight."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.models import Booking, Slot
from members.models import Member
from members.roles import Role
from tests.factories.appointments import BEGINS, BookingFactory, SlotFactory
from tests.factories.members import StaffFactory, StationFactory

pytestmark = pytest.mark.django_db

TODAY = reverse("admin:appointments_booking_today")
OPEN = reverse("admin:appointments_slot_add")


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(BEGINS - timedelta(minutes=30), tick=False):
        yield


def counter(role: Role = Role.TELLER, **fields: object) -> Client:
    client = Client()
    client.force_login(StaffFactory.create(roles=[str(role)], **fields))
    return client


def arrived_url(booking: Booking) -> str:
    return reverse("admin:appointments_booking_arrived", args=[booking.pk])


def test_todays_visits_stand_in_order_with_names_masked() -> None:
    station = StationFactory.create()
    late = BookingFactory.create(slot__station=station, slot__starts_at=BEGINS + timedelta(hours=1))
    Member.objects.filter(pk=late.member_id).update(name="陈小明")
    early = BookingFactory.create(slot__station=station)
    other_day = BookingFactory.create(
        slot__starts_at=BEGINS + timedelta(days=1), day=date(2026, 11, 25)
    )

    page = counter().get(TODAY).content.decode()

    assert page.index(str(early.claim.number)) < page.index(str(late.claim.number))
    assert "陈*明" in page
    assert "陈小明" not in page
    assert str(other_day.claim.number) not in page


def test_a_teller_of_a_station_sees_its_visits_alone() -> None:
    here, elsewhere = BookingFactory.create(), BookingFactory.create()

    page = counter(station=here.slot.station).get(TODAY).content.decode()

    assert str(here.claim.number) in page
    assert str(elsewhere.claim.number) not in page


def test_a_day_without_visits_says_what_to_do() -> None:
    assert "今天没有预约" in counter().get(TODAY).content.decode()


def test_an_arrival_is_noted_from_the_list() -> None:
    visit = BookingFactory.create()

    page = counter().post(arrived_url(visit), follow=True).content.decode()

    visit.refresh_from_db()
    assert visit.arrived_at is not None
    assert "已到场 8:30" in page


def test_an_arrival_on_another_day_is_told_in_words() -> None:
    visit = BookingFactory.create(
        slot__starts_at=BEGINS + timedelta(days=1), day=date(2026, 11, 25)
    )

    page = counter().post(arrived_url(visit), follow=True).content.decode()

    assert "这个预约在11月25日（周三）" in page


@pytest.mark.parametrize("role", [Role.CASHIER, Role.PRE_REVIEWER, Role.ADMINISTRATOR])
def test_the_counter_is_the_tellers(role: Role) -> None:
    visit = BookingFactory.create()

    assert counter(role).get(TODAY).status_code == 403
    assert counter(role).post(arrived_url(visit)).status_code == 403
    assert counter(role).get(OPEN).status_code == 403


def test_a_range_of_days_is_opened_and_days_off_are_skipped() -> None:
    station = StationFactory.create()
    asked = {"station": station.pk, "first": "2026-11-27", "last": "2026-11-30", "seats": 3}

    page = counter().post(OPEN, asked, follow=True).content.decode()

    assert "已开放24个时段" in page
    assert [slot.free for slot in Slot.objects.with_free_seats()] == [3] * 24


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"first": "2026-11-23"}, "请选择今天或之后", id="in the past"),
        pytest.param({"last": "2026-11-26"}, "不能早于开始日期", id="reversed"),
        pytest.param({"last": "2027-03-01"}, "一次最多", id="too long"),
        pytest.param(
            {"first": "2026-12-30", "last": "2027-01-04"},
            "工作日历还没有维护到这一天",
            id="beyond the calendar",
        ),
        pytest.param({"seats": "0"}, "1", id="no seats"),
    ],
)
def test_a_range_that_cannot_be_opened_opens_nothing(changed: dict[str, str], words: str) -> None:
    asked = {
        "station": StationFactory.create().pk,
        "first": "2026-11-27",
        "last": "2026-11-30",
        "seats": 2,
    }

    answer = counter().post(OPEN, asked | changed)

    assert words in answer.content.decode()
    assert not Slot.objects.exists()


def test_lists_take_the_same_number_of_queries_however_long() -> None:
    client, station = counter(), StationFactory.create()
    BookingFactory.create(slot__station=station)
    before = [_queries(client, url) for url in _lists()]

    for n in (1, 2, 3):
        BookingFactory.create(slot__station=station, slot__starts_at=BEGINS + timedelta(hours=n))

    assert [_queries(client, url) for url in _lists()] == before


def test_bookings_are_read_only_and_masked() -> None:
    visit = BookingFactory.create()
    Member.objects.filter(pk=visit.member_id).update(name="陈小明")
    client = counter()
    change = reverse("admin:appointments_booking_change", args=[visit.pk])

    page = client.get(change).content.decode()

    assert "陈*明" in page
    assert "陈小明" not in page
    assert client.post(change, {"day": "2026-12-01"}).status_code == 403


def test_slots_show_their_free_seats() -> None:
    SlotFactory.create(seats__total=7)

    page = counter().get(reverse("admin:appointments_slot_changelist")).content.decode()

    assert '<td class="field-free_seats">7</td>' in page


def _lists() -> list[str]:
    names = ("booking_today", "booking_changelist", "slot_changelist")
    return [reverse(f"admin:appointments_{name}") for name in names]


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
