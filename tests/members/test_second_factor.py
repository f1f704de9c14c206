"""The office's second factor: a code opens one session, once; without it nothing opens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.policy import ANYONE, BY_PASSWORD_ALONE, RULES
from members import second_factor
from members.errors import OfficeCodeUsed, OfficeCodeWrong, TooManyOfficeCodes
from members.models import AccessLog, Authenticator
from members.roles import Role
from tests.config.test_policy import NAMED
from tests.factories.members import StaffFactory
from tests.members.office import change, office, words

NOW = datetime(2026, 9, 1, 2, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=second_factor.STEP)
PAGE = "/admin/second-factor/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def own():
    return second_factor.authenticator_of(StaffFactory.create(roles=[str(Role.TELLER)]))


def taken(own, code):
    """Whether a code is taken, or which error says no."""
    try:
        second_factor.accept(own, code)
    except (OfficeCodeWrong, OfficeCodeUsed, TooManyOfficeCodes) as error:
        return type(error)
    return True


def shown(own, steps=0):
    return second_factor.code_of(own, NOW + steps * STEP)


def wrong(own):
    return f"{(int(shown(own)) + 1) % 1_000_000:06}"


class TestCode:
    @pytest.mark.parametrize(
        ("steps", "expected"),
        [(-2, OfficeCodeWrong), (-1, True), (0, True), (1, True), (2, OfficeCodeWrong)],
    )
    def test_the_clocks_may_differ_by_half_a_minute(self, own, steps, expected):
        assert taken(own, shown(own, steps)) == expected

    def test_it_is_that_of_the_standard(self, own):
        """RFC 6238, appendix B, its last six digits: what every app shows."""
        own.secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

        assert second_factor.code_of(own, datetime.fromtimestamp(59, UTC)) == "287082"
        assert second_factor.code_of(own, datetime.fromtimestamp(1111111109, UTC)) == "081804"

    @pytest.mark.parametrize("steps", [0, -1])
    def test_neither_it_nor_an_older_one_is_taken_again(self, own, steps):
        second_factor.accept(own, shown(own))

        assert taken(own, shown(own, steps)) == OfficeCodeUsed
        assert taken(own, shown(own, 1)) is True

    def test_another_officers_opens_nothing(self, own):
        other = second_factor.authenticator_of(StaffFactory.create(roles=[str(Role.TELLER)]))

        assert taken(own, shown(other)) == OfficeCodeWrong
        assert taken(other, shown(other)) is True

    def test_after_five_wrong_ones_the_right_one_waits_for_five_minutes(self, own, clock):
        assert [taken(own, wrong(own)) for _ in range(6)] == [
            *[OfficeCodeWrong] * 5,
            TooManyOfficeCodes,
        ]
        assert taken(own, shown(own)) == TooManyOfficeCodes
        clock.shift(timedelta(minutes=5, seconds=1))
        assert taken(own, second_factor.code_of(own, timezone.now())) is True

    def test_a_right_one_forgets_the_wrong_ones(self, own):
        for _ in range(4):
            assert taken(own, wrong(own)) == OfficeCodeWrong
        second_factor.accept(own, shown(own))

        assert taken(own, wrong(own)) == OfficeCodeWrong


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_code_opens_one_window(self, own):
        assert at_once(own, shown(own), 4).count(True) == 1

    def test_it_is_the_conditional_update_that_leaves_one(self, own, monkeypatch):
        gate = Barrier(4)

        def read_then_write(own, step, now):
            unused = Authenticator.objects.get(pk=own.pk).last_step < step
            gate.wait(10)
            Authenticator.objects.filter(pk=own.pk).update(last_step=step)
            return unused

        monkeypatch.setattr(second_factor, "_used_up", read_then_write)

        assert at_once(own, shown(own), 4).count(True) == 4

    def test_five_guesses_are_compared_however_many_come(self, own):
        assert at_once(own, wrong(own), 12).count(OfficeCodeWrong) == 5


def at_once(own, code, count):
    def alone(_):
        try:
            return taken(own, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


class TestOffice:
    @pytest.fixture(autouse=True)
    def asked_for(self, settings):
        settings.SECOND_FACTOR = True

    def signed_in(self, own):
        client = Client()
        client.force_login(own.user)
        return client

    def test_by_password_alone_no_page_of_the_office_answers(self):
        """AU-13."""
        user = StaffFactory.create(roles=[str(role) for role in Role])
        client = Client()
        asked = [
            (name, method)
            for name, row in RULES.items()
            for method, callers in row.items()
            if not callers & ANYONE and name not in BY_PASSWORD_ALONE and user.has_role(*callers)
        ]
        client.force_login(user)
        for name, method in asked:
            response = client.generic(method, NAMED[name])
            assert response.status_code == 302, (name, method)
            assert response["Location"].startswith(PAGE), (name, method)
        assert len(asked) > 100

    def test_a_phone_is_bound_and_leads_on_to_where_one_wanted_to_go(self, own):
        client = self.signed_in(own)
        wanted = reverse("admin:appointments_booking_today")
        page = words(client.get(client.get(wanted)["Location"]))
        assert own.secret[:4] in page
        assert "绑定动态口令" in page

        answer = client.post(PAGE, {"code": f" {shown(own)[:3]} {shown(own)[3:]}", "next": wanted})
        assert answer["Location"] == wanted
        assert client.get(wanted).status_code == 200

    def test_once_bound_the_secret_is_never_shown_again(self, own):
        second_factor.accept(own, shown(own))
        page = words(self.signed_in(own).get(PAGE))

        assert "输入“互助保障”下面的6位数字" in page
        assert own.secret[:4] not in page

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("", "请填写动态口令"),
            ("12345", "动态口令是6位数字"),
            ("abcdef", "动态口令是6位数字"),
            ("１２３４５", "动态口令是6位数字"),
            ("wrong", "动态口令不正确"),
            ("used", "已经用过"),
        ],
    )
    def test_what_is_no_code_is_told_why_and_opens_nothing(self, own, code, told):
        if code == "used":
            second_factor.accept(own, shown(own))
        code = {"wrong": wrong(own), "used": shown(own)}.get(code, code)
        client = self.signed_in(own)

        assert told in words(client.post(PAGE, {"code": code}))
        assert client.get(reverse("admin:index")).status_code == 302

    def test_another_session_of_the_same_officer_asks_anew(self, own):
        first, second = self.signed_in(own), self.signed_in(own)
        first.post(PAGE, {"code": shown(own)})

        assert first.get(reverse("admin:index")).status_code == 200
        assert second.get(reverse("admin:index")).status_code == 302

    def test_elsewhere_is_no_way_back(self, own):
        answer = self.signed_in(own).post(
            PAGE, {"code": shown(own), "next": "//elsewhere.example/"}
        )
        assert answer["Location"] == reverse("admin:index")

    def test_the_office_without_it_asks_for_none(self, own, settings):
        settings.SECOND_FACTOR = False
        client = self.signed_in(own)

        assert client.get(reverse("admin:index")).status_code == 200
        assert client.get(PAGE)["Location"] == reverse("admin:index")


class TestUnbinding:
    def test_the_administrator_has_a_lost_phone_forgotten_and_that_is_on_record(self, own):
        client = office(Role.ADMINISTRATOR)
        user = own.user
        data = {"username": user.username, "name": user.name, "roles": user.roles}

        assert "清除动态口令" in words(client.get(change(user)))
        client.post(change(user), {**data, "is_active": "on", "unbind": "on"})

        assert not Authenticator.objects.filter(user=user).exists()
        assert AccessLog.objects.get(what="unbind").object_id == str(user.pk)

    def test_whoever_runs_the_server_helps_the_only_administrator(self, own):
        call_command("unbind_phone", own.user.username)

        assert not Authenticator.objects.filter(user=own.user).exists()
        assert AccessLog.objects.get(what="unbind").by == own.user
        with pytest.raises(CommandError, match="no account nobody"):
            call_command("unbind_phone", "nobody")

    def test_nobody_forgets_their_own(self):
        client = office(Role.ADMINISTRATOR)
        page = client.get(reverse("admin:index"))
        own = second_factor.authenticator_of(page.wsgi_request.user)

        assert "清除动态口令" not in words(client.get(change(own.user)))
