"""Saying who one is, once."""

import pytest
from django.test import Client

from members.models import AccessLog
from tests.factories.members import (
    MemberFactory,
    UserFactory,
    id_number_of,
)
from tests.members.enrolment.test_enrol import wrong_check_digit

pytestmark = pytest.mark.django_db


PHONE = "13800138000"


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
