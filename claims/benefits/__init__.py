"""The benefit rules: pure functions over plain facts. The rest of the house comes in by this door.

    sheet = read_sheet(text)                       # SheetInvalid carries every problem
    cover = Cover(sheet, starts_on, ends_on, used=Used(nights=frozenset(paid_nights)), key="17")
    claim = Inpatient((Stay(admitted_on, discharged_on),), printed_days=10)
    award = assess(claim, [cover])                 # all coverages of the person, in any order
    award.outcome, award.fen, award.days, award.reasons, award.lines

Nothing here reads a clock, a setting or a row. Amounts are whole fen; `fen_of` and `yuan` stand at
the edges. A line keeps the coverage as it was before the claim, with the caller's `key`.
"""

from claims.benefits.answer import Answer, answer
from claims.benefits.coverage import cover_on
from claims.benefits.materials import Circumstance, Need, Paper, missing, needs
from claims.benefits.money import fen_of, yuan
from claims.benefits.outcome import (
    Assessment,
    BandPart,
    DayLine,
    Line,
    LumpLine,
    Outcome,
    Reason,
    ShareLine,
)
from claims.benefits.sheet import SheetInvalid, read_sheet, shipped_sheets, shipped_texts
from claims.benefits.table import Problem
from claims.benefits.terms import (
    Band,
    Banding,
    Cause,
    Each,
    Fee,
    Fees,
    GradedLump,
    Lump,
    PerDay,
    Share,
    Sheet,
)
from claims.benefits.types import (
    Claim,
    Cost,
    Cover,
    CriticalIllness,
    Death,
    Disability,
    Event,
    Inpatient,
    Kind,
    Stay,
    Used,
)
from claims.benefits.valuation import assess, assess_in_order, covers_after

__all__ = [
    "Answer",
    "Assessment",
    "Band",
    "BandPart",
    "Banding",
    "Cause",
    "Circumstance",
    "Claim",
    "Cost",
    "Cover",
    "CriticalIllness",
    "DayLine",
    "Death",
    "Disability",
    "Each",
    "Event",
    "Fee",
    "Fees",
    "GradedLump",
    "Inpatient",
    "Kind",
    "Line",
    "Lump",
    "LumpLine",
    "Need",
    "Outcome",
    "Paper",
    "PerDay",
    "Problem",
    "Reason",
    "Share",
    "ShareLine",
    "Sheet",
    "SheetInvalid",
    "Stay",
    "Used",
    "answer",
    "assess",
    "assess_in_order",
    "cover_on",
    "covers_after",
    "fen_of",
    "missing",
    "needs",
    "read_sheet",
    "shipped_sheets",
    "shipped_texts",
    "yuan",
]
