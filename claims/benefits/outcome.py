"""What a rule answers: outcome, reasons and the working. Amounts are whole fen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from claims.benefits.terms import Share
from claims.benefits.types import Cover, Kind


class Outcome(StrEnum):
    PAYABLE = "payable"
    ZERO = "zero"
    """Payable in kind, but nothing is left of the cap: an award of nothing, not a refusal."""
    REFUSED = "refused"
    MANUAL = "manual"
    """The sheet does not say what is paid, or leaves it open: a person decides."""


class Reason(StrEnum):
    """What a rule has to say of a claim, in the order in which reasons are told."""

    DAY_CAP = "DAY_CAP"
    AMOUNT_CAP = "AMOUNT_CAP"
    OUTSIDE_COVERAGE = "OUTSIDE_COVERAGE"
    NOT_COVERED = "NOT_COVERED"
    STAY_OVERLAP = "STAY_OVERLAP"
    DAYS_MISMATCH = "DAYS_MISMATCH"
    NOT_LISTED = "NOT_LISTED"
    NOT_FIRST_DIAGNOSIS = "NOT_FIRST_DIAGNOSIS"
    ALREADY_PAID = "ALREADY_PAID"
    CAUSE_NOT_COVERED = "CAUSE_NOT_COVERED"
    GRADE_NOT_COVERED = "GRADE_NOT_COVERED"
    WAITING_PERIOD = "WAITING_PERIOD"


def in_order(reasons: Collection[Reason]) -> tuple[Reason, ...]:
    """Tell each reason once, in the order of the list."""
    return tuple(reason for reason in Reason if reason in reasons)


@dataclass(frozen=True, slots=True)
class DayLine:
    """What one coverage pays by the day."""

    cover: Cover
    """As it was before this claim."""
    fen_per_day: int
    most_days: int
    days: tuple[date, ...]
    """The days paid, oldest first."""

    @property
    def fen(self) -> int:
        return len(self.days) * self.fen_per_day

    @property
    def used_before(self) -> int:
        return self.cover.used.days

    @property
    def used_after(self) -> int:
        return self.used_before + len(self.days)

    @property
    def left(self) -> int:
        return max(self.most_days - self.used_after, 0)


@dataclass(frozen=True, slots=True)
class LumpLine:
    """What one coverage pays once."""

    cover: Cover
    kind: Kind
    on: date
    """The day that decides which coverage pays."""
    fen: int


@dataclass(frozen=True, slots=True)
class BandPart:
    """The part of a cost that has the share of one band."""

    above: int
    upto: int | None
    share: int
    """Ten-thousandths."""
    cost: int

    @property
    def product(self) -> int:
        """What the part gives, in ten-thousandths of a fen: exact, and not rounded."""
        return self.cost * self.share


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What one coverage pays of a cost."""

    cover: Cover
    """As it was before this claim."""
    kind: Kind
    on: date
    """The day that decides which coverage pays."""
    terms: Share
    self_borne: int
    deducted: int
    """What of the cost the deductible takes."""
    parts: tuple[BandPart, ...]
    """What is left, by band; none when nothing is."""

    @property
    def rounded(self) -> int:
        """What the shares give, rounded half-up to the fen once; the cap comes after."""
        return (sum(part.product for part in self.parts) + 5_000) // 10_000

    @property
    def fen(self) -> int:
        most = self.terms.most
        return self.rounded if most is None else min(self.rounded, max(most - self.used_before, 0))

    @property
    def used_before(self) -> int:
        return self.cover.used.fen.get(self.kind, 0)

    @property
    def used_after(self) -> int:
        return self.used_before + self.fen

    @property
    def left(self) -> int | None:
        """What the cap still leaves; None without a cap."""
        most = self.terms.most
        return None if most is None else max(most - self.used_after, 0)


Line = DayLine | LumpLine | ShareLine


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome of a rule, with its working."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    lines: tuple[Line, ...] = ()
    """One for each coverage that pays, or would if its cap were not reached; oldest first."""

    @property
    def fen(self) -> int | None:
        """The amount; None when a person has to decide."""
        return None if self.outcome is Outcome.MANUAL else sum(line.fen for line in self.lines)

    @property
    def days(self) -> tuple[date, ...]:
        """The inpatient days paid, oldest first."""
        return tuple(day for line in self.lines if isinstance(line, DayLine) for day in line.days)
