"""The stays that papers tell of, and which typed one each is."""

from datetime import date

import pytest

from claims.photographs.spots import Spot
from claims.reading.papers import Field, Found
from claims.reading.stays import ReadStay, placed, stays_read

MAY, JUNE = (date(2026, 5, 5), date(2026, 5, 17)), (date(2026, 6, 1), date(2026, 6, 3))
EMPTY = ReadStay()


def told(**values):
    return {Field(name): Found(value, Spot(0, 0)) for name, value in values.items()}


RECORD = told(hospital="示范医院", admitted_on="2026-05-05", discharged_on="2026-05-17", days="12")
BILL = told(admitted_on="2026-05-05", discharged_on="2026-05-17", days="11")
SECOND = told(hospital="第二医院", admitted_on="2026-06-01", discharged_on="2026-06-03")
WHOLE = ReadStay("示范医院", *MAY, 12)

READ = {
    "none": ([], []),
    "one page": ([RECORD], [WHOLE]),
    "two papers of one stay, the first believed": (
        [BILL, RECORD],
        [ReadStay("示范医院", *MAY, 11)],
    ),
    "two stays, the earlier first": ([SECOND, RECORD], [WHOLE, ReadStay("第二医院", *JUNE)]),
    "a page without days belongs to the only stay": (
        [told(days="9"), SECOND],
        [ReadStay("第二医院", *JUNE, 9)],
    ),
    "and to none of two": ([told(days="9"), SECOND, BILL], [
        ReadStay(None, *MAY, 11), ReadStay("第二医院", *JUNE),
    ]),
    "left before it was entered": (
        [told(admitted_on="2026-05-17", discharged_on="2026-05-05")], [],
    ),
}  # fmt: skip
PLACED = {
    "into the empty form": ([WHOLE], [EMPTY], {0: WHOLE}),
    "where a day is the same": (
        [WHOLE],
        [EMPTY, ReadStay(admitted_on=MAY[0])],
        {1: WHOLE},
    ),
    "behind what is of other days": ([WHOLE], [ReadStay("第二医院", *JUNE)], {1: WHOLE}),
    "nowhere": ([], [EMPTY], {}),
}


@pytest.mark.parametrize(("pages", "stays"), READ.values(), ids=READ)
def test_pages_are_put_together_to_stays(pages, stays):
    assert stays_read(pages) == stays


@pytest.mark.parametrize(("read", "typed", "places"), PLACED.values(), ids=PLACED)
def test_a_stay_finds_its_place_in_the_form(read, typed, places):
    assert placed(read, typed) == places
