"""How an amount came about: kept as values with the award, turned into words for whoever reads.

One place makes the sentence a member reads and the rows a checker sees, so they cannot differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from claims import benefits
from claims.models import Award, Kind
from claims.money import yuan
from members import days

REASONS: Final[Mapping[str, str]] = {
    "DAY_CAP": "已达本保障期累计补助天数上限",
    "AMOUNT_CAP": "已达本保障期补助金额上限",
    "OUTSIDE_COVERAGE": "不在保障期限内的日期不计",
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

COSTS: Final[Mapping[str, str]] = {
    benefits.Kind.INPATIENT_COST: "住院医疗费用补助",
    benefits.Kind.CHRONIC_OUTPATIENT_COST: "门诊慢性病费用补助",
}
"""The kinds of which a share is paid: valued, but not among those that can be claimed here yet."""


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
    values |= {"kind": str(line.kind), "on": line.on.isoformat()}
    return values | _share_values(line) if isinstance(line, benefits.ShareLine) else values


def _share_values(line: benefits.ShareLine) -> dict[str, Any]:
    return {
        "self_borne_fen": line.self_borne,
        "deducted_fen": line.deducted,
        "bands": [
            {"above_fen": part.above, "to_fen": part.upto, "share": part.share, "fen": part.cost}
            for part in line.parts
        ],
        "rounded_fen": line.rounded,
        "most_fen": line.terms.most,
        "used_before_fen": line.used_before,
        "used_after_fen": line.used_after,
        "left_fen": line.left,
    }


def working(lines: Iterable[Mapping[str, Any]]) -> list[Working]:
    """Put kept lines into words: 31天 × 80元 = 2,480.00元；本保障期已补助31天，还可补助14天。"""
    return [_words(line) for line in lines]


def worked(award: Award) -> list[Working]:
    """The same of an award. What would be left is not said where a person found otherwise."""
    lines = working(award.lines)
    return [replace(line, left="") for line in lines] if award.override_reason else lines


def notes(award: Award) -> list[str]:
    """What is to be said beside the working: by the rules, and by a person who found otherwise."""
    said = [REASONS[code] for code in award.reasons if code in REASONS]
    if award.override_reason:
        gave = "规则表没有这一项"
        if award.rules_fen is not None:
            gave = f"按规则计算为{_sum_and_days(award.rules_fen, award.rules_days)}"
        found = _sum_and_days(award.amount_fen, award.days)
        said.append(f"经人工核定为{found}（{gave}）。理由：{award.override_reason.rstrip('。')}")
    return said


def zero(lines: Iterable[Mapping[str, Any]]) -> str:
    """Say why nothing is left: 本保障期累计补助天数已达45天上限，本次核定0元."""
    caps = "、".join(dict.fromkeys(f"{line['most_days']}天" for line in lines if "days" in line))
    return f"本保障期累计补助天数已达{caps}上限，本次核定0元"


def _sum_and_days(fen: int, nights: int | None) -> str:
    return f"{yuan(fen)}元、{nights}天" if nights else f"{yuan(fen)}元"


def _words(line: Mapping[str, Any]) -> Working:
    coverage = f"{line['sheet_name']}（{_day(line['starts_on'])}至{_day(line['ends_on'])}）"
    if "bands" in line:
        return Working(coverage, _share_sum(line), _share_left(line))
    if "days" not in line:
        return Working(coverage, f"{Kind(line['kind']).label} {yuan(line['fen'])}元，一次性支付")
    rate = _round(line["fen_per_day"])
    return Working(
        coverage,
        f"{line['days']}天 × {rate}元 = {yuan(line['fen'])}元",
        f"本保障期已补助{line['used_after']}天，还可补助{line['left']}天"
        f"（累计不超过{line['most_days']}天）",
    )


def _share_sum(line: Mapping[str, Any]) -> str:
    """住院医疗费用补助：1,000元 × 30% + 0.01元 × 50% = 300.005元，四舍五入为300.01元"""
    sums = " + ".join(
        f"{_round(band['fen'])}元 × {_percent(band['share'])}" for band in line["bands"]
    )
    words = f"{COSTS[line['kind']]}："
    if line["deducted_fen"]:
        words += f"个人负担{_round(line['self_borne_fen'])}元，"
        words += f"减起付标准{_round(line['deducted_fen'])}元；"
    words += f"{sums} = " if sums else ""
    exact = Decimal(sum(band["fen"] * band["share"] for band in line["bands"])).scaleb(-6)
    if exact != Decimal(line["rounded_fen"]).scaleb(-2):
        words += f"{exact.normalize():,f}元，四舍五入为"
    words += f"{yuan(line['rounded_fen'])}元"
    if line["fen"] < line["rounded_fen"]:
        words += f"，按补助上限支付{yuan(line['fen'])}元"
    return words


def _share_left(line: Mapping[str, Any]) -> str:
    used = f"本保障期已补助{yuan(line['used_after_fen'])}元"
    if line["most_fen"] is None:
        return used
    left, most = yuan(line["left_fen"]), _round(line["most_fen"])
    return f"{used}，还可补助{left}元（累计不超过{most}元）"


def _percent(share: int) -> str:
    """Word ten-thousandths as percent: 3333 is 33.33%."""
    return f"{Decimal(share).scaleb(-2):f}".removesuffix(".00") + "%"


def _round(fen: int) -> str:
    return yuan(fen).removesuffix(".00")


def _day(iso: str) -> str:
    return days.long(date.fromisoformat(iso))
