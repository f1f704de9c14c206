"""A rule sheet says everything that is wrong with it, and nothing is guessed."""

import pytest

from claims.benefits import (
    Cause,
    Fees,
    GradedLump,
    Lump,
    PerDay,
    Problem,
    SheetInvalid,
    read_sheet,
    shipped_sheets,
    shipped_texts,
)

TEXT = shipped_texts()["xiamen-18"]


def problems(text: str) -> dict[str, str]:
    with pytest.raises(SheetInvalid) as caught:
        read_sheet(text)
    assert all(isinstance(problem, Problem) for problem in caught.value.problems)
    return {problem.key: problem.sentence for problem in caught.value.problems}


def changed(before: str, after: str) -> str:
    assert before in TEXT
    return TEXT.replace(before, after)


def test_period_18_pays_what_its_notice_says():
    sheet = shipped_sheets()["xiamen-18"]

    assert sheet.inpatient == PerDay(8000, 45)
    assert (sheet.critical_illness, sheet.death) == (Lump(3000000), Lump(500000))
    causes = frozenset({Cause.WORK_INJURY, Cause.ACCIDENT})
    assert sheet.disability == GradedLump(500000, causes, 10)
    assert (sheet.fees, sheet.third_check_from) == (Fees(6000, 1000, 0), 3000000)


def test_period_17_knows_its_days_and_no_lump_sum():
    sheet = shipped_sheets()["xiamen-17"]

    assert sheet.inpatient == PerDay(5000, 30)
    assert (sheet.critical_illness, sheet.death, sheet.disability) == (None, None, None)
    assert sheet.fees == Fees(6000)


def test_120_standard_5_concession_and_3_gifted_members_owe_7250_yuan():
    fees = shipped_sheets()["xiamen-18"].fees
    owed = [(120, fees.standard), (5, fees.concession), (3, fees.gifted)]

    assert sum(many * (fen or 0) for many, fen in owed) == 725000


def test_a_shipped_sheet_is_named_by_its_code():
    assert {sheet.code for sheet in shipped_sheets().values()} == set(shipped_texts())


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        pytest.param('code = "xiamen-18"', "", "code", id="no code"),
        pytest.param('code = "xiamen-18"', 'code = ""', "code", id="empty code"),
        pytest.param('code = "xiamen-18"', 'code = "厦门"', "code", id="code not plain"),
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
