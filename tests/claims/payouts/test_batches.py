"""Batches: collected once, prepared by one, sealed by another, the same bytes for ever."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import numbers
from claims.models import LedgerEntry, Payout, PayoutBatch
from claims.payouts import batches
from claims.payouts.errors import (
    AlreadyPrepared,
    AlreadySealed,
    BatchChanged,
    FileDamaged,
    NotPrepared,
    NotSealed,
    PayoutError,
    SamePerson,
    WrongControlTotals,
)
from members.models import AccessLog, User, Workday
from members.roles import Role
from tests.claims.payouts.steps import (
    TODAY,
    accountant,
    cashier,
    collected,
    prepared,
    queued,
    sealed,
)
from tests.factories.members import StaffFactory

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


def test_preparing_numbers_the_lines_and_fixes_the_totals() -> None:
    batch = batches.prepare(collected(3).pk, by=(by := cashier()))

    batch.refresh_from_db()
    assert (batch.prepared_by, batch.count, batch.total_fen) == (by, 3, 744_003)
    lines = batch.payouts.order_by("line_no").values_list("line_no", "amount_fen")
    assert list(lines) == [(1, 248_000), (2, 248_001), (3, 248_002)]


def test_preparing_twice_changes_nothing() -> None:
    batch = batches.prepare(collected().pk, by=(by := cashier()))

    again = batches.prepare(batch.pk, by=by)

    assert again.prepared_at == batch.prepared_at


def test_what_somebody_prepares_nobody_else_takes_over() -> None:
    batch = prepared()

    with pytest.raises(AlreadyPrepared):
        batches.prepare(batch.pk, by=cashier())


def test_sealing_writes_the_file_and_sends_the_payouts() -> None:
    batch = sealed(2)

    batch.refresh_from_db()
    content = batch.content.encode("gb18030")
    assert content.startswith(f"huzhu-1|{batch.number}|2|496001\r\n".encode())
    assert {p.state for p in batch.payouts.all()} == {Payout.State.EXPORTED}
    sent = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.EXPORTED)
    assert sorted(sent.values_list("account", "fen")) == [
        ("clearing", -248_001),
        ("clearing", -248_000),
        ("payable", 248_000),
        ("payable", 248_001),
    ]


def test_nobody_seals_what_they_prepared() -> None:
    both = StaffFactory.create(roles=[str(Role.CASHIER), str(Role.ACCOUNTANT)])
    batch = batches.prepare(collected().pk, by=both)

    with pytest.raises(SamePerson):
        seal(batch, by=both)

    assert seal(batch).sealed_at is not None


def test_the_table_refuses_one_person_for_both() -> None:
    batch = batches.prepare(collected().pk, by=(by := cashier()))

    with pytest.raises(IntegrityError, match="payout_batch_four_eyes"):
        PayoutBatch.objects.filter(pk=batch.pk).update(
            sealed_by=by, sealed_at=timezone.now(), sha256="0" * 64
        )


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"count": 1}, id="a payout less"),
        pytest.param({"total_fen": 496_000}, id="a fen less"),
        pytest.param({"count": 0, "total_fen": 0}, id="nothing"),
    ],
)
def test_sealing_needs_the_totals_typed_again(typed: dict[str, int]) -> None:
    batch = prepared(2)

    with pytest.raises(WrongControlTotals):
        seal(batch, **typed)

    batch.refresh_from_db()
    assert (batch.sealed_at, batch.content) == (None, "")
    assert {p.state for p in batch.payouts.all()} == {Payout.State.QUEUED}
    assert seal(batch).sealed_at is not None


def test_a_batch_is_sealed_once() -> None:
    batch = sealed()

    with pytest.raises(AlreadySealed):
        seal(batch)

    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.EXPORTED).count() == 2


def test_a_batch_is_prepared_before_it_is_sealed() -> None:
    with pytest.raises(NotPrepared):
        seal(collected())


def test_a_file_exists_only_when_sealed() -> None:
    with pytest.raises(NotSealed):
        batches.file(prepared().pk, by=cashier())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"amount_fen": 1}, id="an amount"),
        pytest.param({"line_no": 9}, id="a line number"),
        pytest.param({"batch": None}, id="taken out"),
    ],
)
def test_a_batch_changed_since_it_was_prepared_is_not_sealed(change: dict[str, object]) -> None:
    batch = prepared(2)
    Payout.objects.filter(line_no=2).update(**change)

    with pytest.raises(BatchChanged):
        seal(batch)


VERBS: dict[str, tuple[Role, Callable[[UUID, User], object]]] = {
    "prepare": (Role.CASHIER, lambda pk, by: batches.prepare(pk, by=by)),
    "seal": (Role.ACCOUNTANT, lambda pk, by: batches.seal(pk, by=by, count=0, total_fen=0)),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", VERBS)
def test_only_the_role_may(verb: str, role: Role) -> None:
    may, call = VERBS[verb]
    batch = collected()

    try:
        call(batch.pk, StaffFactory.create(roles=[str(role)]))
    except PermissionDenied:
        assert role is not may
    except PayoutError:
        assert role is may
    else:
        assert role is may


@pytest.mark.parametrize("role", Role)
def test_only_money_takes_the_file(role: Role) -> None:
    batch, by = sealed(), StaffFactory.create(roles=[str(role)])

    try:
        batches.file(batch.pk, by=by)
    except PermissionDenied:
        assert role not in {Role.CASHIER, Role.ACCOUNTANT}
    else:
        assert role in {Role.CASHIER, Role.ACCOUNTANT}


def test_every_download_gives_the_same_bytes_and_is_recorded() -> None:
    batch, first, second = sealed(3), cashier(), accountant()

    contents = {batches.file(batch.pk, by=first), batches.file(batch.pk, by=second)}

    assert len(contents) == 1
    log = AccessLog.objects.filter(object_id=str(batch.pk)).order_by("pk")
    assert [entry.by for entry in log] == [first, second]


def test_the_first_download_is_noted() -> None:
    batch = sealed()
    batches.file(batch.pk, by=cashier())
    batch.refresh_from_db()
    first = batch.downloaded_at

    batches.file(batch.pk, by=cashier())

    batch.refresh_from_db()
    assert batch.downloaded_at == first is not None


def test_a_damaged_file_is_not_given_out() -> None:
    batch = sealed()
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_payoutbatch DISABLE TRIGGER claims_payoutbatch_sealed")
    PayoutBatch.objects.filter(pk=batch.pk).update(sha256="0" * 64)

    with pytest.raises(FileDamaged):
        batches.file(batch.pk, by=cashier())


@pytest.mark.parametrize(
    "change",
    [
        {"count": 9},
        {"total_fen": 1},
        {"sha256": "0" * 64},
        {"number": "PB-0"},
        {"sealed_at": None, "sealed_by": None, "sha256": ""},
    ],
)
def test_a_sealed_batch_never_changes(change: dict[str, object]) -> None:
    batch = sealed()

    with pytest.raises(IntegrityError, match="is sealed and cannot change"):
        PayoutBatch.objects.filter(pk=batch.pk).update(**change)


def test_the_bytes_of_a_sealed_batch_never_change() -> None:
    batch = sealed()
    batch.content = "huzhu-1|other"

    with pytest.raises(IntegrityError, match="is sealed and cannot change"):
        batch.save()


@pytest.mark.parametrize(
    "change",
    [
        {"amount_fen": 1},
        {"payee_name": "测试乙"},
        {"bank_ref": "HZ000000000000000"},
        {"batch": None, "line_no": None, "state": "queued"},
        {"line_no": 9},
    ],
)
def test_a_payout_that_was_sent_never_changes(change: dict[str, object]) -> None:
    batch = sealed()

    with pytest.raises(IntegrityError, match="went to the bank and cannot change"):
        batch.payouts.update(**change)
