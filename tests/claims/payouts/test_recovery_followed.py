"""A recovery can be followed by all concerned, and let go while nobody has confirmed it."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from claims import invariants
from claims.models import Claim, Recovery
from claims.payouts import recovery
from claims.payouts.errors import AlreadyDecided
from claims.standing import label, present
from members import days
from members.models import AccessLog
from members.roles import Role
from tests.claims.payouts.test_recovery import confirmed, nights, paid, proposed
from tests.factories.claims import staff

pytestmark = pytest.mark.django_db


def test_the_member_reads_what_is_asked_back_until_it_is_back() -> None:
    payout = paid()
    claim = Claim.objects.get(pk=payout.award.claim_id)
    assert (label(claim), present(claim).title) == ("已支付", "已支付")

    asked = confirmed(payout)
    claim = Claim.objects.get(pk=claim.pk)
    assert label(claim) == present(claim).title == "已支付，须退回"
    assert "其中240.00元应予退回（原因：多付）" in present(claim).words

    recovery.receive(asked.pk, "回单1", by=staff(Role.CASHIER))
    claim = Claim.objects.get(pk=claim.pk)
    assert label(claim) == present(claim).title == "已支付，已退回"
    assert "已收到，手续办结" in present(claim).words


def test_what_is_proposed_alone_is_not_told_to_the_member() -> None:
    asked = proposed(paid())

    assert label(asked.award.claim) == "已支付"


@pytest.mark.parametrize("role", [Role.FIRST_CHECKER, Role.SECOND_CHECKER])
def test_what_nobody_confirmed_can_be_let_go_and_proposed_anew(role) -> None:
    payout = paid()
    asked = proposed(payout)

    recovery.drop(asked.pk, by=staff(role))

    assert not Recovery.objects.exists()
    assert AccessLog.objects.get(what=recovery.DROPPED).reason == "多付，240.00元"
    assert len(nights(payout)) == 10
    assert proposed(payout, fen=8_000, nights=nights(payout)[-1:]).amount_fen == 8_000
    assert invariants.all_breaks() == []


def test_what_is_confirmed_is_not_let_go() -> None:
    asked = confirmed(paid())

    with pytest.raises(AlreadyDecided):
        recovery.drop(asked.pk, by=staff(Role.SECOND_CHECKER))


def test_only_checkers_let_a_proposal_go() -> None:
    asked = proposed(paid())

    with pytest.raises(PermissionDenied):
        recovery.drop(asked.pk, by=staff(Role.CASHIER))


def test_each_step_waits_on_somebodys_board(client) -> None:
    def waits(role: Role, standing: str) -> str:
        client.force_login(staff(role))
        link = f"{reverse('admin:claims_recovery_changelist')}?standing={standing}"
        assert link in client.get(reverse("admin:index")).content.decode()
        return str(client.get(link).content.decode())

    asked = proposed(paid())
    number = str(asked.award.claim)
    assert number in waits(Role.SECOND_CHECKER, "proposed")
    assert number not in waits(Role.CASHIER, "owed")

    recovery.confirm(asked.pk, by=staff(Role.SECOND_CHECKER))
    assert number not in waits(Role.SECOND_CHECKER, "proposed")
    assert number in waits(Role.CASHIER, "owed")


def test_who_confirms_reads_which_nights_and_can_say_no(client) -> None:
    asked = proposed(paid())
    client.force_login(staff(Role.SECOND_CHECKER))
    page = client.get(reverse("admin:claims_recovery_change", args=[asked.pk])).content.decode()
    assert all(days.in_full(night) in page for night in asked.nights)
    assert reverse("admin:claims_claim_change", args=[asked.award.claim_id]) in page

    drop = reverse("admin:claims_recovery_drop", args=[asked.pk])
    told = client.post(drop, follow=True)

    assert "已撤回，没有变化" in told.content.decode()
    assert "提出追回" not in told.content.decode()  # a first checker's to propose
    assert not Recovery.objects.exists()


def test_the_books_on_the_page_tell_what_was_asked_back_not_what_was_paid(client) -> None:
    payout = paid()
    confirmed(payout)
    client.force_login(staff(Role.CASHIER))

    page = client.get(reverse("admin:claims_payout_change", args=[payout.pk])).content.decode()

    rows = re.findall(r"<td>应予追回</td>.*?</tr>", page, re.DOTALL)
    assert len(rows) == 2
    assert all("240.00" in row and "800.00" not in row for row in rows)
