"""Rosters on their best behaviour and with the slips that people make."""

import pytest

from members.enrolment import workbook
from members.enrolment.columns import COLUMNS
from members.enrolment.problems import UNREADABLE, Severity
from members.identity import Sex
from tests.members.enrolment.rosters import (
    HEADER,
    TODAY,
    apart,
    csv,
    number,
    person,
    read,
    told,
    xlsx,
)

WRONG = "350200199003070014"


def test_a_dozen_people_with_one_wrong_check_digit():
    people = [person(nth) for nth in range(1, 13)]
    people[6] = person(7, 证件号码=WRONG)

    rows, problems = apart(xlsx(people))

    assert len(rows) == 12
    [problem] = problems
    assert (problem.row, problem.column, problem.code) == (8, "证件号码", "ID_CHECKSUM")
    assert problem.severity is Severity.ERROR
    assert "核对" in problem.message
    assert [row.number for row in rows if row.id_number] == [2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13]


def test_every_column_is_read():
    [row], problems = apart(
        xlsx(
            [
                person(
                    1,
                    姓名=" 张 三 ",
                    证件类型="居民身份证",
                    证件号码="３５０２００１９９００３０７００１５",
                    性别="男",
                    手机号码="+86 138-0013-8000",
                    会员卡号="6222 0241 0000 1234 560",
                    是否本市户口="是",
                    人员类别="困难",
                    缴费标准=60.0,
                    备注="延迟退休至2027年",
                )
            ]
        )
    )

    assert problems == []
    assert (row.name, row.id_kind, row.id_number) == ("张三", "resident", "350200199003070015")
    assert (row.sex, row.sex_told, row.born_on.isoformat()) == (Sex.MALE, Sex.MALE, "1990-03-07")
    assert (row.phone, row.card) == ("13800138000", "6222024100001234560")
    assert (row.local, row.category, row.fee_yuan) == (True, "困难", 60)
    assert row.note == "延迟退休至2027年"


def test_what_is_left_empty_stays_empty():
    [row], problems = apart(xlsx([person(1)]))

    assert problems == []
    assert (row.phone, row.card, row.local, row.category, row.fee_yuan) == ("", "", None, "", None)


def test_a_residence_permit_is_known_by_its_number():
    [row], _ = apart(xlsx([person(1, 证件号码="810000199208150019")]))

    assert row.id_kind == "hmt_permit"


def test_rows_are_numbered_as_the_sheet_shows_them_blank_ones_between():
    blank = [""] * len(COLUMNS)
    numbered_in_advance = ["3", *[""] * (len(COLUMNS) - 1)]
    people = [person(1), blank, numbered_in_advance, blank, person(4, 证件号码=WRONG), blank]

    for content in (xlsx(people), csv(people)):
        assert [row.number for row in read(content).rows] == [2, 6]
        assert told(content) == [(6, "证件号码", "ID_CHECKSUM")]


def test_all_problems_are_told_at_once():
    content = xlsx(
        [
            person(1, 姓名="", 证件号码="", 手机号码="12800138000", 性别="未知"),
            person(2, 会员卡号="123", 是否本市户口="也许", 人员类别="其他", 缴费标准="六十"),
            person(3, 证件类型="护照"),
        ]
    )

    assert told(content) == [
        (2, "姓名", "NAME_EMPTY"),
        (2, "证件号码", "ID_LENGTH"),
        (2, "性别", "VALUE_UNKNOWN"),
        (2, "手机号码", "PHONE_FORMAT"),
        (3, "会员卡号", "CARD_LUHN"),
        (3, "是否本市户口", "VALUE_UNKNOWN"),
        (3, "人员类别", "VALUE_UNKNOWN"),
        (3, "缴费标准", "VALUE_UNKNOWN"),
        (4, "证件类型", "VALUE_UNKNOWN"),
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"证件号码": 350200199003070015}, "ID_NUMERIC", id="number"),
        pytest.param({"证件号码": 3.50200199003070e17}, "ID_NUMERIC", id="float"),
        pytest.param({"证件号码": "3.50200E+17"}, "ID_NUMERIC", id="text of a number"),
        pytest.param({"会员卡号": 6222024100001234560}, "ID_NUMERIC", id="card"),
        pytest.param({"证件号码": "350200198502290050"}, "ID_DATE", id="no such day"),
        pytest.param({"证件号码": "35020019900307001"}, "ID_LENGTH", id="17 digits"),
        pytest.param({"证件号码": number("35020020261123001")}, "ID_DATE", id="born tomorrow"),
    ],
)
def test_a_number_is_never_mended(cells, expected):
    [heading] = cells

    assert told(xlsx([person(1, **cells)])) == [(2, heading, expected)]


def test_a_phone_as_a_number_has_lost_nothing():
    [row], problems = apart(xlsx([person(1, 手机号码=13800138000)]))

    assert (row.phone, problems) == ("13800138000", [])


@pytest.mark.parametrize("dot", "·・･•‧")
def test_a_name_has_one_dot_however_it_was_typed(dot):
    [row], problems = apart(xlsx([person(1, 姓名=f"阿依 {dot} 买提")]))

    assert (row.name, problems) == ("阿依·买提", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_as_excel_writes_it_anywhere(encoding, delimiter):
    rows, problems = apart(csv([person(1), person(2)], encoding=encoding, delimiter=delimiter))

    assert [row.name for row in rows] == ["测试人", "测试人"]
    assert problems == []


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(["序号", "名字", *HEADER[2:]], id="renamed"),
        pytest.param(HEADER[1:], id="column missing"),
        pytest.param([HEADER[1], HEADER[0], *HEADER[2:]], id="exchanged"),
        pytest.param([*HEADER, "备注二"], id="one more"),
        pytest.param(["参保名册"], id="a title above"),
    ],
)
def test_a_changed_header_is_told_and_nothing_is_guessed(header):
    for content in (xlsx([person(1)], header), csv([person(1)], header)):
        rows, [problem] = apart(content)
        assert rows == []
        assert (problem.row, problem.code) == (1, "HEADER_CHANGED")


def test_stars_and_blanks_in_the_header_do_not_matter():
    rows, problems = apart(xlsx([person(1)], [f" {heading.rstrip('*')} " for heading in HEADER]))

    assert (len(rows), problems) == (1, [])


def test_something_beside_the_table_is_told():
    assert told(xlsx([[*person(1), "", "x"]])) == [(2, "", "HEADER_CHANGED")]


@pytest.mark.parametrize("build", [xlsx, csv])
def test_there_may_be_so_many_rows_and_not_one_more(build):
    people = [person(nth) for nth in range(1, 6)]

    assert len(read(build(people), most_rows=5).rows) == 5
    assert told(build(people), most_rows=4) == [(6, "", "TOO_MANY_ROWS")]


@pytest.mark.parametrize("content", [b"", xlsx([]), csv([]), csv([[""]])])
def test_a_roster_without_people_is_told(content):
    rows, [problem] = apart(content)

    assert (rows, problem.code, problem.message) == ([], "FILE_UNREADABLE", UNREADABLE["empty"])


def test_reading_never_needs_the_clock():
    people = xlsx([person(1, 证件号码=number("35020020261123001"))])

    assert workbook.read(people, most_rows=1, today=TODAY.replace(day=23)).problems == []
