"""How an amount came about: kept as values with the award, turned into words for whoever reads.

One place makes the sentence a member reads and the rows a checker sees, so they cannot differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from claims import benefits
from claims.models import Kind
from claims.money import yuan

REASONS: Final[Mapping[str, str]] = {
    "DAY_CAP": "已达本保障期累计补助天数上限",
    "AMOUNT_CAP": "已达本保障期补助金额上限",
    "OUTSIDE_COVERAGE": "有日期不在保障期限内，这部分不计",
    "NOT_COVERED": "未参加互助保障",
    "STAY_OVERLAP": "住院日期有重复，重复的日期只计一次",
    "DAYS_MISMATCH": "票据所载天数与入出院日期不一致，按日期计算",
    "NOT_LISTED": "不属于规定的重大疾病",
    "NOT_FIRST_DIAGNOSIS": "非首次确诊",
    "ALREADY_PAID": "该项目已经补助过",
    "CAUSE_NOT_COVERED": "非工伤或意外事故致残",
    "GRADE_NOT_COVERED": "未达到规定伤残等级",
    "WAITING_PERIOD": "仍在等待期内",
}
"""What a rule has to say of a claim, in words."""


@dataclass(frozen=True, slots=True)
class Working:
    """One line of the working as people read it."""

    coverage: str
    sum: str
    left: str = ""


def lines_of(assessment: benefits.Assessment) -> list[dict[str, Any]]:
    """The working as plain values, to be kept with an award as it was that day."""
    return [_line(line) for line in assessment.lines]


def _line(line: benefits.Line) -> dict[str, Any]:
    values: dict[str, Any] = {
        "coverage": line.cover.key,
        "sheet": line.cover.sheet.code,
        "sheet_name": line.cover.sheet.name,
        "starts_on": line.cover.starts_on.isoformat(),
        "ends_on": line.cover.ends_on.isoformat(),
        "fen": line.fen,
    }
    if isinstance(line, benefits.DayLine):
        return values | {
            "days": len(line.days),
            "fen_per_day": line.fen_per_day,
            "most_days": line.most_days,
            "used_before": line.used_before,
            "used_after": line.used_after,
            "left": line.left,
        }
    return values | {"kind": str(line.kind), "on": line.on.isoformat()}


def working(lines: Iterable[Mapping[str, Any]]) -> list[Working]:
    """Put kept lines into words: 31天 × 80元 = 2,480.00元；本保障期已补助31天，还可补助14天。"""
    return [_words(line) for line in lines]


def _words(line: Mapping[str, Any]) -> Working:
    coverage = f"{line['sheet_name']}（{_day(line['starts_on'])}至{_day(line['ends_on'])}）"
    if "days" not in line:
        return Working(coverage, f"{Kind(line['kind']).label} {yuan(line['fen'])}元，一次性支付")
    rate = yuan(line["fen_per_day"]).removesuffix(".00")
    return Working(
        coverage,
        f"{line['days']}天 × {rate}元 = {yuan(line['fen'])}元",
        f"本保障期已补助{line['used_after']}天，还可补助{line['left']}天"
        f"（累计不超过{line['most_days']}天）",
    )


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
