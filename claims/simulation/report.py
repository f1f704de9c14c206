"""The report of a simulation as people read it: with words, bars, and tables to take away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from claims.models import Kind
from claims.money import yuan
from claims.tables import Table
from claims.working import COSTS

Report = Mapping[str, Any]
WIDE: Final = 100
"""The longest bar of a chart."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the claims under both sheets; the widths are those of two bars."""

    name: str
    claims: int
    changed: int
    before: Decimal
    after: Decimal
    wide_before: int
    wide_after: int

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Step:
    """The claims that change by about as much."""

    words: str
    claims: int
    wide: int
    more: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The costs, in yuan."""

    awarded: Decimal
    before: Decimal
    after: Decimal
    difference: Decimal

    @property
    def percent(self) -> str:
        """By how much it is more or less, as +12.5%; nothing where there was no cost."""
        return f"{self.difference / self.before:+.1%}" if self.before else ""


def totals(report: Report) -> Totals:
    return Totals(**{name: Decimal(amount) for name, amount in report["cost"].items()})


def kinds(report: Report) -> list[Group]:
    return _groups((_kind(each["kind"]), each) for each in report["kinds"])


def months(report: Report) -> list[Group]:
    return _groups((_month(each["month"]), each) for each in report["months"])


def _groups(parts: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Group]:
    named = [(name, each, Decimal(each["before"]), Decimal(each["after"])) for name, each in parts]
    most = max((max(before, after) for _, _, before, after in named), default=Decimal(0))
    return [
        Group(name, each["claims"], each["changed"], was, now, _wide(was, most), _wide(now, most))
        for name, each, was, now in named
    ]


def distribution(report: Report) -> list[Step]:
    """From the greatest loss to the greatest gain."""
    less = [each for each in report["distribution"] if each["change"] == "less"]
    more = [each for each in report["distribution"] if each["change"] == "more"]
    most = max((each["claims"] for each in report["distribution"]), default=0)
    return [
        Step(_size(each), each["claims"], _wide(each["claims"], most), each["change"] == "more")
        for each in (*reversed(less), *more)
    ]


def tables(report: Report) -> list[Table]:
    """Everything that the page shows."""
    claims, members, cost = report["claims"], report["members"], report["cost"]
    head = ("申请数", "有变化的申请", "对照期次（元）", "试用规则（元）", "差额（元）")
    return [
        Table(
            "总览",
            ("项目", "数值"),
            [
                ("试算的申请", claims["valued"]),
                ("有变化的申请", claims["changed"]),
                ("补助增加的申请", claims["more"]),
                ("补助减少的申请", claims["less"]),
                ("须由人工核定的申请", claims["manual"]),
                ("与原核定金额不一致的申请", claims["unlike_award"]),
                ("涉及职工", members["valued"]),
                ("补助增加的职工", members["better"]),
                ("补助减少的职工", members["worse"]),
                ("原核定金额（元）", Decimal(cost["awarded"])),
                ("对照期次（元）", Decimal(cost["before"])),
                ("试用规则（元）", Decimal(cost["after"])),
                ("差额（元）", Decimal(cost["difference"])),
            ],
        ),
        Table("按项目", ("项目", *head), _rows(kinds(report))),
        Table("按通过月份", ("月份", *head), _rows(months(report))),
        Table(
            "差额分布",
            ("每件申请的变化", "申请数"),
            [(step.words, step.claims) for step in distribution(report)],
        ),
    ]


def _rows(groups: Sequence[Group]) -> list[tuple[str | int | Decimal, ...]]:
    return [(g.name, g.claims, g.changed, g.before, g.after, g.difference) for g in groups]


def _wide(part: Decimal | int, most: Decimal | int) -> int:
    return int(part * WIDE / most) if most else 0


def _kind(code: str) -> str:
    return COSTS.get(code) or str(Kind(code).label)


def _month(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def _size(step: Mapping[str, Any]) -> str:
    """增加500元以内, 增加500至1,000元, 增加5,000元以上."""
    word = "增加" if step["change"] == "more" else "减少"
    over, to = (None if end is None else _round(end) for end in (step["over"], step["to"]))
    if to is None:
        return f"{word}{over}元以上"
    return f"{word}{to}元以内" if over == "0" else f"{word}{over}至{to}元"


def _round(text: str) -> str:
    return yuan(int(Decimal(text) * 100)).removesuffix(".00")
