"""What a period pays: a rule sheet as values. Amounts are whole fen.

A benefit that a sheet does not name is None: the rule then answers "manual" and does not guess.
"""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What a disability came of. Codes are stored: never rename one."""

    WORK_INJURY = "work_injury"
    ACCIDENT = "accident"
    ILLNESS = "illness"


@dataclass(frozen=True, slots=True)
class Fees:
    """What a person pays a year, by fee class; None for a class that the period does not have."""

    standard: int
    concession: int | None = None
    gifted: int | None = None


@dataclass(frozen=True, slots=True)
class PerDay:
    """A fixed amount for each day, up to a number of days in one coverage."""

    fen: int
    most_days: int


@dataclass(frozen=True, slots=True)
class Lump:
    """One amount, once."""

    fen: int


@dataclass(frozen=True, slots=True)
class GradedLump:
    """One amount, once, for some causes and down to a grade."""

    fen: int
    causes: frozenset[Cause]
    mildest_grade: int
    """Grade 1 is the worst, 10 the mildest."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules of one period."""

    code: str
    name: str
    source: str
    fees: Fees
    inpatient: PerDay | None = None
    critical_illness: Lump | None = None
    death: Lump | None = None
    disability: GradedLump | None = None
    third_check_from: int | None = None
    """From this amount on a third person checks an award; None if never."""
