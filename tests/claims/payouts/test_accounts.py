"""A failed payment: one question to the member, somebody else's look, and a second clock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from claims.invariants import breaks
from claims.models import AccountChange, Hold, LedgerEntry, Payout
from claims.payouts import accounts, batches, returns
from claims.payouts.errors import Missing, NotWaiting, PayoutError, SamePerson, UnfitField
from claims.standing import label, present
from members.models import Message, User, Workday
from members.workdays import CalendarUnknown
from tests.claims.payouts.steps import (
    TODAY,
    accountant,
    answer,
    cashier,
    corrected,
    returned,
    sealed,
)
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

NEW = "6222024100009999991"
MONDAY = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
"""The seventh working day after is Wednesday, 9 December."""


def balances() -> dict[str, int]:
    sums = LedgerEntry.objects.order_by("account").values_list("account").annotate(Sum("fen"))
    return {account: fen for account, fen in sums if fen}


def anew(payout: Payout) -> Payout:
    return accounts.approve(corrected(payout).pk, by=accountant())


def test_a_corrected_account_is_a_new_attempt_by_a_second_clock() -> None:
    failed = returned()
    with time_machine.travel(MONDAY, tick=False):
        payout = anew(failed)

    assert (payout.attempt, payout.state) == (2, Payout.State.QUEUED)
    assert (failed.due_on, payout.due_on) == (date(2026, 11, 27), date(2026, 12, 9))
    assert payout.payee_account == NEW
    assert payout.bank_ref != failed.bank_ref
    assert payout.award.claim.payee_account == NEW


def test_the_books_owe_it_once(monkeypatch) -> None:
    monkeypatch.setattr(accounts, "HELD_FOR", timedelta(0))
    payout = anew(returned())

    assert LedgerEntry.objects.filter(kind="owed", account="payable").count() == 1
    assert balances() == {"benefits": 248_000, "payable": -248_000}
    batch = batches.collect(date(2099, 1, 1))
    assert batch is not None
    batches.prepare(batch.pk, by=cashier())
    batches.seal(batch.pk, by=accountant(), count=1, total_fen=payout.amount_fen)
    returns.take_up(batch.pk, answer(batch).encode(), by=cashier())
    assert balances() == {"bank": -248_000, "benefits": 248_000}


def test_what_must_hold_holds_after_a_bounce_and_a_second_attempt() -> None:
    batch = sealed()
    returns.take_up(batch.pk, answer(batch).encode(), by=cashier())
    returns.take_up(batch.pk, answer(batch, bounced={1}).encode(), by=cashier())
    anew(batch.payouts.get())

    money = ("I01", "I02", "I11", "I12")
    assert [found for invariant in money for found in breaks(invariant)] == []


def test_a_fresh_account_waits_three_days_and_both_are_told() -> None:
    failed = returned()
    claim = failed.award.claim
    other = UserFactory.create()
    type(claim).objects.filter(pk=claim.pk).update(applicant=other)
    payout = anew(failed)

    assert batches.collect(date(2099, 1, 1)) is None
    told = Message.objects.filter(text__contains="如非本人操作")
    assert {message.user_id for message in told} == {other.pk, claim.member.user_id}

    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        batch = batches.collect(date(2099, 1, 1))
    assert batch is not None
    assert batch.payouts.get() == payout


def test_the_member_reads_one_question_then_both_clocks() -> None:
    failed = returned()
    claim = failed.award.claim
    assert present(claim).link.endswith("/payee/")
    assert "更正收款账户" in present(claim).link_words

    with time_machine.travel(MONDAY, tick=False):
        change = corrected(failed)
        claim = type(claim).objects.get(pk=claim.pk)
        assert (label(claim), present(claim).at) == ("账户已更正，待核对", date(2026, 12, 9))
        assert "11月27日" in present(claim).words
        accounts.approve(change.pk, by=accountant())

    claim = type(claim).objects.get(pk=claim.pk)
    assert (label(claim), present(claim).at) == ("审核通过，待支付", date(2026, 12, 9))
    assert "首次支付应在11月27日" in present(claim).words
    assert Message.objects.filter(text__contains="12月9日").exists()


def test_what_is_turned_down_is_asked_again_with_the_reason() -> None:
    failed = returned()
    change = corrected(failed)
    with pytest.raises(Missing):
        accounts.turn_down(change.pk, " ", by=accountant())
    accounts.turn_down(change.pk, "户名不是本人", by=accountant())

    now = present(failed.award.claim)
    assert "户名不是本人" in now.words
    assert now.link.endswith("/payee/")
    with pytest.raises(NotWaiting):
        accounts.approve(change.pk, by=accountant())
    assert anew(failed).attempt == 2


@pytest.mark.parametrize("by", [cashier, UserFactory.create])
def test_only_the_accountant_approves(by: Callable[[], User]) -> None:
    change = corrected(returned())

    with pytest.raises(PermissionDenied):
        accounts.approve(change.pk, by=by())


def test_nobody_approves_the_account_of_their_own_claim() -> None:
    change = corrected(returned())
    member = change.given_by
    member.roles = ["member", "accountant"]
    member.save()

    with pytest.raises(SamePerson):
        accounts.approve(change.pk, by=member)
    with (
        pytest.raises(IntegrityError, match="account_change_four_eyes"),
        transaction.atomic(),
    ):
        AccountChange.objects.update(approved=True, decided_by=member, decided_at=change.given_at)


def test_somebody_else_does_not_answer() -> None:
    claim = returned().award.claim

    with pytest.raises(PermissionDenied):
        accounts.correct(
            claim.pk, name="测试甲", bank="某银行", account=NEW, by=UserFactory.create()
        )


@pytest.mark.parametrize(
    ("name", "account"), [("测\n试", NEW), ("测|试", NEW), ("测试甲", "62220a"), ("长" * 65, NEW)]
)
def test_what_the_bank_cannot_read_is_stopped_at_once(name: str, account: str) -> None:
    claim = returned().award.claim

    with pytest.raises(UnfitField):
        accounts.correct(claim.pk, name=name, bank="某银行", account=account, by=claim.applicant)

    assert not AccountChange.objects.exists()


def test_beyond_the_calendar_nothing_is_promised() -> None:
    failed = returned()
    change = corrected(failed)
    AccountChange.objects.filter(pk=change.pk).update(due_on=None)
    Workday.objects.filter(day__gt=timezone.localdate()).delete()

    with pytest.raises(CalendarUnknown):
        accounts.approve(change.pk, by=accountant())

    assert failed.award.payouts.count() == 1


@pytest.mark.parametrize("state", ["queued", "exported", "paid"])
def test_only_what_came_back_is_asked_about(state: str) -> None:
    batch = sealed()
    if state == "paid":
        returns.take_up(batch.pk, answer(batch).encode(), by=cashier())

    with pytest.raises(NotWaiting):
        corrected(batch.payouts.get())


def test_an_answer_is_given_once_and_never_edited() -> None:
    change = corrected(returned())

    with pytest.raises(NotWaiting):
        corrected(change.payout)
    for edit in ({"name": "别人"}, {"given_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
            AccountChange.objects.filter(pk=change.pk).update(**edit)


def test_paid_and_come_back_is_answered_likewise() -> None:
    batch = sealed()
    returns.take_up(batch.pk, answer(batch).encode(), by=cashier())
    returns.take_up(batch.pk, answer(batch, bounced={1}).encode(), by=cashier())
    payout = batch.payouts.get()

    assert (payout.state, payout.bank_words) == (Payout.State.RETURNED, "账户已销户")
    assert balances() == {"benefits": 248_000, "payable": -248_000}
    assert [line.paid for line in payout.answers.order_by("pk")] == [True, False]
    assert Message.objects.filter(text__contains="被退回").exists()
    assert anew(payout).attempt == 2


def approve_both(changes: list[AccountChange], approve: Callable[[AccountChange], object]) -> None:
    def work(change: AccountChange) -> None:
        try:
            approve(change)
        except (PayoutError, IntegrityError):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, changes))


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_pay_once() -> None:
    change = corrected(returned())
    people = [accountant(), accountant()]
    at_once = iter(people)

    approve_both([change, change], lambda c: accounts.approve(c.pk, by=next(at_once)))

    assert Payout.objects.filter(attempt=2).count() == 1
    assert Hold.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_index_two_would_pay_twice() -> None:
    """The control: two rows alive for one award are what the index alone refuses."""
    failed = returned()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX payout_one_alive_an_award")
    try:
        for attempt in (2, 3):
            Payout.objects.create(
                award=failed.award,
                attempt=attempt,
                amount_fen=failed.amount_fen,
                due_on=TODAY,
                payee_name="测试甲",
                payee_account=NEW,
                bank_ref=f"HZ00000000000000{attempt}",
            )
        assert Payout.objects.exclude(state="returned").count() == 2
    finally:
        Payout.objects.filter(attempt=3).delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX payout_one_alive_an_award ON claims_payout (award_id)"
                " WHERE NOT (state = 'returned')"
            )
