import io
import zipfile

import openpyxl
import pytest

from members.enrolment.columns import COLUMNS
from members.enrolment.sheets import harmless, problem_sheet, template
from tests.members.enrolment.rosters import HEADER, apart, csv, person, read


def cells(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def sent(found):
    """The rows with problems as they came."""
    return found.cells({problem.row for problem in found.problems})


def test_the_template_has_the_columns_and_keeps_long_numbers_as_text():
    book = openpyxl.load_workbook(io.BytesIO(template()))

    assert len(book.worksheets) == 1
    assert cells(template()) == [HEADER]
    assert book.active.column_dimensions["D"].width > 18
    assert COLUMNS[3].digits


def test_the_template_filled_in_is_read():
    book = openpyxl.load_workbook(io.BytesIO(template()))
    book.active.append(person(1))
    out = io.BytesIO()
    book.save(out)

    rows, problems = apart(out.getvalue())

    assert (len(rows), problems) == (1, [])


def test_the_rows_in_question_come_back_with_all_their_reasons():
    found = read(csv([person(1), person(2, 姓名="", 手机号码="5"), person(3)]))

    header, line = cells(problem_sheet(sent(found), found.problems))

    assert header[:3] == ["行号", "原因", "序号"]
    assert line[0] == "3"
    assert "姓名" in line[1]
    assert "手机号码" in line[1]
    assert "5" in line


def test_a_file_that_could_not_be_read_still_gives_its_reason():
    [_, line] = cells(problem_sheet({}, read(b"").problems))

    assert line[0] == "整个文件"


def test_what_came_in_as_a_formula_goes_out_as_text():
    found = read(csv([person(1, 姓名="=cmd|' /C calc'!A0", 备注="\t@SUM(1)")]))

    content = problem_sheet(sent(found), found.problems)

    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    assert all(not str(cell or "").startswith(("=", "@", "+", "-")) for cell in cells(content)[1])


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="]
)
def test_text_that_begins_like_a_formula_is_made_harmless(start):
    assert harmless(f"{start}1") == f"'{start}1"
    assert harmless(f"x{start}1") == f"x{start}1"
