"""Rosters of people in a hurry, or who try it on: each mistake has its own sentence."""

from datetime import datetime

import pytest

from members.enrolment.problems import UNREADABLE, Severity
from tests.members.enrolment.rosters import HEADER, apart, csv, number, person, read, told, xlsx

BLANK = [""] * len(HEADER)
TWIN = number("35020019900303001")


def messages(content):
    return [problem.message for problem in read(content).problems]


@pytest.mark.parametrize(
    "above", [[["2026年参保名册"]], [["2026年参保名册"], ["填表日期：", "11月"]]]
)
def test_a_title_above_the_header_is_named_as_such(above):
    content = xlsx([*above[1:], HEADER, person(1)], header=above[0])

    assert messages(content) == [
        f"表头应在第1行，现在在第{len(above) + 1}行。请删去表头上方的标题或说明。"
    ]


def test_cells_merged_in_the_header_are_told_with_what_they_did_to_it():
    content = xlsx([person(1)], prepare=lambda sheet: sheet.merge_cells("H1:I1"))

    assert [(row, code) for row, _column, code in told(content)] == [
        (1, "HEADER_CHANGED"),
        (1, "MERGED_CELLS"),
    ]


@pytest.mark.parametrize("build", [xlsx, csv])
def test_a_header_pasted_in_again_is_nobody(build):
    rows, [problem] = apart(build([person(1), HEADER, person(2)]))

    assert [row.number for row in rows] == [2, 4]
    assert (problem.row, problem.message) == (3, "此行是重复的表头，请删去。")


def test_somebody_whose_name_begins_like_a_heading_is_somebody():
    assert len(read(xlsx([person(1, 姓名="姓名东")])).rows) == 1


def test_rows_that_the_sheet_hides_are_pointed_out_and_stay():
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["H"].hidden = True

    rows, [problem] = apart(xlsx([person(1), person(2), person(3)], prepare=hide))

    assert len(rows) == 3
    assert (problem.row, problem.code, problem.severity) == (3, "ROW_HIDDEN", Severity.WARNING)


def test_a_quote_that_is_never_closed_swallows_nobody_in_silence():
    good = csv([person(1), ["2", '"张三"', *person(2)[2:]]])
    assert len(read(good).rows) == 2

    [message] = messages(good.replace('"张三"'.encode(), '"张三'.encode()))

    assert message == UNREADABLE["quotes"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_full_of_quotes_is_read_whatever_ends_its_lines(encoding, end):
    cells = [["1", "欧阳，“小”娜", "", TWIN, *[""] * 6, '说了""好""，换行'], person(2)]
    lines = [",".join(f'"{cell}"' for cell in row) for row in [HEADER, *cells]]

    rows, problems = apart(end.join([*lines, ""]).encode(encoding))

    assert ([row.name for row in rows], problems) == (["欧阳，“小”娜", "测试人"], [])
    assert rows[0].note == '说了"好"，换行'


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"证件号码": "350200900303001"}, "ID_LENGTH", id="15 digits"),
        pytest.param({"证件号码": "1990-03-07"}, "ID_LENGTH", id="a date as text"),
        pytest.param({"证件号码": datetime(1990, 3, 7)}, "ID_NUMERIC", id="a date"),
        pytest.param({"证件号码": f"'{TWIN}"}, "ID_LENGTH", id="an apostrophe"),
        pytest.param({"证件号码": TWIN[:-1] + "Х"}, "ID_CHECKSUM", id="a Cyrillic letter"),
        pytest.param({"手机号码": "2023/1/1"}, "PHONE_FORMAT", id="a date for a phone"),
        pytest.param({"姓名": datetime(1990, 3, 7)}, "NAME_EMPTY", id="a date for a name"),
        pytest.param({"姓名": "😀"}, "NAME_EMPTY", id="a picture for a name"),
        pytest.param({"是否本市户口": True}, "VALUE_UNKNOWN", id="a truth"),
        pytest.param({"缴费标准": -60}, "VALUE_UNKNOWN", id="less than nothing"),
        pytest.param({"缴费标准": 59.999}, "VALUE_UNKNOWN", id="a part of a fen"),
    ],
)
def test_each_bad_cell_is_told_with_its_column_and_the_twin_is_read(cells, expected):
    [heading] = cells

    assert told(xlsx([person(1), person(2, **cells)])) == [(3, heading, expected)]
    assert told(xlsx([person(1), person(2)])) == []


def test_lines_below_the_people_are_told_and_blank_ones_are_not():
    below = [BLANK, BLANK, ["合计", "共1人", *[""] * 9], BLANK]

    assert told(xlsx([person(1), *below])) == [(5, "证件号码", "ID_LENGTH")]


def test_twenty_thousand_people_are_read_and_one_more_is_too_many():
    people = [person(1)] * 20_000

    assert len(read(csv(people)).rows) == 20_000
    assert told(csv([*people, person(1)])) == [(20_002, "", "TOO_MANY_ROWS")]


def test_whatever_is_wrong_every_row_comes_back_as_it_was_sent():
    sent = [person(1, 姓名="", 备注="甲"), person(2), HEADER, person(3, 手机号码="5", 备注="乙")]

    found = read(xlsx(sent))

    cells = found.cells({problem.row for problem in found.problems})
    assert cells == {2: sent[0], 4: HEADER, 5: sent[3]}
