"""The pages of a unit's cadre."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from members.enrolment.checking import check_waiting
from members.models import Coverage, EnrolmentBatch
from members.roles import Role
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    SchemeFactory,
    StaffFactory,
    id_number_of,
)
from tests.members.enrolment.test_enrol import people, wrong_check_digit, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def cadre():
    SchemeFactory.create()
    return CadreFactory.create()


def send(client, content):
    return client.post("/unit/roster/", {"file": SimpleUploadedFile("名册.xlsx", content)})


def upload(client, content):
    """Send a roster and have it checked."""
    answer = send(client, content)
    check_waiting()
    return answer


class TestUnit:
    def test_a_roster_is_checked_confirmed_and_owed(self, cadre):
        client = signed_in(cadre.user)
        roster = [*people(3), ("测试乙", wrong_check_digit(id_number_of(9)))]

        batch_page = upload(client, xlsx(*roster)).url
        words = page(client.get(batch_page))
        assert "只为可参保的3人参保" in words
        assert "第5行" in words
        assert "校验不通过" in words
        answer = client.post(batch_page, {"people": "3", "left_out": "1"}, follow=True)

        assert "180.00元" in answer.content.decode()
        assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.CONFIRMED
        assert "180.00元" in page(client.get("/unit/"))

    def test_a_roster_is_given_up(self, cadre):
        client = signed_in(cadre.user)
        batch_page = upload(client, xlsx(*people(1))).url

        client.post(batch_page, {"abandon": "1"})

        assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.ABANDONED
        assert not Coverage.objects.exists()

    def test_the_same_file_twice_is_told_with_a_link_to_the_first(self, cadre):
        client, file = signed_in(cadre.user), xlsx(*people(1))
        first = upload(client, file).url

        words = page(upload(client, file))

        assert "已经上传过" in words
        assert first in words

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no roster"])
    def test_what_is_no_roster_is_told(self, cadre, content):
        words = page(upload(signed_in(cadre.user), content))

        assert "field__error" in words
        assert not EnrolmentBatch.objects.exists()

    def test_problems_come_as_a_sheet_too(self, cadre):
        client = signed_in(cadre.user)
        batch_page = upload(client, xlsx(("测试乙", wrong_check_digit(id_number_of(9))))).url

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

        words = page(signed_in(cadre.user).get("/unit/people/"))

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


class TestRosterPage:
    def test_a_roster_that_is_being_checked_says_how_far_it_is(self, cadre):
        batch_page = send(signed_in(cadre.user), xlsx(*people(1))).url
        EnrolmentBatch.objects.update(status="checking", rows_read=3000, rows=9000, takes=1)

        words = page(signed_in(cadre.user).get(batch_page))

        assert "已核对3000行，共9000行" in words
        assert 'hx-trigger="every' in words
        assert "刷新，查看进度" in words

    def test_good_rows_are_confirmed_only_by_whoever_says_the_others_stay_out(self, cadre):
        client = signed_in(cadre.user)
        roster = [*people(2), ("测试乙", wrong_check_digit(id_number_of(9)))]
        batch_page = upload(client, xlsx(*roster)).url

        for forged in ({"people": "2"}, {"people": "x", "left_out": "1"}, {"left_out": "1"}):
            client.post(batch_page, forged)
            assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.CHECKED

        client.post(batch_page, {"people": "2", "left_out": "1"})
        assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.CONFIRMED

    def test_a_forged_confirmation_puts_no_cell_into_the_session(self, cadre):
        client = signed_in(cadre.user)
        batch_page = upload(client, xlsx(("测试乙", "1", "张三的秘密", "99"))).url

        client.post(batch_page, {"people": "1", "left_out": "0"})

        told = str(json.loads(client.session["_messages"]))
        assert "没有可以参保的人员" in told
        assert "秘密" not in told

    def test_lists_are_paged_and_chosen(self, cadre):
        client = signed_in(cadre.user)
        batch_page = upload(client, xlsx(*people(60))).url

        assert "第52行" not in page(client.get(f"{batch_page}?list=joined"))
        assert "第52行" in page(client.get(f"{batch_page}?list=joined&page=2"))
        assert "新增" in page(client.get(f"{batch_page}?list=nonsense&page=x"))

    def test_the_renewal_roster_can_be_taken_away_and_sent_back(self, cadre):
        today = timezone.localdate()
        CoverageFactory.create(
            member=MemberFactory.create(unit=cadre.unit),
            starts_on=today - timedelta(days=365),
            ends_on=today - timedelta(days=1),
        )
        client = signed_in(cadre.user)

        answer = client.get("/unit/roster/template/?renewal=1")
        words = page(client.get(upload(client, answer.content).url))

        assert "确认为1人参保" in words
