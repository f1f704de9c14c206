"""Rosters made to harm. Each has a twin nearby that is read."""

import io
import time
import zipfile

import pytest
import xlsxwriter

from members.enrolment.problems import UNREADABLE
from tests.members.enrolment.rosters import (
    HEADER,
    apart,
    csv,
    person,
    read,
    rewritten,
    told,
    with_part,
    xlsx,
)


def typed(change=lambda sheet: None):
    """A roster as Excel writes it, its texts in a part of their own."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, person(1))
        change(sheet)
    return out.getvalue()


GOOD = xlsx([person(1), person(2)])
SHEET = "xl/worksheets/sheet1.xml"
SENTENCE = {words: why for why, words in UNREADABLE.items()}


def why(content):
    """Which sentence of FILE_UNREADABLE is told."""
    began = time.process_time()
    rows, [problem] = apart(content)
    assert rows == []
    assert problem.code == "FILE_UNREADABLE"
    assert time.process_time() - began < 2
    return SENTENCE[problem.message]


def in_part(name, old, new):
    return rewritten(GOOD, lambda part, data: data.replace(old, new) if part == name else data)


def test_the_twin_is_read():
    for content, people in ((rewritten(GOOD, lambda _, data: data), 2), (typed(), 1)):
        rows, problems = apart(content)
        assert (len(rows), problems) == (people, [])


@pytest.mark.parametrize(
    "part",
    [
        SHEET,
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "docProps/core.xml",
        "docProps/app.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
        "[Content_Types].xml",
    ],
)
@pytest.mark.parametrize(
    "doctype",
    [
        pytest.param('<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}">]>', id="file"),
        pytest.param('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', id="outside dtd"),
        pytest.param('<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>', id="laughs"),
        pytest.param("<!DOCTYPE x>", id="bare"),
    ],
)
def test_no_part_may_declare_a_document_type(part, doctype, tmp_path):
    (tmp_path / "canary").write_text("canary")
    declared = doctype.replace("{canary}", str(tmp_path / "canary")).encode()

    def attacked(name, data):
        if name != part:
            return data
        head, mark, rest = data.partition(b"?>")
        return head + mark + declared + rest if mark else declared + data

    assert part in zipfile.ZipFile(io.BytesIO(typed())).namelist()
    assert why(rewritten(typed(), attacked)) == "spoilt"


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = with_part(GOOD, "xl/media/bomb.xml", b"\0" * 60_000_000)
    dense = with_part(GOOD, "xl/extra.xml", b"<a>" + b" " * 40_000_000 + b"</a>")

    assert why(bomb) == "large"
    assert why(dense) == "large"
    assert len(bomb) < 100_000


def test_many_members_are_refused_and_fewer_read():
    def padded(count):
        out = io.BytesIO(GOOD)
        with zipfile.ZipFile(out, "a") as archive:
            for nth in range(count - len(archive.namelist())):
                archive.writestr(f"customXml/{nth}.txt", "x")
        return out.getvalue()

    assert why(padded(201)) == "large"
    assert len(read(padded(200)).rows) == 2


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x.xml", "xl\\x.xml", "xl/../../x.xml"])
def test_a_member_that_strays_is_refused(name):
    assert why(with_part(GOOD, name, b"<a/>")) == "spoilt"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused():
    assert why(with_part(GOOD, SHEET, b"<worksheet/>")) == "spoilt"


def test_what_is_not_looked_at_is_not_handed_on():
    elsewhere = rewritten(
        in_part("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet1.bin"),
        lambda _, data: data,
    )
    hidden = with_part(elsewhere, "xl/worksheets/sheet1.bin", b"<worksheet/>")

    assert why(hidden) == "spoilt"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda s: s.write("XFD1048576", "x"), "TOO_MANY_ROWS", id="far corner"),
        pytest.param(lambda s: s.write("A1048576", "x"), "TOO_MANY_ROWS", id="far down"),
        pytest.param(lambda s: s.write("XFD2", "x"), "HEADER_CHANGED", id="far right"),
    ],
)
def test_a_far_cell_costs_nothing(change, expected):
    content = typed(change)

    began = time.process_time()
    assert [code for *_, code in told(content)] == [expected]
    assert time.process_time() - began < 2


def test_formats_down_to_the_last_row_are_no_content():
    def prepare(sheet):
        sheet["A1048576"].number_format = "@"

    assert len(read(xlsx([person(1)], prepare=prepare)).rows) == 1


@pytest.mark.parametrize(
    "formula",
    ['=HYPERLINK("http://x","y")', "=1+1", "=cmd|'/C calc'!A0"],
)
def test_a_formula_is_told_with_its_cell_and_not_evaluated(formula):
    content = xlsx([person(1), person(2, 姓名=formula)])

    [problem, *_] = read(content).problems
    assert (problem.row, problem.column, problem.code) == (3, "姓名", "FORMULA")
    assert "B3" in problem.message


@pytest.mark.parametrize("kind", ['t="shared" ref="B2:B3" si="0"', 't="array" ref="B2"'])
def test_shared_and_array_formulas_are_formulas(kind):
    content = in_part(
        SHEET, b'<c r="B2"', f'<c r="B2"><f {kind}>1</f><v>1</v></c><c r="L2"'.encode()
    )

    assert (2, "姓名", "FORMULA") in told(content)


def test_a_drop_down_list_is_no_formula():
    listed = (
        b'<extLst xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><ext uri="x">'
        b"<xm:f>Sheet2!$A$1:$A$2</xm:f></ext></extLst></worksheet>"
    )

    rows, problems = apart(in_part(SHEET, b"</worksheet>", listed))

    assert (len(rows), problems) == (2, [])


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|x", "-cmd|x", "＝1+1", " =1"])
def test_text_that_a_spreadsheet_would_calculate_is_told(text):
    assert told(csv([person(1, 备注=text)])) == [(2, "备注", "FORMULA")]


@pytest.mark.parametrize("text", ["-", "+86", "1-2", "a=b", "-1"])
def test_text_that_only_looks_so_is_left_alone(text):
    assert told(csv([person(1, 备注=text)])) == []


def test_merged_cells_are_told_where_they_begin():
    content = xlsx([person(1), person(2)], prepare=lambda sheet: sheet.merge_cells("G2:G3"))

    assert told(content) == [(2, "会员卡号", "MERGED_CELLS")]


def xlsb():
    return rewritten(GOOD, lambda n, d: d if n != "xl/workbook.xml" else None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(with_part(GOOD, "xl/vbaProject.bin", b"x"), "xlsm", id="macros"),
        pytest.param(with_part(xlsb(), "xl/workbook.bin", b"x"), "xlsb", id="binary"),
        pytest.param(xlsb(), "other", id="no workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xls", id="old"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked",
            id="password",
        ),
        pytest.param(GOOD[:-100], "spoilt", id="cut off"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "spoilt", id="zip in name only"),
        pytest.param(in_part(SHEET, b"</row>", b"</rom>"), "spoilt", id="not well formed"),
        pytest.param(b"%PDF-1.7\n\0", "other", id="pdf"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10JFIF", "other", id="photograph"),
        pytest.param(b"\xff\xfe\0", "other", id="odd utf-16"),
    ],
)
def test_each_other_kind_has_its_own_sentence(content, expected):
    assert why(content) == expected


def test_two_filled_sheets_are_told_and_an_empty_second_one_is_not():
    def second(fill):
        def prepare(sheet):
            sheet.parent.create_sheet("Sheet2")["A1"] = fill

        return xlsx([person(1)], prepare=prepare)

    assert why(second("x")) == "sheets"
    assert len(read(second(None)).rows) == 1


def test_a_hidden_roster_is_not_read():
    def hide(sheet):
        sheet.parent.create_sheet("shown")
        sheet.sheet_state = "hidden"

    assert why(xlsx([person(1)], prepare=hide)) == "empty"


def test_a_count_that_lies_is_refused():
    # A reader that makes room for what a count promises takes the whole process with it.
    def lying(count):
        return rewritten(
            typed(),
            lambda name, data: (
                data.replace(b'uniqueCount="', b'uniqueCount="%d' % count)
                if name == "xl/sharedStrings.xml"
                else data
            ),
        )

    assert why(lying(999_999_999_999)) == "spoilt"
    assert len(read(lying(1)).rows) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_usual_packing_is_taken(method):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))

    assert why(out.getvalue()) == "spoilt"


@pytest.mark.parametrize("encoding", ["UTF-9", "utf-7", "cp037"])
def test_odd_encodings_of_a_part_are_refused_or_read(encoding):
    content = rewritten(
        typed(),
        lambda _, data: data.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode()),
    )

    assert why(content) == "spoilt"


def test_a_cell_of_fifty_thousand_characters_is_refused_at_once():
    began = time.process_time()

    content = csv([person(1, 姓名="张" * 50_000, 证件号码="\u0301\u0323" * 25_000)])

    assert told(content) == [(2, "姓名", "NAME_EMPTY"), (2, "证件号码", "ID_LENGTH")]
    assert time.process_time() - began < 1
