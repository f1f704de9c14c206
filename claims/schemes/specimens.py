"""Standard cases to try a sheet on before it is published: what each sheet gives for the same."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from claims import benefits
from claims.benefits import Cost, Inpatient, Kind, Stay
from claims.working import REASONS, lines_of, working

FIRST: Final = date(2023, 1, 1)
LAST: Final = date(2023, 12, 31)
"""A year of coverage. Which one is of no account."""


@dataclass(frozen=True, slots=True)
class Case:
    words: str
    claims: tuple[benefits.Claim, ...]
    first_enrolment: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What one sheet gives for a case."""

    fen: int | None
    """None where the sheet does not say."""
    working: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    words: str
    before: Given
    after: Given

    @property
    def more(self) -> int | None:
        """By how much it changes, in fen; None where one sheet does not say."""
        if self.before.fen is None or self.after.fen is None:
            return None
        return self.after.fen - self.before.fen


def _nights(first: date, nights: int) -> Inpatient:
    return Inpatient((Stay(first, first + timedelta(nights)),))


def _cost(kind: Kind, fen: int) -> Cost:
    return Cost(kind, fen, date(2023, 6, 1))


CASES: Final = (
    Case("住院1天", (_nights(date(2023, 6, 1), 1),)),
    Case("住院10天", (_nights(date(2023, 6, 1), 10),)),
    Case("住院45天", (_nights(date(2023, 6, 1), 45),)),
    Case("住院100天", (_nights(date(2023, 6, 1), 100),)),
    Case("两次住院，各30天", (_nights(date(2023, 3, 1), 30), _nights(date(2023, 6, 1), 30))),
    Case("首次参保，第10天起住院10天", (_nights(date(2023, 1, 10), 10),), first_enrolment=True),
    Case(
        "首次确诊规定的重大疾病",
        (benefits.CriticalIllness(date(2023, 6, 1), listed=True, first_diagnosis=True),),
    ),
    Case("职工亡故", (benefits.Death(date(2023, 6, 1)),)),
    Case(
        "工伤致残，五级",
        (benefits.Disability(date(2023, 6, 1), benefits.Cause.WORK_INJURY, grade=5),),
    ),
    Case("住院自付1,000元", (_cost(Kind.INPATIENT_COST, 100_000),)),
    Case("住院自付30,420.53元", (_cost(Kind.INPATIENT_COST, 3_042_053),)),
    Case("住院自付259,900元", (_cost(Kind.INPATIENT_COST, 25_990_000),)),
    Case("门诊慢性病自付8,000元", (_cost(Kind.CHRONIC_OUTPATIENT_COST, 800_000),)),
)


def valued(before: benefits.Sheet, after: benefits.Sheet) -> list[Specimen]:
    """Value every case under both sheets; those that neither knows are left out."""
    tried = (Specimen(case.words, _given(case, before), _given(case, after)) for case in CASES)
    return [each for each in tried if (each.before.fen, each.after.fen) != (None, None)]


def _given(case: Case, sheet: benefits.Sheet) -> Given:
    cover = benefits.Cover(sheet, FIRST, LAST, first_enrolment=case.first_enrolment)
    assessments = list(benefits.assess_in_order(case.claims, [cover]))
    known = [each.fen for each in assessments if each.fen is not None]
    reasons = dict.fromkeys(reason for each in assessments for reason in each.reasons)
    return Given(
        sum(known) if len(known) == len(assessments) else None,
        tuple(line.sum for each in assessments for line in working(lines_of(each))),
        tuple(REASONS[reason] for reason in reasons),
    )
