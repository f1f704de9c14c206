"""The pages of signing in, and the demo's phone."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.identity import mask_phone
from members.models import Member, SignInCode
from members.roles import Role
from tests.factories.members import (
    CadreFactory,
    MemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


PHONE = "13800138000"


SIGN_IN = "/sign-in/"


CODE = "/sign-in/code/"


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"


@pytest.fixture
def last_code(tmp_path):
    def read():
        line = (Path(tmp_path) / "demo-phone.jsonl").read_text().splitlines()[-1]
        return json.loads(line)["text"].split("验证码")[1][:6]

    return read


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def a_member(**fields):
    """Give the account of somebody who is bound already."""
    user = UserFactory.create(roles=[str(Role.MEMBER)])
    MemberFactory.create(user=user, **fields)
    return user


def ask(client, phone=PHONE, **more):
    return client.post(SIGN_IN, {"phone": phone, **more})


def page(response):
    assert response.status_code == 200
    return response.content.decode()


def without_tokens(response):
    """A page without what differs at every showing."""
    return [line for line in page(response).splitlines() if "csrfmiddlewaretoken" not in line]


class TestSigningIn:
    def test_a_phone_and_its_code_sign_a_member_in(self, client, last_code):
        user = a_member()

        assert ask(client, user.phone).url == CODE
        answer = client.post(CODE, {"code": last_code()})

        assert answer.url == "/"
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_a_cadre_comes_to_the_unit(self, client, last_code):
        cadre = CadreFactory.create()
        ask(client, cadre.user.phone)

        assert client.post(CODE, {"code": last_code()}).url == "/unit/"

    def test_a_stranger_is_asked_who_they_are_and_then_comes_where_they_wanted(
        self, client, last_code
    ):
        member = MemberFactory.create(name="测试甲")
        ask(client, next="/messages/")

        assert client.post(CODE, {"code": last_code()}).url == "/identify/"
        answer = client.post("/identify/", {"name": "测试甲", "id_number": member.id_number})

        assert answer.url == "/messages/"
        assert Member.objects.get(user__phone_index=PHONE) == member

    def test_member_and_stranger_read_the_same(self):
        MemberFactory.create(user=UserFactory.create(phone=PHONE, roles=[Role.MEMBER]))
        answers = []
        for phone in (PHONE, "13800139999"):
            client = Client()
            asked, again = ask(client, phone), ask(client, phone)
            shown = "".join(without_tokens(client.get(CODE)))
            shown = shown.replace(mask_phone(phone), "")
            answers.append((asked.status_code, asked.url, again.status_code, again.url, shown))

        assert answers[0] == answers[1]

    def test_member_and_stranger_cost_the_same_queries(self):
        MemberFactory.create(user=UserFactory.create(phone=PHONE, roles=[Role.MEMBER]))
        counts = []
        ask(Client(), "13900139001")  # the first of a day opens the day's budget
        for phone in (PHONE, "13900139000"):
            with CaptureQueriesContext(connection) as queries:
                ask(Client(), phone)
            counts.append(len(queries))

        assert counts[0] == counts[1]

    def test_a_wrong_code_is_told_and_kept_in_its_field(self, client, last_code):
        ask(client)
        wrong = f"{(int(last_code()) + 1) % 1_000_000:06}"

        words = page(client.post(CODE, {"code": wrong}))

        assert "验证码不正确，还可以再试4次" in words
        assert f'value="{wrong}"' in words
        assert "_auth_user_id" not in client.session

    def test_an_expired_code_is_told_and_a_new_one_offered(self, client, last_code):
        ask(client)
        with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
            words = page(client.post(CODE, {"code": last_code()}))

            assert "验证码已过期" in words
            assert "重新获取验证码" in words
            assert client.post(CODE, {"resend": "1"}).url == CODE
            assert client.post(CODE, {"code": last_code()}).url == "/identify/"

    def test_a_used_code_is_told(self, client, last_code):
        ask(client)
        kept = dict(client.session)
        client.post(CODE, {"code": last_code()})
        again = Client()
        session = again.session
        session.update(kept)
        session.save()

        assert "已经使用过" in page(again.post(CODE, {"code": last_code()}))

    def test_the_code_of_one_browser_is_wrong_in_another(self, client, last_code):
        ask(client)
        code = last_code()
        other = Client()
        ask(other, "13900139000")

        assert "验证码不正确" in page(other.post(CODE, {"code": code}))
        assert "_auth_user_id" not in other.session

    def test_a_second_code_within_a_minute_is_refused_and_the_first_still_awaited(self, client):
        ask(client)

        answer = client.post(SIGN_IN, {"phone": "138 0013 8000"}, follow=True)

        assert answer.redirect_chain == [(CODE, 302)]
        assert "秒后再试" in answer.content.decode()
        assert SignInCode.objects.count() == 1

    def test_another_browser_is_told_to_wait_and_keeps_what_was_typed(self, client):
        ask(client)

        words = page(ask(Client(), "138 0013 8000"))

        assert "秒后再试" in words
        assert 'value="138 0013 8000"' in words

    @pytest.mark.parametrize(
        "typed", ["", "12345", "23800138000", "1380013800", "138001380000", "x" * 200]
    )
    def test_what_is_no_phone_number_is_told_at_its_field(self, client, typed):
        words = page(ask(client, typed))

        assert "field__error" in words
        assert not SignInCode.objects.exists()

    def test_the_code_page_is_not_there_before_a_code_was_asked_for(self, client):
        assert client.get(CODE).url == SIGN_IN

    @pytest.mark.parametrize(
        "evil",
        [
            "//evil.example",
            "/\\evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "http://evil.example/",
            "/\t/evil.example",
            "%0d%0aLocation: x",
        ],
    )
    def test_the_way_back_stays_on_the_site(self, client, last_code, evil):
        user = a_member()
        ask(client, user.phone, next=evil)

        answer = client.post(CODE, {"code": last_code()})

        assert answer.url == "/"

    def test_the_way_back_is_kept(self, client, last_code):
        user = a_member()
        assert client.get("/messages/").url == "/sign-in/?next=/messages/"
        ask(client, user.phone, next="/messages/")

        assert client.post(CODE, {"code": last_code()}).url == "/messages/"

    def test_the_session_before_signing_in_is_worth_nothing_afterwards(self, client, last_code):
        user = a_member()
        ask(client, user.phone)
        before = client.session.session_key
        token = client.get(CODE).cookies["all-csrf"].value
        client.post(CODE, {"code": last_code()})

        assert client.session.session_key != before
        assert client.cookies["all-csrf"].value != token
        thief = Client()
        thief.cookies["all-session"] = before
        assert thief.get("/messages/").status_code == 302

    def test_the_code_stands_nowhere_but_in_the_text(self, client, last_code, caplog):
        answer = client.post(SIGN_IN, {"phone": PHONE}, follow=True)
        code = last_code()

        assert code not in answer.content.decode()
        assert code not in str(answer.headers)
        assert code not in str(dict(client.session))
        assert code not in caplog.text
        assert code not in str(list(SignInCode.objects.values()))

    def test_the_phone_is_not_in_the_session_either(self, client):
        ask(client)

        assert PHONE not in str(dict(client.session))

    def test_signing_out_ends_the_session_and_clears_the_browser(self):
        client = signed_in(a_member())

        answer = client.post("/sign-out/")

        assert '"storage"' in answer["Clear-Site-Data"]
        assert client.get("/messages/").status_code == 302

    def test_a_form_of_another_site_is_refused(self):
        strict = Client(enforce_csrf_checks=True)

        assert strict.post(SIGN_IN, {"phone": PHONE}).status_code == 403
        assert not SignInCode.objects.exists()

    def test_a_closed_account_is_told(self, client, last_code):
        UserFactory.create(phone=PHONE, is_active=False)
        ask(client)

        assert "账户已停用" in page(client.post(CODE, {"code": last_code()}))


class TestDemoPhone:
    def test_it_shows_what_was_sent(self, client, last_code):
        ask(client)

        assert last_code() in page(client.get("/demo-phone/"))

    def test_it_is_nowhere_but_in_the_demo(self, client, settings):
        settings.DEMO = False

        assert client.get("/demo-phone/").status_code == 404
