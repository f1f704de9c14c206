"""The sweeps: harmless when run twice, and one bad file stops no other."""

from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from claims.models import BankReturn, Payout, PayoutBatch
from claims.payouts import returns
from claims.payouts.tasks import collect_due, settle_waiting
from tests.claims.payouts.steps import answer, cashier, queued, sealed

pytestmark = pytest.mark.django_db

ON_TIME = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
"""Half past midnight of the 24th in Xiamen, three working days before the 27th."""


@time_machine.travel(ON_TIME, tick=False)
def test_the_day_is_that_of_xiamen() -> None:
    queued()

    collect_due()

    assert Payout.objects.get().batch is not None


@time_machine.travel(ON_TIME, tick=False)
def test_collecting_is_harmless_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.payouts.batches.MOST_LINES", 2)
    queued(3)

    collect_due()
    collect_due()

    assert sorted(PayoutBatch.objects.values_list("count", flat=True)) == [1, 2]


def test_settling_is_harmless_twice() -> None:
    batch = sealed(2)
    returns.receive(batch.pk, answer(batch).encode(), by=cashier())

    settle_waiting()
    settle_waiting()

    assert set(batch.payouts.values_list("state", flat=True)) == {Payout.State.PAID}


def test_a_file_that_cannot_be_settled_stops_no_other() -> None:
    bad, good = sealed(), sealed()
    returns.receive(bad.pk, b"not a return", by=cashier())
    returns.receive(good.pk, answer(good).encode(), by=cashier())

    settle_waiting()

    assert list(BankReturn.objects.filter(settled_at=None).values_list("batch", flat=True)) == [
        bad.pk
    ]
    assert good.payouts.get().state == Payout.State.PAID


@time_machine.travel(ON_TIME, tick=False)
def test_one_command_runs_every_sweep_without_celery() -> None:
    queued()

    call_command("sweep", stdout=StringIO())

    assert Payout.objects.get().batch is not None
