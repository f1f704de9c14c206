"""The books: two legs a posting, in fen, written once and never changed.

What is owed is a benefit given (OWED); sent, it is on its way (EXPORTED); then it has left the
bank (PAID) or is owed again (RETURNED, or BOUNCED when it had been paid already). What was wrongly
owed is reversed before it is paid (REVERSED) or, once paid, owed to us by a person (RECLAIMED)
until the money is back (RECOVERED), or the bank itself sent it back (OFFSET). Triggers hold that
legs balance and that no row changes.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection
from django.utils import timezone

from claims.models import LedgerEntry, Payout

Account, Kind = LedgerEntry.Account, LedgerEntry.Kind

LEGS: Final[Mapping[str, tuple[LedgerEntry.Account, LedgerEntry.Account]]] = {
    Kind.OWED: (Account.BENEFITS, Account.PAYABLE),
    Kind.EXPORTED: (Account.PAYABLE, Account.CLEARING),
    Kind.PAID: (Account.CLEARING, Account.BANK),
    Kind.RETURNED: (Account.CLEARING, Account.PAYABLE),
    Kind.BOUNCED: (Account.BANK, Account.PAYABLE),
    Kind.REVERSED: (Account.PAYABLE, Account.BENEFITS),
    Kind.RECLAIMED: (Account.RECEIVABLE, Account.BENEFITS),
    Kind.RECOVERED: (Account.BANK, Account.RECEIVABLE),
    Kind.OFFSET: (Account.PAYABLE, Account.RECEIVABLE),
}
"""Debit and credit of each kind."""

POST: Final = """
INSERT INTO claims_ledgerentry (posting, kind, account, fen, payout_id, at)
SELECT posted.posting, %s, leg.account, leg.sign * posted.fen, posted.id, %s
  FROM (SELECT id, gen_random_uuid() AS posting, coalesce(%s, amount_fen) AS fen
          FROM claims_payout WHERE id = ANY(%s::uuid[])) posted,
       (VALUES (%s, 1), (%s, -1)) leg (account, sign)
"""
"""Both legs of all of them in one statement: it is what has to balance."""


def post(payouts: Iterable[Payout], kind: LedgerEntry.Kind, *, fen: int | None = None) -> None:
    """Write both legs for each payout, under a posting of its own: of `fen`, or of all of it.

    An award is owed once, by its first payout: a second attempt is only sent and answered.
    IntegrityError `ledger_posted_once` when one of them was posted as this kind before.
    """
    debit, credit = LEGS[kind]
    posted = [payout.pk for payout in payouts]
    with connection.cursor() as cursor:
        cursor.execute(POST, [kind, timezone.now(), fen, posted, debit, credit])
