"""What the rules give for a claim, for the first checker to look at before proposing it."""

from dataclasses import dataclass, field
from typing import Any

from claims import benefits, checking
from claims.admin.refusals import sentence
from claims.errors import Incomplete, NotPayable
from claims.models import Claim
from claims.working import REASONS, lines_of


@dataclass(frozen=True, slots=True)
class Preview:
    fen: int | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the rules have to say of the claim, in words."""
    hindrance: str = ""
    """Why no amount can be proposed; empty when one can."""


def preview(claim: Claim) -> Preview:
    """Value a claim as it stands, in words and figures; nothing is written."""
    try:
        found = checking.preview(claim)
    except Incomplete as error:
        return Preview(hindrance=sentence(error))
    notes = [REASONS[reason] for reason in found.reasons]
    if found.outcome in {benefits.Outcome.PAYABLE, benefits.Outcome.ZERO}:
        return Preview(found.fen, lines_of(found), notes)
    refused = NotPayable(found.outcome, tuple(found.reasons))
    return Preview(None, lines_of(found), notes, sentence(refused))
