"""What the people of the city were told: of each move that has words, and of each payment."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from claims import notices
from claims.models import Award, Claim
from claims.states import Action
from members.city.copying import Row, key
from members.models import Message

READ_WITHIN: Final = timedelta(days=2)


def words(claim: Claim, action: Action, *, items: int, award: Award | None) -> str:
    """Say what a move is told in, of a claim as it was then; empty where it is not told."""
    if action is Action.ASK:
        return notices.asked_words(claim, items)
    if action is Action.CONFIRM and award is not None:
        return notices.approved_words(claim, award)
    said = notices.WORDS.get(action)
    return said(claim) if said else ""


def row(
    to: str | None,
    about: str,
    text: str,
    *,
    claim: str,
    at: datetime,
    now: datetime,
    random: Random,
) -> Row:
    """Write a message that went out at once and was read soon after, if that is over by now."""
    read_at = at + random.random() * READ_WITHIN
    return (
        key(random), to, about, text, f"/claims/{claim}/", at, read_at if read_at < now else None,
        Message.SmsState.SENT.value, at, at + notices.TOO_LATE_AFTER,
    )  # fmt: skip
