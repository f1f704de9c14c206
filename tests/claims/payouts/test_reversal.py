"""What was wrongly granted and not paid yet is taken back by two people, and never paid."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from claims import invariants
from claims.models import Claim, Kind, LumpSum, Payout, Recovery
from claims.payouts import accounts, batches, recovery, returns
from claims.payouts.errors import AlreadyDecided, NotPaid, NotWaiting, WrongRecovery
from claims.standing import label, present
from members.models import Message
from members.roles import Role
from tests.claims.invariants.steps import keep_the_pages, world
from tests.claims.payouts.steps import accountant, answer, cashier, corrected
from tests.claims.payouts.test_recovery import balances, confirmed, nights
from tests.factories.claims import approved, payout_of, staff

pytestmark = pytest.mark.django_db

State = Payout.State
ALL, WHY = 80_000, "出院记录系伪造。"


def owed() -> Payout:
    """Ten nights of 80 yuan, in no batch yet."""
    payout = payout_of(approved())
    keep_the_pages()
    return payout


def came_back() -> Payout:
    """The same, sent and not paid by the bank."""
    sent = world()[1]
    assert sent.batch is not None
    returns.take_up(sent.batch.pk, answer(sent.batch, {2}, only={2}).encode(), by=cashier())
    sent.refresh_from_db()
    return sent


def proposed(payout: Payout, fen: int = ALL) -> Recovery:
    by, reason = staff(Role.FIRST_CHECKER), Recovery.Reason.NOT_TRUE
    return recovery.propose(payout.award_id, reason, by=by, fen=fen, words=WHY)


def reversed_(payout: Payout) -> Recovery:
    return recovery.confirm(proposed(payout).pk, by=staff(Role.SECOND_CHECKER))


@pytest.mark.parametrize("unpaid", [owed, came_back])
def test_what_was_not_paid_is_reversed_and_its_nights_are_free(unpaid) -> None:
    payout = unpaid()

    assert reversed_(payout).unpaid

    payout.refresh_from_db()
    assert payout.state == State.REVERSED
    assert balances(payout) == {}
    assert nights(payout) == []
    assert batches.collect(payout.due_on) is None
    assert "不再支付（原因：材料不真实）" in Message.objects.latest("created_at").text
    claim = Claim.objects.get(pk=payout.award.claim_id)
    assert label(claim) == "核定已撤销"
    assert "不再支付（原因：材料不真实），" in present(claim).words
    assert invariants.all_breaks() == []


@pytest.mark.parametrize(("fen", "free"), [(ALL, True), (8_000, False)])
def test_a_lump_sum_can_be_paid_again_once_all_of_it_is_taken_back(fen, free) -> None:
    payout = world()[0]
    claim = payout.award.claim
    coverage = payout.award.paid_days.earliest("day").coverage
    sum_ = LumpSum.objects.create(
        award=payout.award, coverage=coverage, member=claim.member, kind=Kind.DISABILITY
    )

    confirmed(payout, fen=fen, nights=[])

    sum_.refresh_from_db()
    assert sum_.voided == free


def test_a_part_of_what_was_not_paid_is_not_taken_back() -> None:
    payout = owed()

    with pytest.raises(WrongRecovery) as refused:
        proposed(payout, fen=8_000)

    assert refused.value.problems == {"fen": "尚未支付的，须全额撤销：800.00元。"}
    assert reversed_(payout).amount_fen == ALL


def test_what_lies_in_a_batch_is_taken_out_first() -> None:
    payout = owed()
    asked = proposed(payout)
    batch = batches.collect(payout.due_on)
    assert batch is not None

    with pytest.raises(NotPaid):
        recovery.confirm(asked.pk, by=staff(Role.SECOND_CHECKER))

    batches.take_out(payout.pk, by=cashier(), words="须撤销")
    recovery.confirm(asked.pk, by=staff(Role.SECOND_CHECKER))
    payout.refresh_from_db()
    assert payout.state == State.REVERSED


def test_what_is_at_the_bank_waits_for_its_answer() -> None:
    paid, sent = world()

    with pytest.raises(NotPaid):
        proposed(sent)

    assert proposed(paid).amount_fen == ALL


def test_nothing_comes_in_of_what_was_never_paid() -> None:
    asked = reversed_(owed())

    with pytest.raises(AlreadyDecided):
        recovery.receive(asked.pk, "回单", by=staff(Role.CASHIER))


def test_what_was_reversed_is_not_paid_to_another_account() -> None:
    payout = came_back()
    change = corrected(payout)
    reversed_(payout)

    with pytest.raises(NotWaiting):
        accounts.approve(change.pk, by=accountant())
    with pytest.raises(NotWaiting):
        corrected(payout)
    assert Payout.objects.filter(award=payout.award_id).count() == 1


def bounced(payout: Payout) -> Payout:
    assert payout.batch is not None
    text = answer(payout.batch, only={1}, bounced={1})
    returns.take_up(payout.batch.pk, text.encode(), by=cashier())
    return payout


def test_what_was_asked_back_and_then_returned_by_the_bank_is_not_paid_again() -> None:
    payout = world()[0]
    confirmed(payout, fen=ALL, nights=[])

    with pytest.raises(NotWaiting):
        corrected(bounced(payout))
    claim = Claim.objects.get(pk=payout.award.claim_id)
    assert (label(claim), present(claim).link) == ("核定已撤销", "")
    assert "您不用办理" in present(claim).words


def test_what_the_bank_sent_back_itself_is_not_owed_by_anybody() -> None:
    payout = world()[0]
    asked = confirmed(payout, fen=ALL, nights=[])
    bounced(payout)

    recovery.receive(asked.pk, "退票20261122", by=staff(Role.CASHIER))

    assert balances(payout) == {}
    assert invariants.all_breaks() == []


def test_a_part_is_not_settled_by_what_the_bank_sent_back() -> None:
    payout = world()[0]
    asked = confirmed(payout)
    bounced(payout)

    with pytest.raises(NotPaid):
        recovery.receive(asked.pk, "退票20261122", by=staff(Role.CASHIER))
    assert invariants.all_breaks() == []


def test_of_what_was_asked_back_in_part_the_rest_is_paid_again() -> None:
    payout = world()[0]
    confirmed(payout)

    change = corrected(bounced(payout))

    assert accounts.approve(change.pk, by=accountant()).attempt == 2


def test_the_database_reverses_nothing_that_left() -> None:
    _paid, sent = world()

    with pytest.raises(IntegrityError, match="does not go from exported to reversed"):
        Payout.objects.filter(pk=sent.pk).update(state=State.REVERSED)


def test_the_office_reverses_by_hand(client) -> None:
    payout = owed()
    client.force_login(staff(Role.FIRST_CHECKER))
    claim = client.get(reverse("admin:claims_claim_change", args=[payout.award.claim_id]))
    assert "提出撤销" in claim.content.decode()
    page = reverse("admin:claims_recovery_propose", args=[payout.pk])
    asking = client.get(page).content.decode()
    assert 'value="800.00"' in asking
    assert "尚未支付800.00元" in asking
    assert "不再支付的金额" in asking
    wrong = client.post(page, {"reason": "not_true", "fen": "80.00", "words": WHY})
    assert "须全额撤销" in wrong.content.decode()
    asked = client.post(page, {"reason": "not_true", "fen": "800.00", "words": WHY}, follow=True)
    assert "撤销已提出" in asked.content.decode()

    client.force_login(staff(Role.SECOND_CHECKER))
    found = Recovery.objects.get()
    told = client.post(reverse("admin:claims_recovery_confirm", args=[found.pk]), follow=True)

    assert "撤销已确认，已通知职工" in told.content.decode()
    assert "没有支付，无须登记到账" in told.content.decode()


def test_what_is_under_way_offers_neither(client) -> None:
    sent = world()[1]
    client.force_login(staff(Role.FIRST_CHECKER))

    claim = client.get(reverse("admin:claims_claim_change", args=[sent.award.claim_id]))

    assert "提出撤销" not in claim.content.decode()
    assert "请等银行回盘" in claim.content.decode()
    page = reverse("admin:claims_recovery_propose", args=[sent.pk])
    assert client.get(page).status_code == 404
