"""What the city owes and pays: batches of a few days, sealed, sent, answered and in the books.

The files are those that the verbs would write, to the byte.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from random import Random
from typing import Final

from claims import numbers
from claims.city import tables, told
from claims.city.ways import Calendar, at, day_of
from claims.models import LedgerEntry, Payout
from claims.outside import bank
from claims.payouts import bankfile, notices
from claims.payouts.batches import NOTE
from claims.payouts.ledger import LEGS
from claims.payouts.returns import BYTE_A_CHARACTER
from members.city.copying import Row, Rows, key

A_BATCH: Final = 4
"""Working days whose approvals go to the bank together: well within the promise."""
BATCHES_A_QUARTER: Final = 1_000
"""Serials set aside for those of one quarter, which are fewer."""
COLLECTED, PREPARED, SEALED, FETCHED, ANSWERED = 32_400, 36_000, 39_600, 39_900, 57_600
"""Seconds of the day: from nine in the morning to four in the afternoon."""
State, Kind = Payout.State, LedgerEntry.Kind


@dataclass(frozen=True, slots=True)
class Owed:
    """One payout before anybody has taken it to the bank."""

    key: str
    award: str
    fen: int
    due_on: date
    name: str
    bank: str
    account: str
    serial: int
    approved_at: datetime
    claim: str
    member: str | None
    """Key of the account that is told."""

    @property
    def reference(self) -> str:
        return numbers.bank_reference(day_of(self.approved_at), self.serial)


@dataclass(frozen=True, slots=True)
class Purse:
    """All that a quarter owes, by the turn of days in which it was approved."""

    calendar: Calendar
    cashier: str
    accountant: str
    first_batch: int
    """Serial of the quarter's first batch."""
    turns: dict[int, list[Owed]] = field(default_factory=lambda: defaultdict(list))

    def owe(self, owed: Owed) -> None:
        place = bisect_left(self.calendar.worked, day_of(owed.approved_at))
        self.turns[place // A_BATCH].append(owed)

    def pay(self, random: Random, rows: Rows) -> None:
        """Write every payout into `rows`: sent and answered where its turn has come by now."""
        for place, (turn, owed) in enumerate(sorted(self.turns.items())):
            day = self.calendar.worked[min((turn + 1) * A_BATCH, len(self.calendar.worked) - 1)]
            sealed, settled = at(day, SEALED), at(day, ANSWERED)
            batch = _Sent(key(random), day, f"PB-{numbers.dated(day, self.first_batch + place)}")
            postings = [(Kind.OWED, None), (Kind.EXPORTED, sealed), (Kind.PAID, settled)]
            if sealed > self.calendar.now:
                state, batch_key, postings = State.QUEUED, None, postings[:1]
            elif settled > self.calendar.now:
                state, batch_key, postings = State.EXPORTED, batch.key, postings[:2]
            else:
                state, batch_key = State.PAID, batch.key
            if batch_key:
                content = self._seal(batch, owed, rows)
                if state is State.PAID:
                    self._answer(batch, content, owed, key(random), rows)
            for line, one in enumerate(owed, start=1):
                rows[tables.PAYOUTS].append(
                    (
                        one.key, one.award, state.value, one.fen, one.due_on, one.name, one.bank,
                        one.account, one.reference, batch_key, line if batch_key else None,
                        settled if state is State.PAID else None,
                    )
                )  # fmt: skip
                if state is State.PAID:
                    rows[tables.MESSAGES].append(_told(one, settled, self.calendar.now, random))
                for kind, moment in postings:
                    _post(one, kind, moment or one.approved_at, key(random), rows)

    def _seal(self, batch: "_Sent", owed: Sequence[Owed], rows: Rows) -> bytes:
        lines = [
            bankfile.Line(line, one.reference, one.account, one.name, one.fen, NOTE)
            for line, one in enumerate(owed, start=1)
        ]
        content, total = bankfile.write(batch.number, lines), sum(one.fen for one in owed)
        rows[tables.BATCHES].append(
            (
                batch.key, batch.number, self.cashier, at(batch.day, PREPARED),
                at(batch.day, COLLECTED), self.accountant, at(batch.day, SEALED), len(owed), total,
                content.decode(bankfile.ENCODING), sha256(content).hexdigest(),
                at(batch.day, FETCHED),
            )
        )  # fmt: skip
        return content

    def _answer(
        self, batch: "_Sent", sent: bytes, owed: Sequence[Owed], received: str, rows: Rows
    ) -> None:
        answer, when = bank.answer(sent).encode(), at(batch.day, ANSWERED)
        rows[tables.RETURNS].append(
            (
                received, batch.key, answer.decode(BYTE_A_CHARACTER), sha256(answer).hexdigest(),
                self.cashier, when, when,
            )
        )  # fmt: skip
        rows[tables.LINES] += [
            (received, line, one.key, True) for line, one in enumerate(owed, start=2)
        ]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A batch as its files name it."""

    key: str
    day: date
    number: str


def _post(owed: Owed, kind: LedgerEntry.Kind, moment: datetime, posting: str, rows: Rows) -> None:
    for account, fen in zip(LEGS[kind], (owed.fen, -owed.fen), strict=True):
        rows[tables.LEDGER].append((posting, kind.value, account.value, fen, owed.key, moment))


def _told(owed: Owed, paid_at: datetime, now: datetime, random: Random) -> Row:
    text = notices.paid_words(owed.fen, owed.account)
    about, claim = f"payout-paid:{owed.key}", owed.claim
    return told.row(owed.member, about, text, claim=claim, at=paid_at, now=now, random=random)
