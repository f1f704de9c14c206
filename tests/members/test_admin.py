"""The office's pages of people and organisations."""

import itertools
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.enrolment import enrol
from members.enrolment.fees import reference_of
from members.models import AccessLog, Cadre, Coverage, EnrolmentBatch, Unit, User, Workday
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    StaffFactory,
    StationFactory,
    UnitFactory,
    UserFactory,
    credit_code_of,
)
from tests.members.enrolment.test_enrol import people, received

PHONE = "13800138000"
PASSWORD = "fifteen letters at least"

pytestmark = pytest.mark.django_db


def office(role):
    client = Client()
    client.force_login(StaffFactory.create(roles=[str(role)]))
    return client


def words(response):
    assert response.status_code == 200
    return response.content.decode()


def change(row):
    return reverse(f"admin:members_{row._meta.model_name}_change", args=[row.pk])


def every_kind():
    """One row of each kind that the office sees."""
    cadre = CadreFactory.create()
    cover = CoverageFactory.create(member=MemberFactory.create(phone=PHONE))
    staff = StaffFactory.create()
    log = AccessLog.objects.create(by=staff, what="page", object_id="1")
    return [
        cadre,
        cover,
        cover.member,
        cover.scheme,
        cadre.unit,
        cadre.user,
        staff,
        log,
        StationFactory.create(),
        EnrolmentBatchFactory.create(),
        Workday.objects.get_or_create(day=date(2026, 11, 23), works=True)[0],
    ]


VIEWERS = {
    "accesslog": {Role.AUDITOR},
    "cadre": {Role.ADMINISTRATOR},
    "user": {Role.ADMINISTRATOR},
    "enrolmentbatch": {Role.CASHIER, Role.ACCOUNTANT, Role.AUDITOR},
    "member": OFFICE_ROLES
    - {Role.CASHIER, Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.STATION_REVIEWER},
    "coverage": OFFICE_ROLES - {Role.ADMINISTRATOR, Role.STATION_REVIEWER},
}


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_each_role_sees_just_its_pages(role):
    client = office(role)

    for row in every_kind():
        may = role in VIEWERS.get(row._meta.model_name, OFFICE_ROLES)
        lists = reverse(f"admin:members_{row._meta.model_name}_changelist")
        for url in (lists, change(row)):
            assert client.get(url).status_code == (200 if may else 403), (url, role)


@pytest.mark.parametrize("role", [Role.PRE_REVIEWER, Role.AUDITOR])
def test_numbers_of_a_member_are_masked_everywhere(role):
    client = office(role)
    member = MemberFactory.create(name="测试甲", phone=PHONE)
    cover = CoverageFactory.create(member=member)

    pages = [
        client.get(url)
        for row in (member, cover)
        for url in (change(row), reverse(f"admin:members_{row._meta.model_name}_changelist"))
    ]

    for text in map(words, pages):
        assert member.id_number not in text
        assert PHONE not in text
    assert member.masked_id in words(pages[0])


@pytest.mark.parametrize("typed", ["{id}", " {id} ", PHONE, "138-0013-8000", "测试"])
def test_a_member_is_found_by_whole_number_or_part_of_the_name(typed):
    member = MemberFactory.create(name="测试甲", phone=PHONE)
    MemberFactory.create(name="别人")
    url = reverse("admin:members_member_changelist")

    text = words(office(Role.TELLER).get(url, {"q": typed.format(id=member.id_number)}))

    assert member.masked_id in text
    assert text.count("field-id_masked") == 1


@pytest.mark.parametrize("kind", ["member", "coverage", "enrolmentbatch", "user", "cadre"])
def test_a_list_costs_the_same_however_long(kind, django_assert_max_num_queries):
    role = Role.ADMINISTRATOR if kind in {"user", "cadre"} else Role.AUDITOR
    client = office(role)
    for _ in range(5):
        CoverageFactory.create()
        CadreFactory.create()
        EnrolmentBatchFactory.create()

    with django_assert_max_num_queries(12):
        client.get(reverse(f"admin:members_{kind}_changelist"))


class TestFee:
    @pytest.fixture
    def batch(self):
        cadre = CadreFactory.create()
        with time_machine.travel("2023-03-15T10:00:00+08:00", tick=False):
            batch = received(cadre, *people(3))
            return enrol.confirm(
                batch.pk, by=cadre.user, papers_on=date(2023, 3, 10), people=3, left_out=0
            )

    def pay(self, batch, role=Role.CASHIER, **changes):
        data = {"paid_on": "2023-03-15", "received": "180", "voucher": "回单 8"} | changes
        url = reverse("admin:members_enrolmentbatch_pay", args=[batch.pk])
        return office(role).post(url, data)

    def test_the_cashier_registers_it_and_the_roster_takes_effect(self, batch):
        assert "登记到账" in words(office(Role.CASHIER).get(change(batch)))

        assert self.pay(batch).url == change(batch)

        assert {c.starts_on for c in Coverage.objects.all()} == {date(2023, 3, 16)}
        assert Coverage.objects.count() == 3

    @pytest.mark.parametrize(
        "changes",
        [
            {"paid_on": ""},
            {"paid_on": "2023-02-30"},
            {"voucher": ""},
            {"received": ""},
            {"received": "一百八"},
            {"received": "179.99"},
            {"received": "180.01"},
            {"paid_on": (timezone.localdate() + timedelta(days=1)).isoformat()},
        ],
    )
    def test_what_cannot_be_is_told_and_nothing_written(self, batch, changes):
        assert "errornote" in words(self.pay(batch, **changes))
        assert not Coverage.objects.exists()

    @pytest.mark.parametrize(("received", "words_"), [("170", "少10.00元"), ("200", "多20.00元")])
    def test_how_much_is_missing_or_too_much_is_told(self, batch, received, words_):
        assert words_ in words(self.pay(batch, received=received))

    def test_a_roster_is_found_by_what_was_written_beside_the_transfer(self, batch):
        other = EnrolmentBatchFactory.create(pk="00000000-0000-0000-0000-000000000001")
        found = office(Role.CASHIER).get(
            reverse("admin:members_enrolmentbatch_changelist"), {"q": reference_of(batch)}
        )

        assert batch.unit.name in words(found)
        assert str(other.pk) not in words(found)

    def test_registering_twice_is_told(self, batch):
        self.pay(batch)

        assert "已生效" in words(self.pay(batch))
        assert Coverage.objects.count() == 3

    @pytest.mark.parametrize("role", sorted(OFFICE_ROLES - {Role.CASHIER}))
    def test_nobody_else_registers_it(self, batch, role):
        assert self.pay(batch, role).status_code == 403
        assert not Coverage.objects.exists()


class TestAdministrator:
    @pytest.fixture
    def client(self):
        return office(Role.ADMINISTRATOR)

    def test_makes_an_account_of_the_office(self, client):
        data = {
            "username": "lin",
            "name": "林工",
            "roles": [Role.TELLER],
            "is_active": "on",
            "new_password": PASSWORD,
        }

        assert client.post(reverse("admin:members_user_add"), data).status_code == 302
        assert User.objects.get(username="lin").check_password(PASSWORD)
        assert Client().login(username="lin", password=PASSWORD)

    @pytest.mark.parametrize("password", ["", "short", "password1234567"])
    def test_no_account_is_made_with_a_weak_password(self, client, password):
        data = {"username": "lin", "name": "林工", "roles": [Role.TELLER], "is_active": "on"}

        client.post(reverse("admin:members_user_add"), data | {"new_password": password})

        assert User.objects.filter(username="lin").exists() == (password == "password1234567")

    def test_gives_no_public_role_by_the_form(self, client):
        staff = StaffFactory.create()
        data = {"username": staff.username, "name": "甲", "roles": [Role.MEMBER]}

        assert "errornote" in words(client.post(change(staff), data))

    def test_switches_an_account_off_and_its_session_ends(self, client):
        staff = StaffFactory.create(roles=[str(Role.TELLER)])
        theirs = Client()
        theirs.force_login(staff)
        assert theirs.get(reverse("admin:index")).status_code == 200
        data = {"username": staff.username, "name": staff.name, "roles": [Role.TELLER]}

        assert client.post(change(staff), data).status_code == 302
        assert theirs.get(reverse("admin:index")).status_code == 302

    def test_cannot_switch_their_own_account_off(self, client):
        own = User.objects.get(roles=[Role.ADMINISTRATOR])
        data = {"username": own.username, "name": own.name, "roles": [Role.ADMINISTRATOR]}

        client.post(change(own), data)

        own.refresh_from_db()
        assert own.is_active

    def test_never_edits_the_phone_or_the_roles_of_a_public_account(self, client):
        user = UserFactory.create(phone=PHONE, roles=[str(Role.MEMBER)])
        data = {"phone": "13900139000", "roles": [Role.TELLER], "is_active": "on", "name": "乙"}

        client.post(change(user), data)

        user.refresh_from_db()
        assert (user.phone, user.roles, user.name) == (PHONE, [Role.MEMBER], "")

    def test_names_a_cadre_by_phone(self, client):
        unit = UnitFactory.create()
        data = {"phone": "138 0013 8000", "name": "周工", "unit": unit.pk, "since": "2026-01-01"}

        assert client.post(reverse("admin:members_cadre_add"), data).status_code == 302

        user = Cadre.objects.get(unit=unit).user
        assert (user.phone, user.roles, user.name) == (PHONE, [Role.CADRE], "周工")

    def test_a_member_becomes_a_cadre_and_stays_a_member(self, client):
        user = UserFactory.create(phone=PHONE, name="测试甲", roles=[str(Role.MEMBER)])
        unit = UnitFactory.create()
        data = {"phone": PHONE, "name": "别名", "unit": unit.pk, "since": "2026-01-01"}

        client.post(reverse("admin:members_cadre_add"), data)

        user.refresh_from_db()
        assert (user.roles, user.name) == ([Role.CADRE, Role.MEMBER], "测试甲")

    def test_a_unit_needs_a_credit_code_that_can_be_right(self, client):
        data = {"name": "示范单位", "headcount": 1}
        code = credit_code_of(9)
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")

        assert "校验不通过" in words(
            client.post(reverse("admin:members_unit_add"), data | {"credit_code": wrong})
        )
        client.post(reverse("admin:members_unit_add"), data | {"credit_code": code.lower()})

        assert Unit.objects.get().credit_code == code

    @pytest.mark.parametrize(("today", "warned"), [("2026-12-01", False), ("2026-12-02", True)])
    def test_is_warned_thirty_days_before_the_working_calendar_ends(self, today, warned):
        Workday.objects.all().delete()
        Workday.objects.create(day=date(2026, 12, 31), works=True)

        with time_machine.travel(f"{today}T12:00:00+08:00"):
            url = reverse("admin:members_workday_changelist")
            text = words(office(Role.ADMINISTRATOR).get(url))

        assert ("工作日历只到2026年12月31日" in text) == warned

    def test_adds_a_working_day(self, client):
        data = {"day": "2027-01-04", "works": "on", "note": ""}

        client.post(reverse("admin:members_workday_add"), data)

        assert Workday.objects.get(day=date(2027, 1, 4)).works


def test_nothing_is_added_or_deleted_that_policy_does_not_grant():
    rows = every_kind()
    grants = {"unit", "cadre", "station", "workday", "user", "scheme"}

    for row, role in itertools.product(rows, [Role.ADMINISTRATOR, Role.AUDITOR]):
        name = row._meta.model_name
        client = office(role)
        adds = role == Role.ADMINISTRATOR and name in grants
        add = client.get(reverse(f"admin:members_{name}_add"))
        delete = client.post(reverse(f"admin:members_{name}_delete", args=[row.pk]))
        assert add.status_code == (200 if adds else 403)
        assert delete.status_code == 403


def test_a_batch_of_the_office_is_read_only():
    batch = EnrolmentBatchFactory.create()

    answer = office(Role.AUDITOR).post(change(batch), {"status": "effective"})

    assert answer.status_code == 403
    assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.CHECKED


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/admin/claims/claim/"]
)
def test_who_signs_in_to_the_office_stays_in_the_office(back):
    staff = StaffFactory.create(username="zhang", roles=[str(Role.TELLER)])
    staff.set_password(PASSWORD)
    staff.save()

    sent = {"username": "zhang", "password": PASSWORD, "next": back}
    response = Client().post(reverse("admin:login"), sent)

    assert response.status_code == 302
    assert response["Location"] == (back if "evil" not in back else "/admin/")
