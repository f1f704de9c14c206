"""Taking up what the bank answered.

A return file is taken whole or not at all, and once: the row stays locked while its lines are
written, and `settled_at` says that it was done. A file may answer for a part of its batch; what it
leaves out stays sent and is never sent again by itself.
"""

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.benefits.money import yuan
from claims.models import BankReturn, BankReturnLine, Payout, PayoutBatch
from claims.payouts import answers, bankfile
from claims.payouts.errors import AlreadyReceived, Fault, NotSealed, Problem, ReturnMismatch
from claims.payouts.formats import FORMATS
from members.crashes import crash_point
from members.models import User
from members.roles import Role

BYTE_A_CHARACTER = "latin-1"
"""How a file of unknown encoding is kept in a sealed column, which holds text."""


@transaction.atomic
def take_up(batch_id: UUID, content: bytes, *, by: User) -> BankReturn:
    """Receive and settle at once: what cannot be settled does not stay."""
    received = receive(batch_id, content, by=by)
    settle(received.pk)
    received.refresh_from_db(fields=["settled_at"])
    return received


@transaction.atomic
def receive(batch_id: UUID, content: bytes, *, by: User) -> BankReturn:
    """Keep a return file as it came, to be settled. AlreadyReceived for the very same bytes."""
    if not by.has_role(Role.CASHIER):
        raise PermissionDenied
    batch = PayoutBatch.objects.get(pk=batch_id)
    if batch.sealed_at is None:
        raise NotSealed
    sha256 = hashlib.sha256(content).hexdigest()
    text = content.decode(BYTE_A_CHARACTER)
    try:
        with transaction.atomic():
            return BankReturn.objects.create(
                batch=batch, content=text, sha256=sha256, uploaded_by=by
            )
    except IntegrityError:
        raise AlreadyReceived(sha256) from None


@transaction.atomic
def settle(return_id: UUID) -> int:
    """Write the bank's answers onto the payouts of its batch; give how many.

    0 when the file was taken up before. UnreadableReturn or ReturnMismatch, and nothing written,
    when a line is not one that was sent: reference, account and amount all have to agree.
    """
    received = BankReturn.objects.select_for_update(of=["self"]).get(pk=return_id)
    if received.settled_at is not None:
        return 0
    batch = received.batch
    said = bankfile.read(received.content.encode(BYTE_A_CHARACTER), FORMATS[batch.format])
    payouts = batch.payouts.select_for_update(of=["self"]).order_by("pk")
    sent = {p.bank_ref: p for p in payouts.select_related("award__claim__applicant")}
    if problems := list(_problems(said, batch, sent)):
        raise ReturnMismatch(problems)
    received.settled_at = timezone.now()
    received.save(update_fields=["settled_at"])
    crash_point("return.settled")
    _write(received, [(answer, sent[answer.bank_ref]) for answer in said.answers])
    return len(said.answers)


def _problems(
    said: bankfile.Answers, batch: PayoutBatch, sent: dict[str, Payout]
) -> Iterator[Problem]:
    """Name all that differs between the file and what was sent, and between it and itself."""
    if said.batch != batch.number:
        yield Problem(said.line, Fault.OTHER_BATCH, "", said.batch[:20], batch.number)
    if said.count != len(said.answers):
        found = str(said.count), str(len(said.answers))
        yield Problem(said.line, Fault.COUNT_DIFFERS, "", *found)
    total = sum(answer.amount_fen for answer in said.answers)
    if said.total_fen != total:
        yield Problem(said.line, Fault.TOTAL_DIFFERS, "", str(said.total_fen), str(total))
    seen = set()
    for answer in said.answers:
        if answer.bank_ref in seen:
            yield Problem(answer.line, Fault.REPEATED, answer.bank_ref)
        seen.add(answer.bank_ref)
        payout = sent.get(answer.bank_ref)
        if payout is None:
            yield Problem(answer.line, Fault.NOT_IN_BATCH, answer.bank_ref)
            continue
        if payout.state not in answers.FROM[answer.result]:
            yield Problem(answer.line, _out_of_turn(answer), answer.bank_ref)
        if answer.account != payout.payee_account:
            yield Problem(answer.line, Fault.ACCOUNT_DIFFERS, answer.bank_ref)
        if answer.amount_fen != payout.amount_fen:
            amounts = str(yuan(answer.amount_fen)), str(yuan(payout.amount_fen))
            yield Problem(answer.line, Fault.AMOUNT_DIFFERS, answer.bank_ref, *amounts)


def _out_of_turn(answer: bankfile.Answer) -> Fault:
    if answer.result is bankfile.Result.BOUNCED:
        return Fault.NOT_PAID
    return Fault.ALREADY_ANSWERED


def _write(received: BankReturn, answered: Sequence[tuple[bankfile.Answer, Payout]]) -> None:
    assert received.settled_at is not None  # noqa: S101 - for the types: just set
    BankReturnLine.objects.bulk_create(
        BankReturnLine(
            bank_return=received,
            line_no=answer.line,
            payout=payout,
            paid=answer.result is bankfile.Result.PAID,
            words=answer.words,
        )
        for answer, payout in answered
    )
    crash_point("return.written")
    answers.write(
        [(payout, answer.result, answer.words) for answer, payout in answered],
        at=received.settled_at,
    )
