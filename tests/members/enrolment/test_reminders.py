"""Who is told that a cover ends, when, and how often."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from members.enrolment.reminders import DAYS_BEFORE, remind
from members.models import Message
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22T10:00:00+08:00", tick=False):
        yield


def cover(ends_in, *, unit=None, member=None, bound=True):
    user = UserFactory.create(roles=["member"]) if bound else None
    member = member or MemberFactory.create(unit=unit or UnitFactory.create(), user=user)
    ends_on = TODAY + timedelta(days=ends_in)
    return CoverageFactory.create(
        member=member, starts_on=ends_on - timedelta(days=5), ends_on=ends_on
    )


@pytest.mark.parametrize(
    ("ends_in", "told"),
    [(31, 0), (30, 1), (8, 1), (7, 1), (0, 1), (-1, 0)],
)
def test_a_member_is_told_within_thirty_days_of_the_end(ends_in, told):
    cover(ends_in)

    assert remind(TODAY) == told


def test_each_is_told_once_at_thirty_and_once_at_seven_days():
    cover(30)

    told = [remind(TODAY + timedelta(days=day)) for day in range(32)]

    assert sum(told) == len(DAYS_BEFORE)
    assert (told[0], told[23]) == (1, 1)


def test_a_day_on_which_nothing_ran_loses_nobody():
    cover(30)

    assert remind(TODAY + timedelta(days=5)) == 1


def test_who_is_covered_on_is_not_told():
    first = cover(10)
    CoverageFactory.create(
        member=first.member,
        starts_on=first.ends_on + timedelta(days=1),
        ends_on=first.ends_on + timedelta(days=300),
    )

    assert remind(TODAY) == 0


def test_a_message_is_too_late_when_the_next_comes_or_the_cover_has_ended():
    cover(30)
    cover(7)

    remind(TODAY)

    found = {timezone.localdate(m.expires_at) for m in Message.objects.all()}
    assert found == {TODAY + timedelta(days=23), TODAY + timedelta(days=8)}


def test_a_cadre_is_told_of_all_of_a_unit_in_one_message():
    cadre = CadreFactory.create()
    for bound in (True, False, False):
        cover(30, unit=cadre.unit, bound=bound)
    cover(30)
    ended = CadreFactory.create(unit=cadre.unit, until=TODAY)

    remind(TODAY)
    remind(TODAY)

    assert "有3人" in Message.objects.get(user=cadre.user).text
    assert not Message.objects.filter(user=ended.user).exists()


def test_questions_do_not_grow_with_the_people(django_assert_num_queries):
    for _ in range(30):
        cover(30, unit=UnitFactory.create())

    # For either date units and members; where there are people, their cadres, what is known and
    # the new messages.
    with django_assert_num_queries(7):
        remind(TODAY)
