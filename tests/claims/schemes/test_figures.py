"""Two sheets side by side, in words and figures."""

from dataclasses import replace

import pytest

from claims.benefits import Lump, read_sheet, shipped_sheets, shipped_texts
from claims.schemes.figures import difference, figures
from claims.schemes.specimens import valued

OLD = shipped_sheets()["xiamen-18"]
TEXT = shipped_texts()["xiamen-18"]
NEW = read_sheet(TEXT.replace('"80.00"', '"100.00"').replace("= 45", "= 60"))


def changes(before, after):
    return {(c.benefit, c.name): c for c in difference(before, after) if not c.same}


def test_what_is_raised_is_told_in_words_and_by_how_much() -> None:
    found = changes(OLD, NEW)

    assert len(found) == 2
    rate = found["一般住院补助", "每天"]
    assert (rate.before, rate.after, rate.step) == ("80.00元", "100.00元", "+20.00元（+25.0%）")
    days = found["一般住院补助", "一个保障期累计不超过"]
    assert (days.before, days.after, days.step) == ("45天", "60天", "+15天（+33.3%）")


def test_what_is_lowered_has_its_sign() -> None:
    assert changes(NEW, OLD)["一般住院补助", "每天"].step == "-20.00元（-20.0%）"


def test_the_same_sheet_has_no_difference() -> None:
    assert changes(OLD, OLD) == {}


def test_a_benefit_that_one_sheet_lacks_has_an_empty_side() -> None:
    without = replace(OLD, death=None)

    added = changes(without, OLD)["职工亡故慰问金", "一次性"]
    dropped = changes(OLD, without)["职工亡故慰问金", "一次性"]

    assert (added.before, added.after) == ("", "5,000.00元")
    assert (dropped.before, dropped.after) == ("5,000.00元", "")


def test_a_waiting_period_from_nothing_has_no_percentage() -> None:
    waiting = replace(OLD, death=Lump(500_000, waiting_days=30))

    change = changes(OLD, waiting)["职工亡故慰问金", "首次参保等待期"]

    assert (change.before, change.after, change.step) == ("无", "30天", "+30天")


def test_bands_are_told_one_by_one() -> None:
    words = [f.words for f in figures(shipped_sheets()["demo-bands"]) if "段比例" in f.name]

    assert words == [
        "0.00元至10,000.00元：50%",
        "10,000.00元至20,000.00元：70%",
        "20,000.00元以上：80%",
    ]


@pytest.mark.parametrize("code", shipped_sheets())
def test_every_figure_has_a_place_of_its_own(code: str) -> None:
    told = figures(shipped_sheets()[code])

    assert len({(f.benefit, f.name) for f in told}) == len(told)


def test_standard_cases_are_valued_under_both() -> None:
    found = {each.words: each for each in valued(OLD, NEW)}

    long = found["住院100天"]
    assert (long.before.fen, long.after.fen, long.more) == (360_000, 600_000, 240_000)
    assert long.before.working == ("45天 × 80元 = 3,600.00元",)
    assert long.before.notes == ("已达本保障期累计补助天数上限",)
    assert found["两次住院，各30天"].more == 240_000
    assert found["职工亡故"].more == 0
    assert "住院自付1,000元" not in found


def test_a_case_that_only_one_sheet_knows_is_shown() -> None:
    found = {each.words: each for each in valued(OLD, shipped_sheets()["anyang-2022"])}

    assert found["职工亡故"].after.fen is None
    assert found["住院自付259,900元"].after.fen == 10_000_000
