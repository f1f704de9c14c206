"""What each kind of claim is for, what it pays now and what must be brought, in words.

Figures come from the rule sheet in which people are enrolled now; where it is silent, so are the
words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from claims import benefits
from claims.benefits import Circumstance, Paper
from claims.models import Kind
from claims.money import yuan
from claims.papers import WORDS, Words
from members.models import Scheme

FOR_WHOM: Final[Mapping[Kind, str]] = {
    Kind.INPATIENT: "因病或意外住院，已经出院的",
    Kind.CRITICAL_ILLNESS: "保障期内首次确诊患规定的重大疾病的",
    Kind.DEATH: "参保职工在保障期内亡故，由亲属申请的",
    Kind.DISABILITY: "因工伤或意外事故致残，已经取得等级鉴定结论的",
}

ONLY_WHEN: Final[Mapping[Circumstance, str]] = {
    Circumstance.TRAFFIC_ACCIDENT: "因道路交通事故住院的",
    Circumstance.SURGERY: "做过手术的",
    Circumstance.WORK_INJURY: "属于工伤的",
    Circumstance.ACCIDENT: "属于意外事故的",
    Circumstance.SEVERAL_HEIRS: "还有其他法定继承人的",
}
"""Of one kind of claim; what can arise in any (an agent, a further request) is told apart."""


@dataclass(frozen=True, slots=True)
class Needed:
    """One line of a checklist: any one of the papers does."""

    papers: tuple[Words, ...]
    when: str
    """In which case alone; empty for always."""

    @property
    def name(self) -> str:
        return " 或 ".join(paper.name for paper in self.papers)


@dataclass(frozen=True, slots=True)
class Guidance:
    kind: Kind
    for_whom: str
    pays: str
    needed: tuple[Needed, ...]


def guidance() -> list[Guidance]:
    """Give the words for every kind that can be claimed, in the order they are offered."""
    sheet = current_sheet()
    return [Guidance(kind, FOR_WHOM[kind], pays(kind, sheet), needed(kind)) for kind in Kind]


def current_sheet() -> benefits.Sheet:
    """Give the rule sheet open for enrolment; while none is, the newest that Huzhu ships."""
    enrolling = Scheme.objects.enrolling()
    if enrolling is None:
        return max(benefits.shipped_sheets().values(), key=lambda sheet: sheet.code)
    return benefits.read_sheet(enrolling.sheet)


def pays(kind: Kind, sheet: benefits.Sheet) -> str:
    """Say in a sentence what a sheet pays for a kind of claim."""
    match kind:
        case Kind.INPATIENT if sheet.inpatient:
            rate = _round(sheet.inpatient.fen)
            most = sheet.inpatient.most_days
            return f"{rate}元/天×实际住院天数，一个保障期累计不超过{most}天"
        case Kind.CRITICAL_ILLNESS if sheet.critical_illness:
            return f"一次性补助{_round(sheet.critical_illness.fen)}元"
        case Kind.DEATH if sheet.death:
            return f"一次性慰问金{_round(sheet.death.fen)}元"
        case Kind.DISABILITY if sheet.disability:
            return f"一次性补助{_round(sheet.disability.fen)}元，以鉴定报告日期为准"
    return "按本期办法核定"


def needed(kind: Kind) -> tuple[Needed, ...]:
    """List what must be photographed, those for particular cases too; the form is ours to make."""
    everything = benefits.needs(benefits.Kind(kind), list(ONLY_WHEN))
    return tuple(
        Needed(
            tuple(WORDS[paper] for paper in need.papers), ONLY_WHEN[need.when] if need.when else ""
        )
        for need in everything
        if Paper.APPLICATION_FORM not in need.papers
    )


def for_agents() -> tuple[Words, ...]:
    """The papers that somebody else who files the claim has to bring besides."""
    alone = benefits.needs(benefits.Kind.INPATIENT)
    with_agent = benefits.needs(benefits.Kind.INPATIENT, [Circumstance.BY_AGENT])
    return tuple(WORDS[paper] for need in with_agent if need not in alone for paper in need.papers)


def _round(fen: int) -> str:
    return yuan(fen).removesuffix(".00")
