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


class Banding(StrEnum):
    """What the share of a band is taken of."""

    MARGINAL = "marginal"
    """Each part of a cost has the share of the band that it lies in."""
    WHOLE_AMOUNT = "whole_amount"
    """The whole cost has the share of the band that its end lies in."""


class Each(StrEnum):
    """How often a deductible is borne."""

    CLAIM = "claim"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Fee:
    """What one person costs a year, by who pays."""

    due: int
    """Owed with the roster: by unit and person together."""
    unit: int | None = None
    """Of what is due; None where the sheet does not say how unit and person share it."""
    person: int | None = None
    union: int = 0
    """Added by the union, on top of what is due."""
    sponsor: int = 0
    """Added by whoever gives the coverage, likewise."""

    @property
    def whole(self) -> int:
        return self.due + self.union + self.sponsor


@dataclass(frozen=True, slots=True)
class Fees:
    """The fee by class; None for a class that the period does not have."""

    standard: Fee
    concession: Fee | None = None
    gifted: Fee | None = None


@dataclass(frozen=True, slots=True)
class PerDay:
    """A fixed amount for each day, up to a number of days in one coverage."""

    fen: int
    most_days: int
    waiting_days: int = 0
    """On a first enrolment, the days at the start of which nothing is paid."""


@dataclass(frozen=True, slots=True)
class Lump:
    """One amount, once."""

    fen: int
    waiting_days: int = 0


@dataclass(frozen=True, slots=True)
class GradedLump:
    """One amount, once, for some causes and down to a grade."""

    fen: int
    causes: frozenset[Cause]
    mildest_grade: int
    """Grade 1 is the worst, 10 the mildest."""
    waiting_days: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """Costs above the band before, up to an amount that still belongs to it."""

    upto: int | None
    """None for the last band, which has no end."""
    share: int
    """Ten-thousandths: 5000 is one half."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of what a person bore, by bands, up to an amount in one coverage."""

    bands: tuple[Band, ...]
    """Rising, the last without end; one band is a flat share. Counted above the deductible."""
    banding: Banding = Banding.MARGINAL
    deductible: int = 0
    deductible_each: Each = Each.CLAIM
    most: int | None = None
    """None where the sheet states no cap."""
    waiting_days: int = 0


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
    inpatient_cost: Share | None = None
    chronic_outpatient_cost: Share | None = None
    calendar_year: int | None = None
    """The year whose last day ends every coverage; None when a coverage runs a year of its own."""
    third_check_from: int | None = None
    """From this amount on a third person checks an award; None if never."""
