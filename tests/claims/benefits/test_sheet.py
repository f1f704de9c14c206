"""A rule sheet says everything that is wrong with it, and nothing is guessed."""

import re

import pytest

from claims.benefits import (
    Band,
    Banding,
    Each,
    Fee,
    PerDay,
    Problem,
    Share,
    SheetInvalid,
    read_sheet,
    shipped_texts,
)

TEXT = shipped_texts()["xiamen-18"]
BANDS = """
[inpatient_cost]
formula = "share"
bands = [{ to_yuan = "1000.00", percent = "30" }, { percent = "33.33" }]
banding = "whole_amount"
deductible_yuan = "300.00"
deductible_each = "coverage"
most_yuan = "50000.00"
waiting_days = 30
"""


def problems(text: str) -> dict[str, str]:
    with pytest.raises(SheetInvalid) as caught:
        read_sheet(text)
    assert all(isinstance(problem, Problem) for problem in caught.value.problems)
    return {problem.key: problem.sentence for problem in caught.value.problems}


def changed(before: str, after: str) -> str:
    assert before in TEXT
    return TEXT.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        pytest.param('code = "xiamen-18"', "", "code", id="no code"),
        pytest.param('code = "xiamen-18"', 'code = ""', "code", id="empty code"),
        pytest.param('code = "xiamen-18"', 'code = "厦门"', "code", id="code not plain"),
        *(
            pytest.param('name = "', f'name = "{odd}', "name", id=f"name with {what}")
            for odd, what in [
                ("长" * 101, "too much"),
                ("\\u0000", "a NUL"),
                ("\\n", "two lines"),
                ("\\u202e", "letters turned round"),
            ]
        ),
        pytest.param("source =", "sauce =", "source", id="no source"),
        pytest.param('"80.00"', "80.00", "inpatient.yuan_per_day", id="an amount as a float"),
        pytest.param('"80.00"', '"80.001"', "inpatient.yuan_per_day", id="tenths of a fen"),
        pytest.param('"80.00"', '"0.00"', "inpatient.yuan_per_day", id="nothing a day"),
        pytest.param("most_days = 45", "", "inpatient.most_days", id="no cap"),
        pytest.param("most_days = 45", "most_days = 0", "inpatient.most_days", id="cap of 0"),
        pytest.param("most_days = 45", "most_days = 367", "inpatient.most_days", id="cap of 367"),
        pytest.param("most_days = 45", "most_days = true", "inpatient.most_days", id="cap true"),
        pytest.param("most_days = 45", "most_day = 45", "inpatient.most_day", id="misspelt cap"),
        pytest.param('"per_day"', '"per_week"', "inpatient.formula", id="unknown formula"),
        pytest.param(
            "mildest_grade = 10", "mildest_grade = 11", "disability.mildest_grade", id="11"
        ),
        pytest.param('["work_injury", "accident"]', "[]", "disability.causes", id="no causes"),
        pytest.param('["work_injury", "accident"]', '["fate"]', "disability.causes", id="cause"),
        pytest.param('"accident"]', '"fate"]', "disability.causes", id="one cause of two"),
        pytest.param(
            '["work_injury", "accident"]', "[1]", "disability.causes", id="cause a number"
        ),
        pytest.param("[fee]", "[fees]", "fee", id="no fees"),
        pytest.param("[death]", "[deaths]", "deaths", id="unknown benefit"),
        pytest.param("[death]", "[[death]]", "death", id="a list of tables"),
    ],
)
def test_what_is_wrong_is_told_by_its_key(before, after, key):
    assert problems(changed(before, after))[key]


def test_all_problems_are_told_at_once():
    text = changed('"80.00"', "80.0").replace("most_days = 45", "most_days = 0\nrate = 1")

    found = problems(text.replace('name = "', 'title = "'))

    assert found == {
        "name": "Is missing.",
        "inpatient.yuan_per_day": 'Must be yuan in a string, like "80.00".',
        "inpatient.most_days": "Must be a whole number from 1 to 366.",
        "inpatient.rate": "No rule reads this key.",
        "title": "No rule reads this key.",
    }


def test_the_error_reads_as_one_line_a_problem():
    with pytest.raises(SheetInvalid, match=r"^inpatient\.most_days: Must be a whole number"):
        read_sheet(changed("most_days = 45", "most_days = 0"))


def test_a_share_is_read_with_all_that_it_may_say():
    sheet = read_sheet(TEXT + BANDS)

    assert sheet.inpatient_cost == Share(
        (Band(100_000, 3000), Band(None, 3333)),
        Banding.WHOLE_AMOUNT,
        30_000,
        Each.COVERAGE,
        5_000_000,
        30,
    )
    assert sheet.chronic_outpatient_cost is None


def test_a_share_that_says_no_more_than_its_percent_is_marginal_and_without_limits():
    text = TEXT + '[chronic_outpatient_cost]\nformula = "share"\nbands = [{ percent = "20" }]\n'

    assert read_sheet(text).chronic_outpatient_cost == Share((Band(None, 2000),))


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        pytest.param('"share"', '"lump"', "formula", id="formula of another benefit"),
        pytest.param("bands =", "band =", "bands", id="no bands"),
        pytest.param(
            '[{ to_yuan = "1000.00", percent = "30" }, { percent = "33.33" }]',
            "[]",
            "bands",
            id="[]",
        ),
        pytest.param('[{ to_yuan = "1000.00"', '["x", { to_yuan = "1"', "bands", id="no table"),
        pytest.param('"33.33"', "33.33", "bands[1].percent", id="percent as a float"),
        pytest.param('"33.33"', '"33.333"', "bands[1].percent", id="percent too fine"),
        pytest.param('"33.33"', '"100.01"', "bands[1].percent", id="more than all"),
        pytest.param('"33.33"', '"-1"', "bands[1].percent", id="less than nothing"),
        pytest.param('"33.33"', '"29.99"', "bands[1].percent", id="whole_amount that falls"),
        pytest.param('{ percent = "33.33"', '{ share = "33"', "bands[1].share", id="unknown key"),
        pytest.param('to_yuan = "1000.00", ', "", "bands[0].to_yuan", id="no end but not last"),
        pytest.param(
            '{ percent = "33.33" }',
            '{ to_yuan = "2000.00", percent = "40" }',
            "bands[1].to_yuan",
            id="the last with an end",
        ),
        pytest.param(
            "[{ to_yuan",
            '[{ to_yuan = "1000.00", percent = "1" }, { to_yuan',
            "bands[1].to_yuan",
            id="a band of nothing",
        ),
        pytest.param('"whole_amount"', '"stepped"', "banding", id="unknown banding"),
        pytest.param('"whole_amount"', "1", "banding", id="banding a number"),
        pytest.param('deductible_each = "coverage"', "", "deductible_each", id="how often unsaid"),
        pytest.param('deductible_yuan = "300.00"', "", "deductible_each", id="of no deductible"),
        pytest.param('"300.00"', '"0.00"', "deductible_yuan", id="deductible of nothing"),
        pytest.param('"50000.00"', '"0.00"', "most_yuan", id="cap of nothing"),
        pytest.param("days = 30", "days = 0", "waiting_days", id="no wait"),
        pytest.param("days = 30", "days = 367", "waiting_days", id="over a year's wait"),
    ],
)
def test_what_is_wrong_with_a_share_is_told_by_its_key(before, after, key):
    assert before in BANDS

    assert problems(TEXT + BANDS.replace(before, after))[f"inpatient_cost.{key}"]


def test_falling_shares_are_no_problem_where_bands_are_marginal():
    text = BANDS.replace('"33.33"', '"0"').replace("whole_amount", "marginal")

    assert read_sheet(TEXT + text).inpatient_cost.bands[1] == Band(None, 0)


@pytest.mark.parametrize("percent", ["0", "0.01", "100", "100.00"])
def test_any_share_from_nothing_to_all_is_allowed(percent):
    text = BANDS.replace('"33.33"', f'"{percent}"').replace("whole_amount", "marginal")

    assert read_sheet(TEXT + text).inpatient_cost.bands[1].share == round(float(percent) * 100)


@pytest.mark.parametrize("section", ["inpatient", "critical_illness", "death", "disability"])
def test_every_benefit_may_have_a_waiting_period(section):
    text = changed(f"[{section}]\n", f"[{section}]\nwaiting_days = 90\n")

    assert getattr(read_sheet(text), section).waiting_days == 90
    assert getattr(read_sheet(TEXT), section).waiting_days == 0


@pytest.mark.parametrize(
    ("year", "right"), [(1999, False), (2000, True), (2100, True), (2101, False)]
)
def test_a_calendar_year_is_one_of_ours(year, right):
    text = f"{TEXT}[coverage]\ncalendar_year = {year}\n"

    if right:
        assert read_sheet(text).calendar_year == year
    else:
        assert "coverage.calendar_year" in problems(text)


def test_a_fee_says_who_pays_which_part():
    parts = '[fee.standard]\nunit_yuan = "50.00"\nperson_yuan = "10.00"\nunion_yuan = "30.00"\n'
    gift = '[fee.gifted]\nsponsor_yuan = "60.00"\n'

    fees = read_sheet(TEXT + parts + gift).fees

    assert fees.standard == Fee(6000, unit=5000, person=1000, union=3000)
    assert (fees.standard.whole, fees.concession, fees.gifted) == (
        9000,
        Fee(1000),
        Fee(0, sponsor=6000),
    )
    assert fees.gifted.whole == 6000


@pytest.mark.parametrize(
    "parts",
    ['unit_yuan = "60.01"', 'person_yuan = "59.99"', 'unit_yuan = "60.00"\nperson_yuan = "0.01"'],
)
def test_what_unit_and_person_pay_adds_up_to_the_fee(parts):
    assert list(problems(f"{TEXT}[fee.standard]\n{parts}\n")) == ["fee.standard"]


@pytest.mark.parametrize("parts", ['unit_yuan = "60.00"', 'person_yuan = "60.00"'])
def test_one_of_unit_and_person_may_pay_it_all(parts):
    assert read_sheet(f"{TEXT}[fee.standard]\n{parts}\n").fees.standard.whole == 6000


def test_parts_of_a_class_that_the_period_does_not_have_are_a_problem():
    text = changed('gifted_yuan = "0.00"', "") + '[fee.gifted]\nsponsor_yuan = "60.00"\n'

    assert problems(text) == {"fee.gifted": "No rule reads this key."}


def test_a_name_may_have_100_characters_and_wide_spaces():
    name = "长" * 49 + "\u3000" + "期" * 50

    assert read_sheet(re.sub('name = ".*"', f'name = "{name}"', TEXT)).name == name


@pytest.mark.parametrize("days", [1, 366])
def test_a_cap_of_any_number_of_days_of_a_year_is_allowed(days):
    sheet = read_sheet(changed("most_days = 45", f"most_days = {days}"))

    assert sheet.inpatient == PerDay(8000, days)


@pytest.mark.parametrize(
    "text",
    ["code = ", "\x00", "a = " + "9" * 5000, "a = " + "[" * 100_000, 'a = "b"\na = "c"'],
    ids=["broken", "NUL", "endless number", "deep", "key twice"],
)
def test_what_is_not_toml_is_one_problem_of_the_whole(text):
    assert list(problems(text)) == [""]
