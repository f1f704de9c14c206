"""What became of payouts that were sent: written in one place, whoever found it out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from claims.models import LedgerEntry, Payout
from claims.payouts import ledger, notices
from claims.payouts.bankfile import Result
from members.crashes import crash_point

State, Kind = Payout.State, LedgerEntry.Kind

FROM: Final[Mapping[Result, frozenset[Payout.State]]] = {
    Result.PAID: frozenset({State.EXPORTED, State.UNKNOWN}),
    Result.FAILED: frozenset({State.EXPORTED, State.UNKNOWN}),
    Result.BOUNCED: frozenset({State.PAID}),
}
"""In which states a payout can have such an answer; a trigger holds the same."""

BOOKED: Final[Mapping[Result, LedgerEntry.Kind]] = {
    Result.PAID: Kind.PAID,
    Result.FAILED: Kind.RETURNED,
    Result.BOUNCED: Kind.BOUNCED,
}
TOLD: Final = {
    Result.PAID: notices.paid,
    Result.FAILED: notices.returned,
    Result.BOUNCED: notices.bounced,
}


def write(answered: Iterable[tuple[Payout, Result, str]], *, at: datetime) -> None:
    """Write answers onto locked payouts: state, books, and what their members are told."""
    answered = list(answered)
    for payout, result, words in answered:
        payout.state = State.PAID if result is Result.PAID else State.RETURNED
        payout.settled_at = at
        payout.bank_words = "" if result is Result.PAID else words
    payouts = [payout for payout, _, _ in answered]
    Payout.objects.bulk_update(payouts, ["state", "settled_at", "bank_words"], batch_size=500)
    for result in Result:
        ledger.post([p for p, found, _ in answered if found is result], BOOKED[result])
    crash_point("return.posted")
    for payout, result, _ in answered:
        TOLD[result](payout)
