"""Joining without a unit: asked for in June, papers and fee at a station, covered the day after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection

from members.enrolment import alone
from members.enrolment.alone import Person, Window
from members.errors import (
    AloneFeeDiffers,
    AskedAlready,
    CoveredAlready,
    NameDiffers,
    RequestDecided,
    WindowClosed,
)
from members.models import AccessLog, Coverage, JoiningWindow, Member, Message, SelfEnrolment
from members.roles import Role
from tests.factories.members import (
    CoverageFactory,
    MemberFactory,
    SchemeFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
    id_number_of,
)
from tests.members.enrolment.alone.asking import ME, accepted, asked, pay
from tests.members.races import without

pytestmark = pytest.mark.django_db
Status = SelfEnrolment.Status


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2023-05-31", False), ("2023-06-01", True), ("2023-06-30", True), ("2023-07-01", False)],
)
def test_people_ask_in_june(station, day, is_open):
    """V-ENR-7."""
    with time_machine.travel(f"{day}T10:00:00+08:00"):
        if is_open:
            assert asked(station).due_fen == 6000
            return
        with pytest.raises(WindowClosed):
            asked(station)
    assert not SelfEnrolment.objects.exists()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 5, 31), Window(open=False, next_first=date(2023, 6, 1))),
        (date(2023, 6, 30), Window(open=True, next_first=date(2023, 9, 10))),
        (date(2023, 9, 9), Window(open=False, next_first=date(2023, 9, 10))),
        (date(2023, 9, 10), Window(open=True, next_first=date(2024, 6, 1))),
        (date(2023, 9, 20), Window(open=True, next_first=date(2024, 6, 1))),
        (date(2023, 9, 21), Window(open=False, next_first=date(2024, 6, 1))),
    ],
)
def test_the_office_opens_other_days_besides(db, day, expected):
    JoiningWindow.objects.create(
        first=date(2023, 9, 10),
        last=date(2023, 9, 20),
        note="通知",
        opened_by=StaffFactory.create(),
    )

    assert alone.window(day) == expected


@pytest.mark.parametrize(
    ("paid", "first", "last"),
    [
        ("2023-06-14", date(2023, 6, 15), date(2024, 6, 14)),
        ("2023-07-03", date(2023, 7, 4), date(2024, 7, 3)),
    ],
)
def test_cover_begins_the_day_after_papers_and_fee(station, teller, paid, first, last):
    request = accepted(station, teller)

    with time_machine.travel(f"{paid}T10:00:00+08:00"):
        cover = pay(request, teller)

    assert (cover.starts_on, cover.ends_on) == (first, last)
    assert (cover.fee_fen, cover.fee_class, cover.unit, cover.most_days) == (
        6000,
        "standard",
        None,
        45,
    )
    assert cover.first_enrolment
    request.refresh_from_db()
    assert request.status == Status.EFFECTIVE
    assert {*AccessLog.objects.values_list("what", flat=True)} == {
        alone.DECISION,
        alone.PAYMENT,
    }
    assert Message.objects.filter(user=request.user).count() == 2


def test_whom_the_station_has_seen_is_bound_and_sees_the_cover(station, teller):
    request = accepted(station, teller)
    cover = pay(request, teller)

    request.user.refresh_from_db()
    assert cover.member.user == request.user
    assert request.user.has_role(Role.MEMBER)
    assert cover.member.phone == request.user.phone


def test_a_member_whose_cover_has_ended_joins_again_as_the_same_person(station, teller):
    member = MemberFactory.create(id_number=ME.id_number, name=ME.name)
    CoverageFactory.create(member=member, starts_on=date(2022, 6, 15), ends_on=date(2023, 6, 14))

    cover = pay(accepted(station, teller), teller)

    assert cover.member == member
    assert not cover.first_enrolment
    assert Member.objects.count() == 1


@pytest.mark.parametrize("when", ["at the papers", "at the fee"])
def test_whoever_is_covered_is_refused_at_the_station_and_not_before(station, teller, when):
    request = asked(station)
    member = MemberFactory.create(id_number=ME.id_number, name=ME.name)
    days = {"starts_on": date(2023, 6, 1), "ends_on": date(2024, 5, 31)}
    if when == "at the papers":
        CoverageFactory.create(member=member, **days)
        with pytest.raises(CoveredAlready):
            alone.accept(request.pk, by=teller)
    else:
        alone.accept(request.pk, by=teller)
        CoverageFactory.create(member=member, **days)
        with pytest.raises(CoveredAlready):
            pay(request, teller)
    assert Coverage.objects.count() == 1


def test_a_number_under_another_name_is_looked_into(station, teller):
    MemberFactory.create(id_number=ME.id_number, name="另一个名字")

    with pytest.raises(NameDiffers):
        accepted(station, teller)


@pytest.mark.parametrize("fen", [0, 5999, 6001])
def test_only_what_is_due_is_taken(station, teller, fen):
    request = accepted(station, teller)

    with pytest.raises(AloneFeeDiffers):
        pay(request, teller, fen=fen)
    assert not Coverage.objects.exists()
    pay(request, teller)


def test_a_voucher_is_used_once(station, teller):
    pay(accepted(station, teller), teller)
    other = accepted(station, teller, person=Person("测试乙", id_number_of(2)))

    with pytest.raises(CoveredAlready):
        pay(other, teller)
    pay(other, teller, voucher="收据 2")
    assert Coverage.objects.count() == 2


def test_no_fee_before_the_papers_and_no_second_decision(station, teller):
    request = asked(station)
    with pytest.raises(RequestDecided):
        pay(request, teller)

    alone.refuse(request.pk, by=teller, reason=SelfEnrolment.Refusal.NOT_INSURED)

    with pytest.raises(RequestDecided):
        alone.accept(request.pk, by=teller)
    assert "没有参加职工基本医疗保险" in Message.objects.get(user=request.user).text


@pytest.mark.parametrize("role", [Role.CASHIER, Role.PRE_REVIEWER, Role.ADMINISTRATOR])
def test_only_the_teller_decides(station, role):
    with pytest.raises(PermissionDenied):
        alone.accept(asked(station).pk, by=StaffFactory.create(roles=[str(role)]))


def test_after_a_refusal_or_a_withdrawal_one_may_ask_again(station, teller):
    user = UserFactory.create()
    first = asked(station, user)
    with pytest.raises(AskedAlready):
        asked(station, user)
    alone.withdraw(first.pk, by=user)
    second = asked(station, user)
    alone.refuse(second.pk, by=teller, reason=SelfEnrolment.Refusal.NO_PAPERS)

    assert asked(station, user).status == Status.ASKED


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_once_it_is_one_request():
    SchemeFactory.create()
    station, user = StationFactory.create(), UserFactory.create()

    came = asked_three_times_at_once(station, user)

    assert came == ["asked", "asked already", "asked already"]
    assert SelfEnrolment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_the_constraint_that_leaves_one_request():
    """The control."""
    SchemeFactory.create()
    station, user = StationFactory.create(), UserFactory.create()

    with without((SelfEnrolment, "self_enrolment_one_open")):
        assert asked_three_times_at_once(station, user) == ["asked"] * 3
        assert SelfEnrolment.objects.count() == 3


def asked_three_times_at_once(station, user):
    def ask(_):
        try:
            return asked(station, user).status
        except AskedAlready:
            return "asked already"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        return sorted(pool.map(ask, range(3)))
