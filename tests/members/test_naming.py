"""Naming somebody else: found by both name and number, told alike when not, counted when missed."""

import pytest

from members import naming
from members.errors import NamedOneself, NotFound, TooManyNamings
from members.models import AccessLog, Member, User
from tests.factories.members import MemberFactory, UserFactory, id_number_of

pytestmark = pytest.mark.django_db


def miss(by, times=1, **where):
    for _ in range(times):
        with pytest.raises(NotFound):
            naming.named(by, name="没有", id_number=id_number_of(9), **where)


def test_a_person_is_found_by_name_and_number_and_that_is_on_record():
    member, asker = MemberFactory.create(), UserFactory.create()

    found = naming.named(asker, name=member.name, id_number=member.id_number)

    assert found == member
    assert AccessLog.objects.get().what == naming.FOUND


@pytest.mark.parametrize("case", ["another name", "no such number", "outside the circle"])
def test_what_is_not_found_is_refused_alike_and_counted(case):
    member, asker = MemberFactory.create(), UserFactory.create()
    name = "别人" if case == "another name" else member.name
    number = id_number_of(9) if case == "no such number" else member.id_number
    among = Member.objects.none() if case == "outside the circle" else None

    with pytest.raises(NotFound):
        naming.named(asker, name=name, id_number=number, among=among)

    assert AccessLog.objects.get(what=naming.MISS).object_id == asker.pk.hex


def test_after_five_misses_nobody_is_found_that_day():
    member, asker = MemberFactory.create(), UserFactory.create()
    miss(asker, naming.MISSES - 1)
    assert naming.named(asker, name=member.name, id_number=member.id_number) == member
    miss(asker)

    with pytest.raises(TooManyNamings):
        naming.named(asker, name=member.name, id_number=member.id_number)


def test_misses_of_an_address_count_together_whoever_makes_them():
    for _ in range(naming.ADDRESS_MISSES // naming.MISSES):
        miss(UserFactory.create(), naming.MISSES, address="203.0.113.7")
    member = MemberFactory.create()
    named = {"name": member.name, "id_number": member.id_number}

    with pytest.raises(TooManyNamings):
        naming.named(UserFactory.create(), address="203.0.113.7", **named)

    assert naming.named(UserFactory.create(), address="203.0.113.8", **named) == member


def test_nobody_names_themselves():
    member = MemberFactory.create(bound=True)

    with pytest.raises(NamedOneself):
        naming.named(member.user, name=member.name, id_number=member.id_number)


def test_a_member_is_reached_in_their_account_else_by_the_phone_of_the_roster():
    bound = MemberFactory.create(bound=True)
    known = MemberFactory.create(phone="13800138001")
    unknown = MemberFactory.create()

    assert naming.reached(bound) == bound.user
    assert naming.reached(known).phone == "13800138001"
    assert naming.reached(known) == User.objects.get(phone_index="13800138001")
    assert naming.reached(unknown) is None
