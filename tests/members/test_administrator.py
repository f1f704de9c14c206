"""What the administrator does: accounts, cadres, units, the working calendar."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from members.models import Cadre, Unit, User, Workday
from members.roles import Role
from tests.factories.members import (
    StaffFactory,
    UnitFactory,
    UserFactory,
    credit_code_of,
)
from tests.members.office import PASSWORD, change, office, words

PHONE = "13800138000"

pytestmark = pytest.mark.django_db


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
