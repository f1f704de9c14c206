"""What was wrongly paid is asked back by two people; its nights are free again, the books tell."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from claims import facts, invariants
from claims.models import Claim, LedgerEntry, Payout, Recovery
from claims.payouts import recovery
from claims.payouts.errors import AlreadyDecided, NotConfirmed, NotPaid, OwnProposal, WrongRecovery
from claims.standing import label, present
from members import days
from members.models import AccessLog, Message
from members.roles import Role
from tests.claims.invariants.steps import world
from tests.factories.claims import staff
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db

OVERPAID, NOT_TRUE = Recovery.Reason.OVERPAID, Recovery.Reason.NOT_TRUE


def paid() -> Payout:
    """Ten nights of 80 yuan, at the member's bank."""
    return world()[0]


def nights(payout: Payout) -> list[date]:
    return list(payout.award.paid_days.filter(voided=False).values_list("day", flat=True))


def proposed(payout: Payout, **changes: object) -> Recovery:
    how: dict[str, Any] = {
        "fen": 24_000,
        "nights": nights(payout)[-3:],
        "words": "实际少住三天。",
    } | changes
    return recovery.propose(payout.award_id, OVERPAID, by=staff(Role.FIRST_CHECKER), **how)


def confirmed(payout: Payout, **changes: object) -> Recovery:
    return recovery.confirm(proposed(payout, **changes).pk, by=staff(Role.SECOND_CHECKER))


def balances(payout: Payout) -> dict[str, int]:
    found: dict[str, int] = {}
    for account, fen in LedgerEntry.objects.filter(payout=payout).values_list("account", "fen"):
        found[account] = found.get(account, 0) + fen
    return {account: fen for account, fen in found.items() if fen}


def test_a_part_is_asked_back_and_its_nights_are_free_again() -> None:
    payout = paid()

    confirmed(payout)

    assert len(nights(payout)) == 7
    assert balances(payout) == {"benefits": 56_000, "receivable": 24_000, "bank": -80_000}
    assert (
        "240.00元应予退回（原因：多付）"
        in Message.objects.get(key__startswith="recovery-reclaimed:").text
    )
    assert invariants.all_breaks() == []


def test_all_of_it_gives_back_every_night() -> None:
    payout = paid()

    confirmed(payout, fen=80_000, nights=[])

    assert nights(payout) == []
    assert balances(payout) == {"receivable": 80_000, "bank": -80_000}


def used(payout: Payout) -> int:
    """The nights that the next claim will find used."""
    (cover,) = facts.covers(facts.coverages_of(payout.award.claim))
    return cover.used.days


def test_the_next_claim_finds_the_nights_free() -> None:
    payout = paid()
    assert used(payout) == 10

    confirmed(payout, fen=80_000, nights=[])

    assert used(payout) == 0


def test_the_money_that_came_back_closes_it() -> None:
    payout = paid()
    asked = confirmed(payout)

    recovery.receive(asked.pk, "回单20261122", by=staff(Role.CASHIER))

    assert balances(payout) == {"benefits": 56_000, "bank": -56_000}
    assert invariants.all_breaks() == []


def test_proposing_again_replaces_what_nobody_confirmed() -> None:
    payout = paid()
    proposed(payout)

    again = proposed(payout, fen=8_000, nights=nights(payout)[-1:])

    assert (Recovery.objects.get(), again.amount_fen) == (again, 8_000)
    assert balances(payout) == {"benefits": 80_000, "bank": -80_000}


WRONG = [
    pytest.param({"fen": 0}, "fen", id="nothing"),
    pytest.param({"fen": 80_001}, "fen", id="more than was paid"),
    pytest.param({"nights": ["2023-01-01"]}, "nights", id="a night of nobody"),
    pytest.param({"words": " "}, "words", id="no words"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_what_cannot_be_asked_back(changes, field) -> None:
    payout = paid()

    with pytest.raises(WrongRecovery) as refused:
        proposed(payout, **changes)

    assert set(refused.value.problems) == {field}
    assert not Recovery.objects.exists()


def test_what_is_not_paid_cannot_be_asked_back() -> None:
    sent = world()[1]

    with pytest.raises(NotPaid):
        proposed(sent)


def test_nobody_confirms_what_they_proposed() -> None:
    payout = paid()
    both = StaffFactory.create(roles=[str(Role.FIRST_CHECKER), str(Role.SECOND_CHECKER)])
    asked = recovery.propose(payout.award_id, OVERPAID, by=both, fen=8_000, words="多付一天。")

    with pytest.raises(OwnProposal):
        recovery.confirm(asked.pk, by=both)
    with pytest.raises(IntegrityError, match="recovery_four_eyes"):
        Recovery.objects.update(confirmed_by=both, confirmed_at=asked.proposed_at)


def test_it_is_confirmed_once_and_received_once() -> None:
    asked = confirmed(paid())
    with pytest.raises(AlreadyDecided):
        recovery.confirm(asked.pk, by=staff(Role.SECOND_CHECKER))
    recovery.receive(asked.pk, "1", by=staff(Role.CASHIER))

    with pytest.raises(AlreadyDecided):
        recovery.receive(asked.pk, "2", by=staff(Role.CASHIER))


def test_nothing_comes_in_before_it_is_confirmed() -> None:
    asked = proposed(paid())

    with pytest.raises(NotConfirmed):
        recovery.receive(asked.pk, "1", by=staff(Role.CASHIER))


@pytest.mark.parametrize("role", [Role.FIRST_CHECKER, Role.CASHIER, Role.AUDITOR])
def test_only_a_second_checker_confirms(role) -> None:
    asked = proposed(paid())

    with pytest.raises(PermissionDenied):
        recovery.confirm(asked.pk, by=staff(role))


def test_a_confirmed_one_never_changes() -> None:
    asked = confirmed(paid())

    with pytest.raises(IntegrityError, match="is confirmed and cannot change"):
        Recovery.objects.filter(pk=asked.pk).update(amount_fen=1)


def test_the_office_asks_back_by_hand(client) -> None:
    payout = paid()
    client.force_login(staff(Role.FIRST_CHECKER))
    claim = client.get(reverse("admin:claims_claim_change", args=[payout.award.claim_id]))
    assert "提出追回" in claim.content.decode()
    page = reverse("admin:claims_recovery_propose", args=[payout.pk])
    wrong = client.post(page, {"reason": "overpaid", "fen": "9,999.00", "words": ""})
    assert (
        "追回金额须大于0且不超过800.00元" in wrong.content.decode() or wrong.context["form"].errors
    )
    fields = {"reason": "not_true", "fen": "800.00", "words": "票据不实。"}
    asked = client.post(page, fields, follow=True)
    assert "等待另一位复核员确认" in asked.content.decode()

    client.force_login(staff(Role.SECOND_CHECKER))
    found = Recovery.objects.get()
    told = client.post(reverse("admin:claims_recovery_confirm", args=[found.pk]), follow=True)
    assert "追回已确认，已通知职工" in told.content.decode()
    client.force_login(staff(Role.CASHIER))
    receive = reverse("admin:claims_recovery_receive", args=[found.pk])
    assert "请填写到账凭证号" in client.post(receive, {"receipt": ""}).content.decode()
    done = client.post(receive, {"receipt": "回单1"}, follow=True)

    assert "已到账" in done.content.decode()


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
