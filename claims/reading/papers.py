"""Which fields a paper has, by what they are labelled, and what was found of them on a page."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from claims.benefits import Paper
from claims.photographs.spots import Spot
from claims.reading import values
from claims.reading.lines import Line, behind, label, plain
from claims.reading.values import Value


class Field(StrEnum):
    """What may be found. Codes are stored: never rename one."""

    NAME = "name"
    HOSPITAL = "hospital"
    ADMITTED_ON = "admitted_on"
    DISCHARGED_ON = "discharged_on"
    DAYS = "days"
    TOTAL = "total"
    FUND = "fund"
    OWN_SHARE = "own_share"
    OWN_COST = "own_cost"
    CODE = "code"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Found:
    """A value in its one written form, and where on the page it stands."""

    value: str
    spot: Spot


Parse = Callable[[str], Value | None]

WAYS: Final[Mapping[Field, tuple[tuple[re.Pattern[str], Parse], ...]]] = {
    Field.NAME: ((label("姓名", "交款人", "付款人"), values.name),),
    Field.HOSPITAL: ((label("收款单位", "医疗机构", "医院名称", "就诊医院"), values.hospital),),
    Field.ADMITTED_ON: (
        (label("入院日期", "入院时间"), values.day),
        (re.compile(r"入\s*院(?=\s*:)"), values.day),
        (label("住院日期", "住院时间", "住院起止", "起止日期"), values.day),
    ),
    Field.DISCHARGED_ON: (
        (label("出院日期", "出院时间"), values.day),
        (re.compile(r"出\s*院(?=\s*:)"), values.day),
        (label("住院日期", "住院时间", "住院起止", "起止日期"), values.last_day),
    ),
    Field.DAYS: (
        (label("住院天数", "住院日数", "住院总天数", "总住院日"), values.count_of_days),
        (re.compile(r"(?:共|住院)(?=\s*\d+\s*天)"), values.count_of_days),
    ),
    Field.TOTAL: (
        (label("合计", "小写", "总金额", "总费用", "费用总额", "医疗费总额"), values.fen),
    ),
    Field.FUND: ((label("统筹基金支付", "医保统筹支付", "统筹支付"), values.fen),),
    Field.OWN_SHARE: ((label("个人自付", "自付金额"), values.fen),),
    Field.OWN_COST: ((label("个人自费", "自费金额"), values.fen),),
    Field.CODE: ((label("票据代码", "发票代码"), values.number),),
    Field.NUMBER: ((label("票据号码", "发票号码", "电子票据号", "票号"), values.number),),
}
"""How each is found, the surest way first."""

OTHER_LABELS: Final = label(
    "性别",
    "年龄",
    "科室",
    "科别",
    "病区",
    "床号",
    "住院号",
    "病案号",
    "开票日期",
    "校验码",
    "入院诊断",
    "出院诊断",
    "入院情况",
    "出院情况",
    "身份证号",
    "大写",
)
EVERY_LABEL: Final = re.compile(
    "|".join([OTHER_LABELS.pattern, *(p.pattern for ways in WAYS.values() for p, _ in ways)])
)
"""What ends the value before it."""

RECORD: Final = (Field.NAME, Field.HOSPITAL, Field.ADMITTED_ON, Field.DISCHARGED_ON, Field.DAYS)
BILL: Final = (*RECORD, Field.TOTAL, Field.FUND, Field.OWN_SHARE, Field.OWN_COST)
FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    Paper.DISCHARGE_RECORD: RECORD,
    Paper.HOSPITAL_INVOICE: (*BILL, Field.CODE, Field.NUMBER),
    Paper.INSURANCE_SETTLEMENT: BILL,
}
"""The papers that are read, and what is looked for on each."""

HEAD: Final = 0.3
"""The part of a page in which the name of the hospital stands without a label."""


def read(material: str, lines: Iterable[Line]) -> dict[Field, Found]:
    """Give what the lines of a page say of the fields that its paper has."""
    clean = [Line(plain(line.text), line.spot) for line in lines]
    found = {field: _field(field, clean) for field in FIELDS[material]}
    return {field: one for field, one in found.items() if one is not None}


def _field(field: Field, lines: Sequence[Line]) -> Found | None:
    for labels, parse in WAYS[field]:
        for candidate in behind(lines, labels, EVERY_LABEL):
            if one := _found(candidate, parse):
                return one
    if field == Field.HOSPITAL:
        head = (line for line in lines if line.spot.y < HEAD)
        return next(filter(None, (_found(line, values.hospital) for line in head)), None)
    return None


def _found(line: Line, parse: Parse) -> Found | None:
    value = parse(line.text)
    return Found(value[0], line.piece(*value[1:]).spot) if value else None
