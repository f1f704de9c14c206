"""The sheets that come with the house say what docs/reference/scheme-rules.md says."""

import pytest

from claims.benefits import (
    Band,
    Cause,
    Fee,
    Fees,
    GradedLump,
    Lump,
    PerDay,
    Share,
    shipped_sheets,
    shipped_texts,
)


def test_period_18_pays_what_its_notice_says():
    sheet = shipped_sheets()["xiamen-18"]

    assert sheet.inpatient == PerDay(8000, 45)
    assert (sheet.critical_illness, sheet.death) == (Lump(3000000), Lump(500000))
    causes = frozenset({Cause.WORK_INJURY, Cause.ACCIDENT})
    assert sheet.disability == GradedLump(500000, causes, 10)
    assert (sheet.fees, sheet.third_check_from) == (Fees(Fee(6000), Fee(1000), Fee(0)), 3000000)


def test_period_17_knows_its_days_and_no_lump_sum():
    sheet = shipped_sheets()["xiamen-17"]

    assert sheet.inpatient == PerDay(5000, 30)
    assert (sheet.critical_illness, sheet.death, sheet.disability) == (None, None, None)
    assert sheet.fees == Fees(Fee(6000))


def test_120_standard_5_concession_and_3_gifted_members_owe_7250_yuan():
    fees = shipped_sheets()["xiamen-18"].fees
    owed = [(120, fees.standard), (5, fees.concession), (3, fees.gifted)]

    assert sum(many * fee.due for many, fee in owed if fee) == 725000


def test_a_shipped_sheet_is_named_by_its_code():
    assert {sheet.code for sheet in shipped_sheets().values()} == set(shipped_texts())


@pytest.mark.parametrize(
    ("code", "whole", "due"),
    [
        ("anyang-2019", 9000, 6000),
        ("anyang-2021", 7500, 5000),
        ("anyang-2022", 7500, 5000),
        ("anyang-2023", 7500, 5000),
    ],
)
def test_in_anyang_the_union_adds_to_what_unit_and_person_owe(code, whole, due):
    fee = shipped_sheets()[code].fees.standard

    assert (fee.whole, fee.due) == (whole, due)


@pytest.mark.parametrize(
    ("code", "shares", "most", "waiting", "chronic"),
    [
        ("anyang-2019", (3000, 5000), None, 30, None),
        (
            "anyang-2021",
            (5000,),
            10_000_000,
            30,
            Share((Band(None, 2000),), most=300_000, waiting_days=30),
        ),
        ("anyang-2022", (5000,), 10_000_000, 0, Share((Band(None, 2000),), most=300_000)),
        ("anyang-2023", (5000,), 10_000_000, 0, Share((Band(None, 2000),), most=300_000)),
    ],
)
def test_anyang_pays_what_its_article_says(code, shares, most, waiting, chronic):
    sheet = shipped_sheets()[code]

    paid = sheet.inpatient_cost
    assert tuple(band.share for band in paid.bands) == shares
    assert (paid.most, paid.waiting_days, paid.deductible) == (most, waiting, 0)
    assert sheet.chronic_outpatient_cost == chronic
    assert (sheet.inpatient, sheet.death) == (None, None)


def test_only_2023_is_one_calendar_year_for_everybody():
    years = {code: sheet.calendar_year for code, sheet in shipped_sheets().items()}

    assert {code for code, year in years.items() if year} == {"anyang-2023"}
    assert years["anyang-2023"] == 2023
