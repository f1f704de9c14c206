"""A batch is prepared by one person and sealed by another."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import LedgerEntry, Payout, PayoutBatch
from claims.payouts import batches
from claims.payouts.errors import (
    AlreadyPrepared,
    AlreadySealed,
    BatchChanged,
    EmptyBatch,
    NotPrepared,
    NotSealed,
    PayoutError,
    SamePerson,
    WrongControlTotals,
)
from members.models import User
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


def seal(batch: PayoutBatch, **changes: object) -> PayoutBatch:
    """Seal as it should be, but for what the case is about."""
    right: dict[str, Any] = {"count": batch.count, "total_fen": batch.total_fen}
    return batches.seal(batch.pk, **{"by": accountant()} | right | changes)


def test_preparing_numbers_the_lines_and_fixes_the_totals() -> None:
    batch = batches.prepare(collected(3).pk, by=(by := cashier()))

    batch.refresh_from_db()
    assert (batch.prepared_by, batch.count, batch.total_fen) == (by, 3, 744_003)
    lines = batch.payouts.order_by("line_no").values_list("line_no", "amount_fen")
    assert list(lines) == [(1, 248_000), (2, 248_001), (3, 248_002)]


def test_lines_follow_the_promise_where_an_earlier_one_came_later() -> None:
    batch = collected(2)
    [earlier] = queued(due_on=TODAY)
    batches.collect(TODAY)

    batches.prepare(batch.pk, by=cashier())

    lines = batch.payouts.order_by("line_no").values_list("pk", "line_no")
    assert [number for _, number in lines] == [1, 2, 3]
    assert lines[0][0] == earlier.pk


def asked(count: int) -> int:
    """How often the database is asked for so many payouts to become a sealed batch."""
    queued(count)
    maker, sealer = cashier(), accountant()
    with CaptureQueriesContext(connection) as queries:
        batch = batches.collect(TODAY)
        assert batch is not None
        batch = batches.prepare(batch.pk, by=maker)
        seal(batch, by=sealer)
    return len(queries)


def test_a_batch_asks_no_more_often_for_more_lines() -> None:
    assert asked(1) == asked(7)


def test_preparing_twice_changes_nothing() -> None:
    batch = batches.prepare(collected().pk, by=(by := cashier()))

    again = batches.prepare(batch.pk, by=by)

    assert again.prepared_at == batch.prepared_at


def test_what_somebody_prepares_nobody_else_takes_over() -> None:
    batch = prepared()

    with pytest.raises(AlreadyPrepared):
        batches.prepare(batch.pk, by=cashier())


def test_a_batch_whose_payouts_were_all_taken_out_is_not_prepared() -> None:
    batch = collected()
    batches.take_out(batch.payouts.get().pk, by=cashier(), words="户名有疑问")

    with pytest.raises(EmptyBatch):
        batches.prepare(batch.pk, by=cashier())

    queued()
    assert batches.collect(TODAY) == batch
    assert batches.prepare(batch.pk, by=cashier()).count == 1


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
