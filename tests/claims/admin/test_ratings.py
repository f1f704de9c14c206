"""The office answers poor ratings; whoever handled the claim reads nothing of the member."""

import pytest
from django.urls import reverse

from claims.models import Rating
from members.models import AccessLog
from members.roles import Role
from tests.claims.admin.steps import signed_in
from tests.claims.test_rating import dated_back, rated

pytestmark = pytest.mark.django_db
__all__ = ["dated_back"]


def address(name, given):
    return reverse(f"admin:claims_rating_{name}", args=[given.pk])


def test_a_poor_rating_is_found_on_the_board_and_answered(client):
    given = rated()
    auditor = signed_in(client, Role.AUDITOR)
    cards = {c.label: c for c in client.get(reverse("admin:index")).context["work"].cards}
    assert (cards["差评待答复"].count, cards["差评待答复"].late) == (1, 0)
    listed = client.get(cards["差评待答复"].link)
    assert "不满意" in listed.text
    assert str(given.claim) not in listed.text
    shown = client.get(address("change", given))
    assert "等了很久" in shown.text
    assert given.by.phone in shown.text
    assert AccessLog.objects.filter(by=auditor, what="rating", object_id=str(given.pk)).exists()
    assert "请写明怎样联系" in client.post(address("answer", given), {"words": ""}).text
    done = client.post(address("answer", given), {"words": "已回访"}, follow=True)
    assert "已通知职工" in done.text
    assert f"{auditor}" in client.get(reverse("admin:claims_rating_changelist")).text
    assert not Rating.objects.waiting().exists()


def test_who_handled_the_claim_sees_the_grade_alone(client):
    given = rated()
    client.force_login(given.claim.events.get(action="confirm").by)
    shown = client.get(address("change", given))
    assert "不满意" in shown.text
    for kept in ("等了很久", given.by.phone, str(given.claim), given.claim.member.masked_name):
        assert kept not in shown.text
    assert "等了很久" not in client.post(address("answer", given), {"words": "我来答"}).text
    assert Rating.objects.waiting().exists()
