"""What is owed goes into the next batch: earliest promise first, once, whoever sweeps."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from claims import numbers
from claims.models import Payout, PayoutBatch
from claims.payouts import batches
from members.models import User, Workday
from members.roles import Role
from tests.claims.payouts.steps import (
    TODAY,
    accountant,
    cashier,
    collected,
    prepared,
    queued,
)

pytestmark = pytest.mark.django_db


RACERS = 4


def seal(batch: PayoutBatch, **changes: object) -> PayoutBatch:
    """Seal as it should be, but for what the case is about."""
    right: dict[str, Any] = {"count": batch.count, "total_fen": batch.total_fen}
    return batches.seal(batch.pk, **{"by": accountant()} | right | changes)


def test_what_is_due_in_three_working_days_is_collected() -> None:
    payout = queued()[0]

    batch = batches.collect(date(2026, 11, 24))

    payout.refresh_from_db()
    assert payout.batch == batch
    assert batch is not None
    assert (batch.count, batch.total_fen, batch.prepared_at) == (1, 248_000, None)


def test_what_is_due_later_waits() -> None:
    queued()

    assert batches.collect(date(2026, 11, 17)) is None
    assert not PayoutBatch.objects.exists()


def test_what_is_late_is_collected_first(monkeypatch: pytest.MonkeyPatch) -> None:
    soon, late = queued()[0], queued(due_on=date(2026, 11, 2))[0]
    monkeypatch.setattr(batches, "MOST_LINES", 1)

    batches.collect(TODAY)

    soon.refresh_from_db()
    late.refresh_from_db()
    assert (soon.batch, late.batch is not None) == (None, True)


def test_beyond_the_known_calendar_everything_is_collected() -> None:
    queued()
    Workday.objects.filter(day__gt=date(2026, 11, 20)).delete()

    assert batches.collect(date(2026, 11, 19)) is not None


def test_collecting_again_changes_nothing() -> None:
    batch = collected(2)

    assert batches.collect(TODAY) is None

    batch.refresh_from_db()
    assert (PayoutBatch.objects.count(), batch.count) == (1, 2)


def test_what_comes_due_joins_the_open_batch() -> None:
    first = collected()
    queued()

    second = batches.collect(TODAY)

    assert second == first
    assert second is not None
    assert (second.count, second.total_fen) == (2, 496_000)


def test_what_comes_after_preparing_goes_into_another_batch() -> None:
    first = prepared()
    queued()

    second = batches.collect(TODAY)

    assert second != first
    first.refresh_from_db()
    assert first.count == 1


def test_a_batch_holds_no_more_than_its_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_LINES", 2)
    queued(3)

    batches.collect(TODAY)
    batches.collect(TODAY)

    assert sorted(PayoutBatch.objects.values_list("count", flat=True)) == [1, 2]


def collect_apart() -> PayoutBatch | None:
    try:
        return batches.collect(TODAY)
    finally:
        connection.close()


def collect_at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Start several sweeps in one moment, each slow enough to meet the others; give the counts."""
    number, ready = numbers.batch_number, threading.Barrier(RACERS)

    def slowly() -> str:
        time.sleep(0.5)
        return number()

    def sweep(_: int) -> None:
        ready.wait()
        collect_apart()

    monkeypatch.setattr(numbers, "batch_number", slowly)
    monkeypatch.setattr(batches, "MOST_LINES", 2)
    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(sweep, range(RACERS)))
    return [batch.payouts.count() for batch in PayoutBatch.objects.all()]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_sweeps_at_once_one_collects(monkeypatch: pytest.MonkeyPatch) -> None:
    queued(2 * RACERS)

    assert collect_at_once(monkeypatch) == [2]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_sweeps_at_once_open_a_batch_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control of the test above. Even then no payout is in two of them."""
    monkeypatch.setattr(batches, "_alone", lambda: True)
    queued(2 * RACERS)

    assert collect_at_once(monkeypatch) == [2] * RACERS
    assert not Payout.objects.filter(batch=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_sweep_leaves_a_batch_alone_that_somebody_is_preparing() -> None:
    batch, by = collected(), cashier()
    queued()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        batches.prepare(batch.pk, by=by)
        other = pool.submit(collect_apart).result(10)

    batch.refresh_from_db()
    assert (batch.count, batch.payouts.count()) == (1, 1)
    assert other is not None
    assert (other != batch, other.count) == (True, 1)


VERBS: dict[str, tuple[Role, Callable[[UUID, User], object]]] = {
    "prepare": (Role.CASHIER, lambda pk, by: batches.prepare(pk, by=by)),
    "seal": (Role.ACCOUNTANT, lambda pk, by: batches.seal(pk, by=by, count=0, total_fen=0)),
}
