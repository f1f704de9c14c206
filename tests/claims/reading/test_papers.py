"""What is found on a page, by tables of its lines."""

import pytest

from claims.reading.papers import Field, read
from tests.claims.reading.pages import DISCHARGE, INVOICE, as_read, line, rows

STAY = {
    Field.ADMITTED_ON: "2026-05-05",
    Field.DISCHARGED_ON: "2026-05-17",
    Field.DAYS: "12",
    Field.NAME: "黄丽华",
}
BILL = {Field.CODE: "35060126", Field.NUMBER: "0097366946", Field.TOTAL: "1162586"}
TABLE = [
    line("姓名", y=0.2),
    line("住院天数", x=0.3, y=0.2),
    line("个人自付", x=0.6, y=0.2),
    line("黄丽华", y=0.23),
    line("12", x=0.31, y=0.23),
    line("1,200.50", x=0.6, y=0.23),
]

PAGES = {
    "a discharge record as it was photographed": (
        "discharge_record",
        as_read("discharge"),
        {**STAY, Field.HOSPITAL: "鹭江市第一医院"},
    ),
    "an invoice as it was photographed": ("hospital_invoice", as_read("invoice"), {**STAY, **BILL}),
    "a discharge record": (
        "discharge_record",
        DISCHARGE,
        {**STAY, Field.HOSPITAL: "鹭江市第一医院"},
    ),
    "an invoice": ("hospital_invoice", INVOICE, {**STAY, **BILL}),
    "two dates in a line": (
        "discharge_record",
        rows("入院时间 2026/5/5 08:30 出院时间 2026/5/17 10:00"),
        {Field.ADMITTED_ON: "2026-05-05", Field.DISCHARGED_ON: "2026-05-17"},
    ),
    "short labels, and days without one": (
        "discharge_record",
        rows("入院：2026年5月5日 出院：2026年5月17日 住院12天"),
        {Field.ADMITTED_ON: "2026-05-05", Field.DISCHARGED_ON: "2026-05-17", Field.DAYS: "12"},
    ),
    "what the fund and the person pay": (
        "insurance_settlement",
        rows(
            "医疗费总额：11,625.86 统筹基金支付：9,000.00", "个人自付：2，595．86 个人自费：30.00元"
        ),
        {
            Field.TOTAL: "1162586",
            Field.FUND: "900000",
            Field.OWN_SHARE: "259586",
            Field.OWN_COST: "3000",
        },
    ),
    "a plan to come back is no admission": (
        "discharge_record",
        rows("出院医嘱：2026年6月1日再次入院化疗"),
        {},
    ),
    "blanks in the labels": (
        "discharge_record",
        rows("姓　名：黄丽华", "入 院 日 期：2026年5月5日"),
        {Field.NAME: "黄丽华", Field.ADMITTED_ON: "2026-05-05"},
    ),
    "a table with its values underneath": (
        "insurance_settlement",
        TABLE,
        {Field.NAME: "黄丽华", Field.DAYS: "12", Field.OWN_SHARE: "120050"},
    ),
    "a label with nothing takes no other's value": (
        "discharge_record",
        [line("入院日期："), line("出院日期：2026年5月17日", x=0.4)],
        {Field.DISCHARGED_ON: "2026-05-17"},
    ),
    "a sum in capitals, then in figures": (
        "hospital_invoice",
        rows("合计（大写）壹万壹仟陆佰贰拾伍元捌角陆分（小写）¥11625.86"),
        {Field.TOTAL: "1162586"},
    ),
    "what the patient brought is not the name": ("discharge_record", rows("患者因腹痛3天入院"), {}),
    "a hospital spoken of in the text is not the head": (
        "discharge_record",
        rows("建议到示范市第二医院复查", top=0.8),
        {},
    ),
    "nothing": ("discharge_record", [], {}),
}


@pytest.mark.parametrize(("material", "lines", "found"), PAGES.values(), ids=PAGES)
def test_fields_are_found_by_their_labels(material, lines, found):
    assert {field: one.value for field, one in read(material, lines).items()} == found


def test_a_value_is_found_where_it_stands():
    found = read("discharge_record", DISCHARGE)[Field.NAME].spot
    whole = DISCHARGE[1].spot
    assert whole.x < found.x < found.x + found.w < whole.x + whole.w / 2
    assert (found.y, found.h) == (whole.y, whole.h)
