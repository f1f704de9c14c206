"""What is promised to be paid and is not paid yet: due today, at risk, late. The office's board and
the lists behind it read the same table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from claims.models import Payout
from claims.promise.deadlines import near_until

STATES: Final = tuple(state for state in Payout.State if state not in Payout.OVER)
"""On the way: nobody knows yet that it arrived or came back."""

LABELS: Final[Mapping[str, str]] = {
    "late": "已超期",
    "today": "今日到期",
    "risk": "两个工作日内到期，尚未送银行",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """Payouts in the same need: how many, how much, and the oldest promise among them."""

    code: str
    count: int
    fen: int
    oldest: date | None

    @property
    def label(self) -> str:
        return LABELS[self.code]


def rows(code: str, today: date) -> Q:
    """Which payouts stand under a code of LABELS."""
    match code:
        case "late":
            return Q(state__in=STATES, due_on__lt=today)
        case "today":
            return Q(state__in=STATES, due_on=today)
    return Q(state=Payout.State.QUEUED, due_on__gt=today, due_on__lte=near_until(today))


def owed() -> list[Owed]:
    """Count all of them. Two queries."""
    today = timezone.localdate()
    which = {code: rows(code, today) for code in LABELS}
    found = Payout.objects.filter(state__in=STATES).aggregate(
        **{f"{code}_count": Count("pk", filter=q) for code, q in which.items()},
        **{f"{code}_fen": Sum("amount_fen", filter=q, default=0) for code, q in which.items()},
        **{f"{code}_oldest": Min("due_on", filter=q) for code, q in which.items()},
    )
    return [
        Owed(code, found[f"{code}_count"], found[f"{code}_fen"], found[f"{code}_oldest"])
        for code in LABELS
    ]
