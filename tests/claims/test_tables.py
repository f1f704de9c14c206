"""Files to take away: no cell is a formula, numbers stay numbers."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from claims.tables import Table, as_csv, as_xlsx

HOSTILE = Table("总览", ("项目", "=1+1"), [("=HYPERLINK(1)", Decimal("-300.00")), ("+x", 2)])


def test_text_in_a_csv_is_never_a_formula() -> None:
    lines = as_csv([HOSTILE]).decode("utf-8-sig").splitlines()

    assert lines == ["总览", "项目,'=1+1", "'=HYPERLINK(1),-300.00", "'+x,2", ""]


def test_text_in_a_workbook_is_never_a_formula() -> None:
    sheet = load_workbook(BytesIO(as_xlsx([HOSTILE])))["总览"]

    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["项目", "'=1+1"],
        ["'=HYPERLINK(1)", -300],
        ["'+x", 2],
    ]
    assert {cell.data_type for row in sheet.rows for cell in row} == {"s", "n"}


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_table_may_be_empty(write) -> None:
    assert write([Table("空", ("一",), [])])
