"""A rule sheet in words and figures, and what is different between two of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from claims import benefits
from claims.models import Kind
from claims.money import yuan
from claims.working import COSTS

CAUSES: Final = {"work_injury": "工伤", "accident": "意外事故", "illness": "疾病"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that a sheet lays down."""

    benefit: str
    name: str
    words: str
    number: int | None = None
    """What can be compared: fen, days, or ten-thousandths; None where words say it all."""
    unit: str = ""
    """元, 天 or %."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing side by side under two sheets; an empty side does not have it."""

    benefit: str
    name: str
    before: str
    after: str
    step: str
    """How much more or less, as in “+20.00元（+25.0%）”; empty where nothing can be subtracted."""

    @property
    def same(self) -> bool:
        return self.before == self.after


def figures(sheet: benefits.Sheet) -> list[Figure]:
    """Tell all that a sheet lays down, in the order of its sections."""
    return [
        *_general(sheet),
        *_fees(sheet.fees),
        *_per_day(Kind.INPATIENT.label, sheet.inpatient),
        *_share(COSTS[benefits.Kind.INPATIENT_COST], sheet.inpatient_cost),
        *_share(COSTS[benefits.Kind.CHRONIC_OUTPATIENT_COST], sheet.chronic_outpatient_cost),
        *_lump(Kind.CRITICAL_ILLNESS.label, sheet.critical_illness),
        *_lump(Kind.DEATH.label, sheet.death),
        *_graded(Kind.DISABILITY.label, sheet.disability),
    ]


def difference(before: benefits.Sheet, after: benefits.Sheet) -> list[Change]:
    """Lay two sheets side by side: what both say, what one no longer or newly says."""
    old = {(each.benefit, each.name): each for each in figures(before)}
    new = {(each.benefit, each.name): each for each in figures(after)}
    places = sorted(old.keys() | new.keys(), key=lambda place: _rank(place, [*new, *old]))
    return [_change(place, old.get(place), new.get(place)) for place in places]


def _rank(place: tuple[str, str], places: list[tuple[str, str]]) -> tuple[int, int]:
    """Keep a benefit together, where it is told first."""
    return [benefit for benefit, _ in places].index(place[0]), places.index(place)


def _change(place: tuple[str, str], old: Figure | None, new: Figure | None) -> Change:
    before, after = old.words if old else "", new.words if new else ""
    return Change(*place, before, after, _step(old, new))


def _step(old: Figure | None, new: Figure | None) -> str:
    if not old or not new or old.number is None or new.number is None or old.number == new.number:
        return ""
    by = new.number - old.number
    amount = f"{by:+d}天" if new.unit == "天" else f"{by / 100:+,.2f}{new.unit}"
    if new.unit == "%" or not old.number:
        return amount
    return f"{amount}（{by / old.number:+.1%}）"


def _general(sheet: benefits.Sheet) -> Iterator[Figure]:
    yield Figure("总则", "名称", sheet.name)
    yield Figure("总则", "依据", sheet.source)
    year = f"{sheet.calendar_year}年自然年度" if sheet.calendar_year else "自参保生效之日起一年"
    yield Figure("总则", "保障期限", year)
    if sheet.third_check_from is not None:
        yield _money("总则", "达到此金额须第三人复核", sheet.third_check_from)


def _fees(fees: benefits.Fees) -> Iterator[Figure]:
    classes = (("普通", fees.standard), ("优惠", fees.concession), ("赠送", fees.gifted))
    for name, fee in classes:
        if fee is None:
            continue
        yield _money("缴费", f"{name}（每人每年）", fee.due)
        payers = (
            ("单位承担", fee.unit),
            ("个人承担", fee.person),
            ("工会补贴", fee.union),
            ("赠送方承担", fee.sponsor),
        )
        for payer, fen in payers:
            if fen:
                yield _money("缴费", f"{name}：{payer}", fen)


def _per_day(benefit: str, terms: benefits.PerDay | None) -> Iterator[Figure]:
    if terms is None:
        return
    yield _money(benefit, "每天", terms.fen)
    yield _days(benefit, "一个保障期累计不超过", terms.most_days)
    yield _days(benefit, "首次参保等待期", terms.waiting_days)


def _lump(benefit: str, terms: benefits.Lump | benefits.GradedLump | None) -> Iterator[Figure]:
    if terms is None:
        return
    yield _money(benefit, "一次性", terms.fen)
    yield _days(benefit, "首次参保等待期", terms.waiting_days)


def _graded(benefit: str, terms: benefits.GradedLump | None) -> Iterator[Figure]:
    if terms is None:
        return
    yield from _lump(benefit, terms)
    causes = (CAUSES[cause] for cause in benefits.Cause if cause in terms.causes)
    yield Figure(benefit, "致残原因", "、".join(causes))
    yield Figure(benefit, "伤残等级", f"1至{terms.mildest_grade}级")


def _share(benefit: str, terms: benefits.Share | None) -> Iterator[Figure]:
    if terms is None:
        return
    if terms.deductible:
        once = terms.deductible_each is benefits.Each.COVERAGE
        name = "起付标准（一个保障期一次）" if once else "起付标准（每次申请）"
        yield _money(benefit, name, terms.deductible)
    above = 0
    for number, band in enumerate(terms.bands, 1):
        end = f"至{yuan(band.upto)}元" if band.upto is not None else "以上"
        part = f"{yuan(above)}元{end}" if len(terms.bands) > 1 else "全部费用"
        percent = f"{band.share / 100:g}%"
        yield Figure(benefit, f"第{number}段比例", f"{part}：{percent}", band.share, "%")
        above = band.upto or above
    if len(terms.bands) > 1:
        whole = terms.banding is benefits.Banding.WHOLE_AMOUNT
        yield Figure(benefit, "分段方式", "全额按所达档次" if whole else "分段累进")
    if terms.most is None:
        yield Figure(benefit, "一个保障期累计不超过", "不设上限")
    else:
        yield _money(benefit, "一个保障期累计不超过", terms.most)
    yield _days(benefit, "首次参保等待期", terms.waiting_days)


def _money(benefit: str, name: str, fen: int) -> Figure:
    return Figure(benefit, name, f"{yuan(fen)}元", fen, "元")


def _days(benefit: str, name: str, days: int) -> Figure:
    return Figure(benefit, name, f"{days}天" if days else "无", days, "天")
