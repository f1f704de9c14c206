"""A sealed batch: the same bytes for whoever may have them, and never changed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from claims.models import Payout, PayoutBatch
from claims.payouts import batches
from claims.payouts.errors import (
    FileDamaged,
)
from members.models import AccessLog, User
from members.roles import Role
from tests.claims.payouts.steps import (
    accountant,
    cashier,
    collected,
    sealed,
)
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db


def seal(batch: PayoutBatch, **changes: object) -> PayoutBatch:
    """Seal as it should be, but for what the case is about."""
    right: dict[str, Any] = {"count": batch.count, "total_fen": batch.total_fen}
    return batches.seal(batch.pk, **{"by": accountant()} | right | changes)


VERBS: dict[str, tuple[Role, Callable[[UUID, User], object]]] = {
    "prepare": (Role.CASHIER, lambda pk, by: batches.prepare(pk, by=by)),
    "seal": (Role.ACCOUNTANT, lambda pk, by: batches.seal(pk, by=by, count=0, total_fen=0)),
}


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
        {"format": "fixed-1"},
        {"sealed_at": None, "sealed_by": None, "sha256": ""},
    ],
)
def test_a_sealed_batch_never_changes(change: dict[str, object]) -> None:
    batch = sealed()

    with pytest.raises(IntegrityError, match="is sealed and cannot change"):
        PayoutBatch.objects.filter(pk=batch.pk).update(**change)


def test_nothing_joins_a_sealed_batch() -> None:
    batch, open_ = sealed(), collected()
    late = open_.payouts.get()

    with pytest.raises(IntegrityError, match="its batch is sealed"), transaction.atomic():
        Payout.objects.filter(pk=late.pk).update(batch=batch)

    Payout.objects.filter(pk=late.pk).update(batch=None)
    Payout.objects.filter(pk=late.pk).update(batch=open_)


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

    with pytest.raises(IntegrityError, match=r"cannot change|does not go"):
        batch.payouts.update(**change)
