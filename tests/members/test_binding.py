"""Binding an account to the member it stands for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from members import signin
from members.errors import (
    BoundAlready,
    NotFound,
    PhoneDiffers,
    TooManyBindings,
)
from members.models import AccessLog, Member
from members.roles import Role
from tests.factories.members import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


PHONE = "13800138000"


NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def phone(settings, tmp_path):
    """Give what was sent, newest last: the stand-in writes into a directory of its own."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"
    return Path(tmp_path) / "demo-phone.jsonl"


def test_an_account_is_bound_by_name_and_id_number():
    user = UserFactory.create()
    member = MemberFactory.create(name="测试甲")

    bound = signin.bind(user, name=" 测试甲 ", id_number=member.id_number)

    assert bound == member
    user.refresh_from_db()
    assert user.roles == [Role.MEMBER]
    assert Member.objects.get(user=user) == member
    assert AccessLog.objects.get().by == user


def test_binding_again_to_the_same_member_changes_nothing():
    user = UserFactory.create()
    member = MemberFactory.create()
    signin.bind(user, name=member.name, id_number=member.id_number)

    assert signin.bind(user, name=member.name, id_number=member.id_number) == member


@pytest.mark.parametrize(
    ("roster", "bound"),
    [("", True), ("138 0013 8000", True), ("+8613800138000", True), ("13900139000", False)],
)
def test_the_phone_of_the_roster_is_empty_or_the_accounts_own(roster, bound):
    user = UserFactory.create(phone=PHONE)
    member = MemberFactory.create(phone=roster)

    if bound:
        assert signin.bind(user, name=member.name, id_number=member.id_number) == member
        return
    with pytest.raises(PhoneDiffers):
        signin.bind(user, name=member.name, id_number=member.id_number)
    user.refresh_from_db()
    assert user.roles == []


@pytest.mark.parametrize("wrong", ["name", "id_number"])
def test_a_name_that_differs_is_answered_as_an_unknown_number_is(wrong):
    member = MemberFactory.create(name="测试甲")
    told = {"name": "测试甲", "id_number": member.id_number}

    with pytest.raises(NotFound):
        signin.bind(UserFactory.create(), **told | {wrong: "350200199003070999"})


def test_a_member_is_bound_to_one_account():
    member = MemberFactory.create(bound=True)

    with pytest.raises(BoundAlready):
        signin.bind(UserFactory.create(), name=member.name, id_number=member.id_number)


def test_an_account_is_bound_to_one_member():
    user = UserFactory.create()
    MemberFactory.create(user=user)
    other = MemberFactory.create()

    with pytest.raises(BoundAlready):
        signin.bind(user, name=other.name, id_number=other.id_number)


def test_five_tries_a_day_to_say_who_one_is():
    user = UserFactory.create()
    member = MemberFactory.create(name="测试甲")
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            with pytest.raises(NotFound):
                signin.bind(user, name="测试乙", id_number=member.id_number)

        with pytest.raises(TooManyBindings):
            signin.bind(user, name="测试甲", id_number=member.id_number)
        clock.shift(timedelta(hours=24, seconds=1))
        assert signin.bind(user, name="测试甲", id_number=member.id_number) == member
