"""The member's own date: in words, by the clock that runs, and owned to when it has passed."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from claims.models import Claim, Payout, Ruling
from claims.payouts import accounts, rulings
from claims.standing import present
from members import days
from members.workdays import add_workdays
from tests.claims.payouts.steps import accountant, cashier, corrected, returned
from tests.factories.payouts import PayoutFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("today", "words"),
    [
        pytest.param(27, "审核通过后7个工作日内支付，是我们的承诺。", id="on the last day"),
        pytest.param(28, "已超过承诺的日期，我们正在加紧办理", id="a day later"),
    ],
)
def test_a_promise_stands_on_the_page_and_is_owned_to_when_it_is_broken(today, words) -> None:
    payout = PayoutFactory.create()
    with time_machine.travel(datetime(2026, 11, today, 4, tzinfo=UTC), tick=False):
        now = present(payout.award.claim)

    assert now.at == date(2026, 11, 27)
    assert words in now.words


def test_after_a_corrected_account_the_second_clock_stands_beside_the_first() -> None:
    failed = returned()
    accounts.approve(corrected(failed).pk, by=accountant())
    second = Payout.objects.get(attempt=2)

    now = present(failed.award.claim)

    assert now.at == second.due_on
    assert "首次支付应在11月27日前" in now.words
    assert "账户更正后7个工作日内支付" in now.words


def test_a_second_promise_that_two_people_moved_says_both_days() -> None:
    failed = returned()
    second = accounts.approve(corrected(failed).pk, by=accountant())
    first, later = second.due_on, add_workdays(second.due_on, 2)
    asked = rulings.ask(second.pk, Ruling.Kind.DUE_ON, "假期调整", by=cashier(), due_on=later)
    rulings.confirm(asked.pk, by=accountant())

    words = present(Claim.objects.get(pk=failed.award.claim_id)).words

    assert f"原定{days.short(first)}前支付，现更改为{days.short(later)}前。" in words
