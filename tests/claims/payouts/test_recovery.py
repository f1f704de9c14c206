"""What was wrongly paid is asked back by two people; its nights are free again, the books tell."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from claims import facts, invariants
from claims.models import LedgerEntry, Payout, Recovery
from claims.payouts import recovery
from claims.payouts.errors import AlreadyDecided, NotConfirmed, NotPaid, OwnProposal, WrongRecovery
from members.models import Message
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
