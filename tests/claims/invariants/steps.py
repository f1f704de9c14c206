"""A small world in which every invariant has something to hold: one claim paid, one at the bank."""

import hashlib

from django.db import connection

from claims.models import Page, Payout
from claims.payouts import batches, returns
from members import vault
from tests.claims.payouts.steps import accountant, answer, cashier
from tests.factories.claims import account_of, approved, payout_of

NO_TRIGGERS = "ALTER TABLE {0} DISABLE TRIGGER USER"


def world() -> list[Payout]:
    """Give the payouts of two claims that walked all the way: the first paid, the second sent."""
    payouts = [payout_of(approved(account=account_of(n))) for n in (1, 2)]
    batch = batches.collect(max(payout.due_on for payout in payouts))
    assert batch is not None
    batches.prepare(batch.pk, by=(maker := cashier()))
    batch.refresh_from_db()
    batches.seal(batch.pk, by=accountant(), count=2, total_fen=batch.total_fen)
    returns.take_up(batch.pk, answer(batch, only={1}).encode(), by=maker)
    keep_the_pages()
    return list(batch.payouts.order_by("line_no"))


def run(statement: str) -> None:
    """Do what no verb does: behind constraints and triggers, which it may take down first."""
    connection.check_constraints()  # what is deferred would forbid to alter a table
    with connection.cursor() as cursor:
        cursor.execute(statement)


def make_late(payout: Payout, due_on: str) -> None:
    """Move a promise into the past, which nobody can."""
    run(NO_TRIGGERS.format("claims_payout"))
    Payout.objects.filter(pk=payout.pk).update(due_on=due_on)


def keep_the_pages() -> None:
    """Give the factory's pages bytes of their own."""
    for page in Page.objects.all():
        key = vault.put(str(page.pk).encode())
        page.original_key = page.picture_key = page.thumb_key = key
        page.original_sha256 = hashlib.sha256(str(page.pk).encode()).hexdigest()
        page.save()
