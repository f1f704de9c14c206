"""The books: two legs a posting, in fen, written once and never changed.

What is owed is a benefit given (OWED); sent, it is on its way (EXPORTED); then it has left the
bank (PAID) or is owed again (RETURNED). Triggers hold that legs balance and that no row changes.
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
}
"""Debit and credit of each kind."""


def post(payouts: Iterable[Payout], kind: LedgerEntry.Kind) -> None:
    """Write both legs for each payout, under a posting of its own.

    IntegrityError `ledger_posted_once` when one of them was posted as this kind before.
    """
    debit, credit = LEGS[kind]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(posting=posting, kind=kind, account=account, fen=fen, payout=payout)
        for payout in payouts
        for posting in (new_key(),)
        for account, fen in ((debit, payout.amount_fen), (credit, -payout.amount_fen))
    )
