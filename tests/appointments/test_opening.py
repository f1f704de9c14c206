"""Opening slots to visitors."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from appointments import tasks
from appointments.models import Seat, Slot
from appointments.opening import DAYS_OPEN, open_slots
from members.models import Workday
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)


def test_a_working_day_opens_its_office_hours_by_the_half_hour() -> None:
    slots = open_slots(StationFactory.create(), TUESDAY)

    starts = [timezone.localtime(slot.starts_at) for slot in slots]
    assert [f"{at:%H:%M}" for at in starts] == [
        *("09:00", "09:30", "10:00", "10:30", "11:00", "11:30"),
        *("14:00", "14:30", "15:00", "15:30", "16:00", "16:30"),
    ]
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(minutes=30)}
    assert {slot.seats.count() for slot in slots} == {2}


def test_opening_again_changes_nothing_and_more_seats_only_add() -> None:
    station = StationFactory.create()
    first = open_slots(station, TUESDAY)

    assert open_slots(station, TUESDAY, seats=1) == first
    assert Seat.objects.count() == 24

    assert open_slots(station, TUESDAY, seats=3) == first
    assert Seat.objects.count() == 36


@pytest.mark.parametrize(
    ("day", "slots"),
    [
        pytest.param(date(2026, 11, 22), 0, id="a Sunday"),
        pytest.param(date(2026, 10, 1), 0, id="a holiday on a Thursday"),
        pytest.param(date(2026, 10, 10), 12, id="a Saturday worked in its place"),
    ],
)
def test_only_working_days_of_the_official_calendar_open(day: date, slots: int) -> None:
    assert len(open_slots(StationFactory.create(), day)) == slots


def test_a_day_beyond_the_calendar_is_not_guessed() -> None:
    with pytest.raises(Workday.DoesNotExist):
        open_slots(StationFactory.create(), date(2031, 1, 7))


@time_machine.travel(datetime(2026, 11, 22, 0, tzinfo=UTC), tick=False)
def test_the_sweep_opens_the_coming_days_where_originals_are_taken_however_often_it_runs() -> None:
    centre = StationFactory.create()
    StationFactory.create(takes_originals=False)

    tasks.open_coming_slots()
    tasks.open_coming_slots()

    days = {timezone.localdate(at) for at in Slot.objects.values_list("starts_at", flat=True)}
    assert set(Slot.objects.values_list("station", flat=True)) == {centre.pk}
    assert Slot.objects.count() == 12 * DAYS_OPEN
    assert (min(days), max(days)) == (date(2026, 11, 23), date(2026, 12, 4))
