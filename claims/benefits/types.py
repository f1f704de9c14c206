"""The facts a rule reads: claims and coverages, frozen and plain. Amounts are whole fen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from claims.benefits.terms import Cause, Sheet


class Kind(StrEnum):
    """What is claimed. Codes are stored: never rename one."""

    INPATIENT = "inpatient"
    CRITICAL_ILLNESS = "critical_illness"
    DEATH = "death"
    DISABILITY = "disability"
    INPATIENT_COST = "inpatient_cost"
    CHRONIC_OUTPATIENT_COST = "chronic_outpatient_cost"


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in hospital. ValueError when it ends before it begins."""

    admitted_on: date
    discharged_on: date

    def __post_init__(self) -> None:
        if self.discharged_on < self.admitted_on:
            raise ValueError("a stay ends on or after the day it begins")

    @property
    def nights(self) -> range:
        """The nights of the stay as ordinals of the day they begin; a same-day stay has one."""
        first, morning_after = self.admitted_on.toordinal(), self.discharged_on.toordinal()
        return range(first, max(morning_after, first + 1))


@dataclass(frozen=True, slots=True)
class Inpatient:
    kind: ClassVar[Kind] = Kind.INPATIENT
    stays: tuple[Stay, ...]
    printed_days: int | None = None
    """实际住院天数 as the papers print it, over all stays of the claim."""


@dataclass(frozen=True, slots=True)
class CriticalIllness:
    kind: ClassVar[Kind] = Kind.CRITICAL_ILLNESS
    diagnosed_on: date
    listed: bool
    """The disease is on the list of the period, as the reviewer judged."""
    first_diagnosis: bool
    """Never diagnosed before by any medical institution."""


@dataclass(frozen=True, slots=True)
class Death:
    kind: ClassVar[Kind] = Kind.DEATH
    died_on: date


@dataclass(frozen=True, slots=True)
class Disability:
    kind: ClassVar[Kind] = Kind.DISABILITY
    reported_on: date
    """The date of the grade report: this decides, not the day of the accident."""
    cause: Cause
    grade: int
    """1, the worst, to 10."""
    occurred_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost of which a share may be paid: one settlement."""

    kind: Kind
    """INPATIENT_COST or CHRONIC_OUTPATIENT_COST."""
    self_borne: int
    """What the insurances left to the person, of what their catalogues name."""
    incurred_on: date


Event = CriticalIllness | Death | Disability
Claim = Inpatient | Event | Cost


@dataclass(frozen=True, slots=True)
class Used:
    """What earlier claims used of one coverage."""

    nights: frozenset[date] = frozenset()
    """Inpatient days paid, by the day the night begins."""
    undated_days: int = 0
    """Inpatient days paid of which only the number is known."""
    fen: Mapping[Kind, int] = field(default_factory=dict)
    """Amounts paid, by kind; inpatient days count as days and need no amount."""
    deducted: Mapping[Kind, int] = field(default_factory=dict)
    """What was borne of a deductible, by kind. Where an amount was paid, all of it was."""

    @property
    def days(self) -> int:
        return len(self.nights) + self.undated_days


@dataclass(frozen=True, slots=True)
class Cover:
    """One coverage of a person, both days included. ValueError when it ends before it begins."""

    sheet: Sheet
    starts_on: date
    ends_on: date
    used: Used = Used()
    first_enrolment: bool = False
    key: str = ""
    """The caller's own name for this coverage. No rule reads it."""

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError("a coverage ends on or after the day it begins")
