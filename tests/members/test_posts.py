"""Acting for a unit: asked for, approved or declined, handed over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import posts
from members.errors import (
    ActsAlready,
    AskedAlready,
    AskedTooOften,
    RequestDecided,
    UnitUnknown,
)
from members.models import AccessLog, Cadre, CadreRequest, Message
from members.roles import Role
from tests.factories.members import (
    CadreFactory,
    StaffFactory,
    UnitFactory,
    UserFactory,
    credit_code_of,
)

pytestmark = pytest.mark.django_db


def administrator():
    return StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])


def asked(user=None, unit=None, **more):
    code = (unit or UnitFactory.create()).credit_code
    told = {"unit_name": "示范单位", "credit_code": code, "name": "周文静"} | more
    return posts.ask((user or UserFactory.create()).pk, **told)


def test_who_is_approved_acts_for_the_unit_from_today():
    unit, by = UnitFactory.create(), administrator()
    request = asked(unit=unit)

    posts.approve(request.pk, by=by, replaces=False)

    user = request.user
    user.refresh_from_db()
    assert posts.units_of(user) == [unit]
    assert (user.roles, user.name) == ([Role.CADRE], "周文静")
    assert "您已成为" in Message.objects.get(user=user).text
    assert AccessLog.objects.get(what=posts.APPROVAL).by == by


@pytest.mark.parametrize(("replaces", "left"), [(True, 0), (False, 1)])
def test_handing_over_ends_the_old_post_at_once_and_its_holder_is_told(replaces, left):
    before = CadreFactory.create()
    elsewhere = CadreFactory.create(user=before.user)

    posts.approve(asked(unit=before.unit).pk, by=administrator(), replaces=replaces)

    mine = posts.units_of(before.user)
    assert (before.unit in mine) == bool(left)
    assert elsewhere.unit in mine
    assert Message.objects.filter(user=before.user).count() == 1 - left


def test_a_post_of_today_is_handed_over_the_same_day():
    before = CadreFactory.create(since=timezone.localdate())

    posts.approve(asked(unit=before.unit).pk, by=administrator(), replaces=True)

    assert posts.units_of(before.user) == []


def test_who_replaces_and_acted_already_keeps_one_post():
    post = CadreFactory.create()
    request = asked(unit=post.unit)
    CadreFactory.create(user=request.user, unit=post.unit)

    posts.approve(request.pk, by=administrator(), replaces=True)

    assert Cadre.objects.filter(user=request.user).count() == 1


def test_who_is_declined_reads_why_and_acts_for_nobody():
    request = asked()

    posts.decline(request.pk, by=administrator(), reason="请补充授权。")

    assert posts.units_of(request.user) == []
    assert "请补充授权。" in Message.objects.get(user=request.user).text


def test_a_request_is_decided_once():
    request = asked()
    posts.decline(request.pk, by=administrator(), reason="请补充授权。")

    with pytest.raises(RequestDecided):
        posts.approve(request.pk, by=administrator(), replaces=False)


def test_a_unit_that_nobody_registered_cannot_be_acted_for():
    request = asked(credit_code=credit_code_of(999_999))

    with pytest.raises(UnitUnknown):
        posts.approve(request.pk, by=administrator(), replaces=True)

    request.refresh_from_db()
    assert request.status == posts.Status.ASKED


def test_asking_twice_for_one_unit_is_told():
    first = asked()

    with pytest.raises(AskedAlready):
        asked(first.user, credit_code=first.credit_code)
    with pytest.raises(IntegrityError, match="cadre_request_one_open"):
        CadreRequest.objects.create(
            user=first.user, unit_name="x", credit_code=first.credit_code, name="x"
        )


def test_who_acts_for_the_unit_need_not_ask():
    post = CadreFactory.create()

    with pytest.raises(ActsAlready):
        asked(post.user, post.unit)


def test_requests_are_counted_over_a_day():
    user = UserFactory.create()
    for _ in range(posts.MOST_ASKED):
        asked(user)

    with pytest.raises(AskedTooOften):
        asked(user)
    CadreRequest.objects.update(asked_at=timezone.now() - timedelta(hours=25))

    assert asked(user).status == posts.Status.ASKED


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_nobody_else_decides(role):
    by, request = StaffFactory.create(roles=[str(role)]), asked()

    with pytest.raises(PermissionDenied):
        posts.approve(request.pk, by=by, replaces=False)
    with pytest.raises(PermissionDenied):
        posts.decline(request.pk, by=by, reason="无")


def test_the_table_itself_wants_a_reason_and_somebody_else():
    request = asked()
    rows = CadreRequest.objects.filter(pk=request.pk)
    decided = {"status": "declined", "decided_at": timezone.now()}

    with pytest.raises(IntegrityError, match="declined_with_reason"):
        rows.update(**decided, decided_by=administrator())


def test_nobody_decides_their_own():
    request = asked()

    with pytest.raises(IntegrityError, match="decided_by_somebody_else"):
        CadreRequest.objects.filter(pk=request.pk).update(
            status="approved", decided_at=timezone.now(), decided_by=request.user
        )


class TestPages:
    def client(self, user):
        client = Client()
        client.force_login(user)
        return client

    def test_anybody_signed_in_asks_and_sees_how_it_stands(self):
        client, unit = self.client(UserFactory.create()), UnitFactory.create()
        told = {"unit_name": unit.name, "credit_code": unit.credit_code, "name": "周文静"}

        page = client.post("/unit/ask/", told, follow=True).content.decode()

        assert "申请已提交" in page
        assert "待审核" in page

    def test_the_answer_is_the_same_whether_the_unit_is_known(self):
        known, unknown = UnitFactory.create().credit_code, credit_code_of(999_998)
        told = {"unit_name": "单位", "name": "周文静"}

        answers = [
            self.client(UserFactory.create()).post("/unit/ask/", told | {"credit_code": code})
            for code in (known, unknown)
        ]

        assert answers[0].status_code == answers[1].status_code == 302
        assert answers[0].url == answers[1].url

    def test_a_wrong_code_is_told_and_what_was_typed_stays(self):
        told = {"unit_name": "示范单位", "credit_code": "91350200MA0000006X", "name": "周文静"}

        page = self.client(UserFactory.create()).post("/unit/ask/", told).content.decode()

        assert "统一社会信用代码校验不通过" in page
        assert "示范单位" in page
        assert not CadreRequest.objects.exists()

    def test_the_office_approves_beside_the_unit_and_its_cadres(self):
        before = CadreFactory.create(user__name="王志强")
        request = asked(unit=before.unit)
        page_of = reverse("admin:members_cadrerequest_decide", args=[request.pk])
        client = self.client(administrator())
        page = client.get(page_of).content.decode()
        assert "王志强" in page
        assert "与申请填写的名称不一致" in page

        client.post(page_of, {"answer": "approve", "replaces": "on"})

        request.refresh_from_db()
        assert (request.status, request.replaces) == (posts.Status.APPROVED, True)

    def test_declining_without_a_reason_is_told(self):
        request = asked()
        page_of = reverse("admin:members_cadrerequest_decide", args=[request.pk])

        page = self.client(administrator()).post(page_of, {"answer": "decline"}).content.decode()

        assert "请写明不同意的原因" in page
        request.refresh_from_db()
        assert request.status == posts.Status.ASKED
