"""Batches of payouts on their way to the bank: collected, prepared, sealed by another, fetched.

A batch changes under its lock alone. Its payouts are `exported` and posted in the transaction that
writes its file, so before anybody can hold the file. The file is written once: every download
gives the same bytes, or FileDamaged.
"""

import hashlib
from datetime import date
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims import numbers
from claims.models import Hold, LedgerEntry, Payout, PayoutBatch, Reconciliation
from claims.payouts import bankfile, ledger
from claims.payouts.errors import (
    AlreadyPrepared,
    AlreadySealed,
    BatchChanged,
    EmptyBatch,
    ExportBlocked,
    FileDamaged,
    Missing,
    NotPrepared,
    NotSealed,
    NotWaiting,
    SamePerson,
    WrongControlTotals,
)
from claims.payouts.formats import FORMATS
from claims.promise.deadlines import PAID_WITHIN
from members.crashes import crash_point
from members.models import AccessLog, User
from members.roles import Role
from members.workdays import CalendarUnknown, add_workdays

LEAD_DAYS: Final = PAID_WITHIN
"""Working days before its promise that a payout is collected. As many as the promise has, so that
whatever is owed goes into the next batch: nobody gains by waiting."""
MOST_LINES: Final = 1000
"""Payouts in one batch. Default, not sourced."""
SWEEP_LOCK: Final = 4_801_001
"""Advisory lock of the sweep: any number that nobody else takes."""
PUT_IN: Final = """
UPDATE claims_payout payout SET batch_id = %s, line_no = %s + line.number
  FROM unnest(%s::uuid[]) WITH ORDINALITY line (id, number) WHERE payout.id = line.id
"""
"""Into a batch and behind its lines at once: each payout is written no more than it must be."""
MISPLACED: Final = """
UPDATE claims_payout payout SET line_no = NULL
  FROM (SELECT id, row_number() OVER (ORDER BY due_on, id) AS number
          FROM claims_payout WHERE batch_id = %s) line
 WHERE payout.id = line.id AND payout.line_no <> line.number
"""
NUMBER_LINES: Final = """
UPDATE claims_payout payout SET line_no = line.number
  FROM (SELECT id, row_number() OVER (ORDER BY due_on, id) AS number
          FROM claims_payout WHERE batch_id = %s) line
 WHERE payout.id = line.id AND payout.line_no IS NULL
"""
"""Earliest promise first: as a rule they were collected so, and neither writes anything."""
SEND: Final = """
UPDATE claims_payout SET state = 'exported' WHERE batch_id = %s AND state = 'queued'
RETURNING id, line_no, amount_fen, bank_ref, payee_name, payee_account
"""
NOTE: Final = "职工医疗互助补助"
"""What the payee's statement says beside the amount."""


@transaction.atomic
def collect(today: date) -> PayoutBatch | None:
    """Put the payouts that are due soon into the open batch; None when there are none.

    Earliest promise first, and all that is older. Two sweeps at once: one of them does nothing.
    A batch somebody is just preparing is not touched.
    """
    if not _alone():
        return None
    batch = (
        PayoutBatch.objects.select_for_update(skip_locked=True)
        .filter(prepared_at=None)
        .order_by("-collected_at")
        .first()
    )
    room = MOST_LINES - batch.payouts.count() if batch else MOST_LINES
    if room <= 0:
        batch, room = None, MOST_LINES
    held = Hold.objects.open().filter(payout=OuterRef("pk"))
    soon = Payout.objects.due(horizon(today)).exclude(Exists(held))
    soon = soon.select_for_update(skip_locked=True)[:room]
    due = list(soon.values_list("pk", flat=True))
    if not due:
        return None
    batch = batch or PayoutBatch.objects.create(number=numbers.batch_number())
    with connection.cursor() as cursor:
        cursor.execute(PUT_IN, [batch.pk, MOST_LINES - room, due])
    crash_point("batch.collected")
    _recount(batch)
    batch.save(update_fields=["count", "total_fen"])
    return batch


def horizon(today: date) -> date:
    """Give the last promised day that is collected today.

    The calendar ends before it: then so does every promise made, and all are collected.
    """
    try:
        return add_workdays(today, LEAD_DAYS)
    except CalendarUnknown:
        return date.max


@transaction.atomic
def prepare(batch_id: UUID, *, by: User) -> PayoutBatch:
    """Take a collected batch on: number its lines, fix count and total.

    By the same person twice changes nothing; AlreadyPrepared by another, EmptyBatch.
    """
    _demand(by, Role.CASHIER)
    batch = _lock(batch_id)
    if batch.prepared_at is not None:
        if batch.prepared_by_id == by.pk:
            return batch
        raise AlreadyPrepared
    if not batch.payouts.exists():
        raise EmptyBatch
    with connection.cursor() as cursor:
        cursor.execute(MISPLACED, [batch.pk])
        cursor.execute(NUMBER_LINES, [batch.pk])
    crash_point("batch.numbered")
    _recount(batch)
    batch.prepared_by, batch.prepared_at = by, timezone.now()
    batch.save(update_fields=["count", "total_fen", "prepared_by", "prepared_at"])
    return batch


@transaction.atomic
def take_out(payout_id: UUID, *, by: User, words: str) -> PayoutBatch:
    """Take a payout out of a batch that is not sealed, and hold it until two people release it.

    What was prepared is to be prepared anew. NotWaiting when it is in no such batch.
    """
    _demand(by, Role.CASHIER, Role.ACCOUNTANT)
    if not words.strip():
        raise Missing({"words": "请写明取出的理由。"})
    batch_id = Payout.objects.get(pk=payout_id).batch_id
    if batch_id is None:
        raise NotWaiting
    batch = _lock(batch_id)
    if batch.sealed_at is not None:
        raise AlreadySealed
    payout = batch.payouts.select_for_update(of=["self"]).filter(pk=payout_id).first()
    if payout is None:
        raise NotWaiting
    Payout.objects.filter(batch=batch).update(line_no=None)
    Payout.objects.filter(pk=payout.pk).update(batch=None)
    Hold.objects.create(
        payout=payout, reason=Hold.Reason.TAKEN_OUT, placed_by=by, words=words.strip()
    )
    batch.prepared_by = batch.prepared_at = None
    _recount(batch)
    batch.save(update_fields=["count", "total_fen", "prepared_by", "prepared_at"])
    return batch


@transaction.atomic
def seal(batch_id: UUID, *, by: User, count: int, total_fen: int) -> PayoutBatch:
    """Second pair of eyes: write the bank file and say that its payouts are sent.

    `count` and `total_fen` are what the person typed: WrongControlTotals when they are not the
    batch's. BatchChanged when its payouts are not those that were prepared, ExportBlocked while the
    books have a break that nobody cleared; a trigger holds that too.
    """
    _demand(by, Role.ACCOUNTANT)
    batch = _lock(batch_id)
    if batch.sealed_at is not None:
        raise AlreadySealed
    if batch.prepared_at is None:
        raise NotPrepared
    if batch.prepared_by_id == by.pk:
        raise SamePerson
    if Reconciliation.objects.open().exists():
        raise ExportBlocked
    payouts = _sent(batch)
    crash_point("batch.exported")
    if not _as_prepared(batch, payouts):
        raise BatchChanged
    if (count, total_fen) != (batch.count, batch.total_fen):
        raise WrongControlTotals(count, total_fen)
    form = FORMATS[settings.BANK_FORMAT]
    written = bankfile.write(batch.number, [_line(payout) for payout in payouts], form)
    batch.format, batch.content = form.code, written.decode(form.kept_as)
    batch.sha256 = hashlib.sha256(written).hexdigest()
    batch.sealed_by, batch.sealed_at = by, timezone.now()
    batch.save(update_fields=["format", "content", "sha256", "sealed_by", "sealed_at"])
    crash_point("batch.written")
    ledger.post(payouts, LedgerEntry.Kind.EXPORTED)
    crash_point("batch.posted")
    return batch


@transaction.atomic
def file(batch_id: UUID, *, by: User, address: str | None = None) -> bytes:
    """Give the sealed bank file, the same bytes each time, and record who took it."""
    _demand(by, Role.CASHIER, Role.ACCOUNTANT)
    batch = _lock(batch_id)
    if batch.sealed_at is None:
        raise NotSealed
    if Reconciliation.objects.open().exists():
        raise ExportBlocked
    found = content(batch)
    AccessLog.objects.create(
        by=by, what="payout_batch_file", object_id=str(batch.pk), address=address
    )
    crash_point("batch.given")
    if batch.downloaded_at is None:
        batch.downloaded_at = timezone.now()
        batch.save(update_fields=["downloaded_at"])
    return found


def content(batch: PayoutBatch) -> bytes:
    """Give the bytes of a sealed batch; FileDamaged when they are not those that were sealed."""
    found = batch.content.encode(FORMATS[batch.format].kept_as)
    if hashlib.sha256(found).hexdigest() != batch.sha256:
        raise FileDamaged
    return found


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        return bool(cursor.fetchone()[0])


def _demand(user: User, *roles: Role) -> None:
    if not user.has_role(*roles):
        raise PermissionDenied


def _lock(batch_id: UUID) -> PayoutBatch:
    return PayoutBatch.objects.select_for_update(of=["self"]).get(pk=batch_id)


def _recount(batch: PayoutBatch) -> None:
    sums = batch.payouts.aggregate(count=Count("pk"), total=Coalesce(Sum("amount_fen"), 0))
    batch.count, batch.total_fen = sums["count"], sums["total"]


def _sent(batch: PayoutBatch) -> list[Payout]:
    """Say of a batch's payouts that they are sent, and give them in the order of their lines."""
    sent = Payout.objects.raw(SEND, [batch.pk])
    return sorted(sent, key=lambda payout: payout.line_no or 0)


def _as_prepared(batch: PayoutBatch, payouts: list[Payout]) -> bool:
    """Whether those that were sent, which nobody can change any more, are what was prepared."""
    return (
        batch.count > 0
        and [payout.line_no for payout in payouts] == list(range(1, batch.count + 1))
        and sum(payout.amount_fen for payout in payouts) == batch.total_fen
    )


def _line(payout: Payout) -> bankfile.Line:
    return bankfile.Line(
        line_no=payout.line_no or 0,
        bank_ref=payout.bank_ref,
        account=payout.payee_account,
        name=payout.payee_name,
        amount_fen=payout.amount_fen,
        note=NOTE,
    )
