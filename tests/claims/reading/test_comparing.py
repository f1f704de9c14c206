"""What was read beside what was typed."""

from datetime import date

import pytest

from claims.photographs.spots import Spot
from claims.reading.comparing import compared
from claims.reading.papers import Field, Found
from claims.reading.stays import ReadStay

STAY = ReadStay("示范市第一医院", date(2026, 5, 5), date(2026, 5, 17), 12)
LATER = ReadStay("第二医院", date(2026, 6, 1), date(2026, 6, 3), 2)

VERDICTS = {
    "the same day": (Field.ADMITTED_ON, "2026-05-05", True),
    "another day": (Field.DISCHARGED_ON, "2026-05-18", False),
    "the same count": (Field.DAYS, "12", True),
    "another count": (Field.DAYS, "11", False),
    "the name": (Field.NAME, "黄丽华", True),
    "the name in older characters": (Field.NAME, "黃丽华", True),
    "another name": (Field.NAME, "黄丽", False),
    "the hospital with its ward": (Field.HOSPITAL, "示范市第一医院(东院区)", True),
    "another hospital": (Field.HOSPITAL, "示范市第二医院", False),
}


def of(stays, **values):
    found = {Field(name): Found(value, Spot(0, 0)) for name, value in values.items()}
    return compared(found, name="黄丽华", stays=stays)


@pytest.mark.parametrize(("field", "value", "same"), VERDICTS.values(), ids=VERDICTS)
def test_a_value_agrees_or_does_not(field, value, same):
    [one] = of([STAY], **{field: value})
    assert one.same is same


def test_a_page_is_compared_with_the_stay_of_its_days():
    rows = of([STAY, LATER], admitted_on="2026-06-02", hospital="第二医院")
    assert [row.typed for row in rows] == ["2026-06-01", "第二医院"]


def test_what_nobody_typed_is_compared_with_nothing():
    rows = of([], total="1162586", admitted_on="2026-05-05")
    assert [row.typed for row in rows] == ["", ""]
