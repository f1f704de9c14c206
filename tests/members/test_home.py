"""The first page of whoever comes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.roles import Role
from tests.factories.claims import ClaimFactory
from tests.factories.members import (
    CoverageFactory,
    MemberFactory,
    UserFactory,
)

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
