"""Certificates of cover: printed by whom they concern, checked by anybody who has the code."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members import certificates
from members.certificates import Standing
from members.errors import CodeUnknown, TooManyMisses
from members.models import AccessLog, Certificate, MissedCode
from tests.factories.members import CadreFactory, CoverageFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

HERE = "192.0.2.7"


def cover(starts=-10, ends=10, **more):
    today = timezone.localdate()
    return CoverageFactory.create(
        starts_on=today + timedelta(days=starts), ends_on=today + timedelta(days=ends), **more
    )


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(coverage):
    return f"/cover/{coverage.pk}/certificate/"


@pytest.mark.parametrize(
    ("starts", "ends", "voided", "standing"),
    [
        pytest.param(0, 0, False, Standing.VALID, id="on its one day"),
        pytest.param(1, 9, False, Standing.COMING, id="from tomorrow"),
        pytest.param(-9, -1, False, Standing.EXPIRED, id="until yesterday"),
        pytest.param(-9, 9, True, Standing.VOID, id="cancelled"),
        pytest.param(-9, -1, True, Standing.VOID, id="cancelled and past"),
    ],
)
def test_a_code_says_how_the_cover_stands(starts, ends, voided, standing):
    coverage = cover(starts, ends, voided=voided)

    told = certificates.verify(certificates.issue(coverage).code, address=HERE)

    assert told.standing == standing
    assert (told.starts_on, told.ends_on) == (coverage.starts_on, coverage.ends_on)


def test_a_coverage_has_one_code_and_no_two_the_same():
    one, other = cover(), cover()

    assert certificates.issue(one) == certificates.issue(one)
    assert certificates.issue(one).code != certificates.issue(other).code
    assert set(certificates.issue(one).code) <= set(certificates.LETTERS)


def test_a_code_is_read_however_it_was_typed():
    coverage = cover()
    Certificate.objects.create(coverage=coverage, code="0123456789ABCDEF")

    for typed in ("0123-4567-89ab-cdef", "o123 4567 89AB CDEF", "０l23456789abcdef"):
        assert certificates.verify(typed, address=HERE).ends_on == coverage.ends_on


def test_misses_are_counted_by_address_and_end():
    code = certificates.issue(cover()).code
    for _ in range(certificates.MOST_MISSES):
        with pytest.raises(CodeUnknown):
            certificates.verify("0" * 16, address=HERE)

    with pytest.raises(TooManyMisses):
        certificates.verify(code, address=HERE)
    assert certificates.verify(code, address="192.0.2.8").standing == Standing.VALID
    MissedCode.objects.update(at=timezone.now() - timedelta(hours=2))
    assert certificates.verify(code, address=HERE).standing == Standing.VALID


def test_misses_are_forgotten_after_a_day():
    MissedCode.objects.create(address=HERE, at=timezone.now() - timedelta(hours=25))
    MissedCode.objects.create(address=HERE)

    assert certificates.forget_misses() == 1


class TestPages:
    @pytest.fixture
    def coverage(self):
        user = UserFactory.create(roles=["member"])
        return cover(member=MemberFactory.create(name="测试丙丁", user=user))

    def test_a_member_prints_it_and_anybody_checks_it_without_personal_data(self, coverage):
        page = signed_in(coverage.member.user).get(page_of(coverage)).content.decode()
        code = coverage.certificate.code
        assert "测试丙丁" in page
        assert certificates.spaced(code) in page
        assert coverage.member.id_number not in page

        told = Client().get(f"/verify/{code}/").content.decode()

        assert "有效" in told
        assert "测**" in told
        hidden = ["测试", coverage.member.masked_id, coverage.unit.name, str(coverage.pk)]
        assert [each for each in hidden if each in told] == []

    def test_the_units_cadre_prints_it_and_that_is_recorded(self, coverage):
        cadre = CadreFactory.create(unit=coverage.unit)

        assert signed_in(cadre.user).get(page_of(coverage)).status_code == 200
        assert AccessLog.objects.get(what="certificate").by == cadre.user

    def test_for_anybody_else_it_is_not_there(self, coverage):
        others = [
            CadreFactory.create().user,
            MemberFactory.create(user=UserFactory.create(roles=["member"])).user,
            CadreFactory.create(unit=coverage.unit, until=timezone.localdate()).user,
        ]

        assert [signed_in(user).get(page_of(coverage)).status_code for user in others] == [404] * 3
        assert not Certificate.objects.exists()

    def test_a_cancelled_cover_has_no_certificate(self, coverage):
        coverage.voided = True
        coverage.save()

        assert signed_in(coverage.member.user).get(page_of(coverage)).status_code == 404

    @pytest.mark.parametrize("typed", ["0000", "<b>x</b>", "x" * 500, "测试"])
    def test_a_code_that_is_none_is_told_and_stays_to_be_mended(self, typed):
        page = Client().get("/verify/", {"code": typed}).content.decode()

        assert "没有查到这个验证码" in page
        assert "<b>" not in page

    def test_without_a_code_nothing_is_asked(self):
        page = Client().get("/verify/").content.decode()

        assert "errors" not in page
        assert not MissedCode.objects.exists()
