"""Results of the bank that nobody knows: listed, looked up by two, settled by a late answer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from claims.models import Payout, Ruling
from claims.payouts import batches, returns, rulings
from claims.payouts.errors import NotWaiting, ReturnMismatch
from claims.promise.deadlines import answers_late_since
from tests.claims.payouts.steps import (
    answer,
    cashier,
    ruled,
    sealed,
)

pytestmark = pytest.mark.django_db

Kind = Ruling.Kind


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 24, 2, tzinfo=UTC)):
        yield


def unanswered() -> list[Payout]:
    before = answers_late_since()
    assert before is not None
    return list(Payout.objects.unanswered(before))


def test_what_the_bank_leaves_unanswered_is_listed_and_never_sent_again() -> None:
    with time_machine.travel("2026-11-23 10:00:00+08:00"):
        batch = sealed(3)
        returns.take_up(batch.pk, answer(batch, only={2}).encode(), by=cashier())
        assert unanswered() == []
    with time_machine.travel("2026-11-26 10:00:00+08:00"):
        assert {payout.line_no for payout in unanswered()} == {1, 3}
        assert batches.collect(date(2099, 1, 1)) is None


@pytest.mark.parametrize(("kind", "state"), [(Kind.PAID, "paid"), (Kind.FAILED, "returned")])
def test_an_unknown_result_is_found_in_the_statement_by_two(kind, state) -> None:
    payout = sealed().payouts.get()
    with pytest.raises(NotWaiting):
        rulings.ask(payout.pk, kind, "对账单第3页", by=cashier())
    rulings.ask(payout.pk, Kind.UNKNOWN, "银行无回复", by=cashier())
    payout.refresh_from_db()
    assert payout.state == "unknown"
    assert batches.collect(date(2099, 1, 1)) is None

    ruled(payout, kind)

    payout.refresh_from_db()
    assert payout.state == state
    assert payout.settled_at is not None
    assert payout.entries.filter(kind=state).count() == 2


def test_a_late_answer_of_the_bank_settles_what_was_unknown() -> None:
    batch = sealed()
    rulings.ask(batch.payouts.get().pk, Kind.UNKNOWN, "银行无回复", by=cashier())

    returns.take_up(batch.pk, answer(batch).encode(), by=cashier())

    assert batch.payouts.get().state == "paid"


@pytest.mark.parametrize(
    ("first", "then", "fault"),
    [
        ({"failed": {1}}, {}, "already_answered"),
        ({"failed": {1}}, {"bounced": {1}}, "not_paid"),
        ({}, {"failed": {1}}, "already_answered"),
        (None, {"bounced": {1}}, "not_paid"),
    ],
    ids=["returned-paid", "returned-bounced", "paid-failed", "sent-bounced"],
)
def test_answers_in_an_order_that_cannot_be_are_left_to_a_person(first, then, fault) -> None:
    batch = sealed()
    if first is not None:
        returns.take_up(batch.pk, answer(batch, **first).encode(), by=cashier())
    before = batch.payouts.get().state

    with pytest.raises(ReturnMismatch) as refused:
        returns.take_up(batch.pk, (answer(batch, **then) + "\r\n").encode(), by=cashier())

    assert [problem.fault for problem in refused.value.problems] == [fault]
    assert batch.payouts.get().state == before
