"""The pages of accounts, members and cadres."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from members.identity import mask_phone
from members.models import AccessLog, Coverage, EnrolmentBatch, Member, SignInCode
from members.roles import Role
from tests.factories.claims import ClaimFactory
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    SchemeFactory,
    StaffFactory,
    UserFactory,
    id_number_of,
)
from tests.members.enrolment.test_enrol import people, wrong_check_digit, xlsx

PHONE = "13800138000"
SIGN_IN = "/sign-in/"
CODE = "/sign-in/code/"

pytestmark = pytest.mark.django_db


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


class TestIdentify:
    def test_who_is_found_by_nothing_reads_one_sentence(self):
        client = signed_in(UserFactory.create())

        words = page(client.post("/identify/", {"name": "测试乙", "id_number": id_number_of(1)}))

        assert "没有查到" in words
        assert 'value="测试乙"' in words

    def test_a_slip_in_the_number_costs_no_try(self):
        client = signed_in(UserFactory.create())
        slip = wrong_check_digit(id_number_of(1))

        words = page(client.post("/identify/", {"name": "测试乙", "id_number": slip}))

        assert "校验不通过" in words
        assert not AccessLog.objects.exists()

    def test_another_phone_in_the_roster_is_told_with_a_way_out(self):
        client = signed_in(UserFactory.create(phone=PHONE))
        member = MemberFactory.create(phone="13900139000")

        words = page(
            client.post("/identify/", {"name": member.name, "id_number": member.id_number})
        )

        assert "与单位登记的手机号码不一致" in words


class TestHome:
    def test_it_says_what_is_left_of_the_cover(self):
        member = MemberFactory.create(bound=True)
        today = timezone.localdate()
        CoverageFactory.create(member=member, starts_on=today, ends_on=today + timedelta(days=364))

        words = page(signed_in(member.user).get("/"))

        assert "本保障期可补助45天，已用0天" in words

    def test_a_cover_that_pays_nothing_by_the_day_is_told_without_days(self):
        member = MemberFactory.create(bound=True)
        today = timezone.localdate()
        CoverageFactory.create(
            member=member, most_days=None, starts_on=today, ends_on=today + timedelta(days=364)
        )

        words = page(signed_in(member.user).get("/"))

        assert "您在保障期内" in words
        assert "没有查到" not in words
        assert "已用" not in words

    def test_a_draft_waits_for_its_member_and_is_in_the_list(self):
        claim = ClaimFactory.create()

        words = page(signed_in(claim.applicant).get("/"))

        assert "轮到您" in words
        assert words.count(f"/claims/{claim.pk}/") == 2

    def test_it_says_when_there_is_no_cover_today(self):
        member = MemberFactory.create(bound=True)
        CoverageFactory.create(member=member)

        assert "没有查到您的有效保障" in page(signed_in(member.user).get("/"))

    @pytest.mark.parametrize(
        ("roles", "place"),
        [([], "/identify/"), ([Role.CADRE], "/unit/"), ([Role.TELLER], "/admin/")],
    )
    def test_who_is_no_member_comes_where_they_belong(self, roles, place):
        user = UserFactory.create(roles=[str(role) for role in roles])

        assert signed_in(user).get("/").url == place

    def test_before_sign_in_it_says_what_this_is(self, client):
        assert "生病住院" in page(client.get("/"))

    def test_health_says_ok(self, client):
        assert client.get("/health/").content == b"ok"


class TestDemoPhone:
    def test_it_shows_what_was_sent(self, client, last_code):
        ask(client)

        assert last_code() in page(client.get("/demo-phone/"))

    def test_it_is_nowhere_but_in_the_demo(self, client, settings):
        settings.DEMO = False

        assert client.get("/demo-phone/").status_code == 404


class TestUnit:
    @pytest.fixture
    def cadre(self):
        SchemeFactory.create()
        return CadreFactory.create()

    def upload(self, client, content):
        file = SimpleUploadedFile("名册.xlsx", content)
        return client.post("/unit/roster/", {"file": file})

    def test_a_roster_is_checked_confirmed_and_owed(self, cadre):
        client = signed_in(cadre.user)
        roster = [*people(3), ("测试乙", wrong_check_digit(id_number_of(9)))]

        batch_page = self.upload(client, xlsx(*roster)).url
        words = page(client.get(batch_page))
        assert "只为可参保的3人参保" in words
        assert "第5行" in words
        assert "校验不通过" in words
        answer = client.post(batch_page, {"people": "3"}, follow=True)

        assert "180.00元" in answer.content.decode()
        assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.CONFIRMED
        assert "180.00元" in page(client.get("/unit/"))

    def test_a_roster_is_given_up(self, cadre):
        client = signed_in(cadre.user)
        batch_page = self.upload(client, xlsx(*people(1))).url

        client.post(batch_page, {"abandon": "1"})

        assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.ABANDONED
        assert not Coverage.objects.exists()

    def test_the_same_file_twice_is_told_with_a_link_to_the_first(self, cadre):
        client = signed_in(cadre.user)
        first = self.upload(client, xlsx(*people(1))).url

        words = page(self.upload(client, xlsx(*people(1))))

        assert "已经上传过" in words
        assert first in words

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no roster"])
    def test_what_is_no_roster_is_told(self, cadre, content):
        words = page(self.upload(signed_in(cadre.user), content))

        assert "field__error" in words
        assert not EnrolmentBatch.objects.exists()

    def test_problems_come_as_a_sheet_too(self, cadre):
        client = signed_in(cadre.user)
        batch_page = self.upload(client, xlsx(("测试乙", wrong_check_digit(id_number_of(9))))).url

        answer = client.get(f"{batch_page}problems/")

        cells = [
            c.value for row in load_workbook(io.BytesIO(answer.content)).worksheets[0] for c in row
        ]
        assert any("校验不通过" in str(cell) for cell in cells)

    def test_the_template_can_be_filled_and_sent(self, cadre):
        answer = signed_in(cadre.user).get("/unit/roster/template/")

        head = next(load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
        assert head[:4] == ("序号*", "姓名*", "证件类型", "证件号码*")

    def test_covered_people_are_shown_masked(self, cadre):
        today = timezone.localdate()
        cover = CoverageFactory.create(
            member=MemberFactory.create(unit=cadre.unit, name="测试甲"),
            starts_on=today,
            ends_on=today + timedelta(days=364),
        )

        words = page(signed_in(cadre.user).get("/unit/"))

        assert cover.member.masked_id in words
        assert cover.member.id_number not in words
        assert "测试甲" not in words

    def test_the_roster_of_another_unit_is_as_none(self, cadre):
        theirs = EnrolmentBatchFactory.create()
        client = signed_in(cadre.user)

        for path in ("", "problems/"):
            assert client.get(f"/unit/roster/{theirs.pk}/{path}").status_code == 404
        assert client.post(f"/unit/roster/{theirs.pk}/", {"people": "1"}).status_code == 404

    def test_a_cadre_whose_post_has_ended_sees_nothing_of_the_unit(self, cadre):
        cadre.until = date(2021, 1, 1)
        cadre.save()
        client = signed_in(cadre.user)
        batch = EnrolmentBatchFactory.create(unit=cadre.unit)

        assert cadre.unit.name not in page(client.get("/unit/"))
        assert client.get(f"/unit/roster/{batch.pk}/").status_code == 404

    @pytest.mark.parametrize("role", [Role.MEMBER, Role.TELLER])
    def test_nobody_else_may_enter(self, role):
        user = StaffFactory.create(roles=[str(role)])

        assert signed_in(user).get("/unit/").status_code == 403
