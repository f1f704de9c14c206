"""The books: two legs a posting, in fen, written once and never changed.

What is owed is a benefit given (OWED); sent, it is on its way (EXPORTED); then it has left the
bank (PAID) or is owed again (RETURNED, or BOUNCED when it had been paid already). What was wrongly
owed is taken back before it is paid (REVERSED) or, once paid, owed to us by a person (RECLAIMED)
until the money is back (RECOVERED). Triggers hold that legs balance and that no row changes.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from claims.models import LedgerEntry, Payout
from members.keys import new_key

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
}
"""Debit and credit of each kind."""


def post(payouts: Iterable[Payout], kind: LedgerEntry.Kind, *, fen: int | None = None) -> None:
    """Write both legs for each payout, under a posting of its own: of `fen`, or of all of it.

    An award is owed once, by its first payout: a second attempt is only sent and answered.
    IntegrityError `ledger_posted_once` when one of them was posted as this kind before.
    """
    debit, credit = LEGS[kind]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(posting=posting, kind=kind, account=account, fen=leg, payout=payout)
        for payout in payouts
        for posting, amount in ((new_key(), payout.amount_fen if fen is None else fen),)
        for account, leg in ((debit, amount), (credit, -amount))
    )
