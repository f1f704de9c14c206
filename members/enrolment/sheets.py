"""Spreadsheets that we give out: the empty template, and a roster sent back with its problems.

Every cell is written as text, never as a formula; text that a spreadsheet would take for one is
preceded by an apostrophe, also for whoever saves the sheet as .csv.
"""

import io
from collections.abc import Iterable
from typing import Final

import xlsxwriter

from members.enrolment.columns import COLUMNS, Row
from members.enrolment.problems import Problem, Severity

_STARTS_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
_HEAD: Final = {"bold": True, "bg_color": "#E8F3EC", "border": 1}


def template() -> bytes:
    """Give the roster template: one sheet, its header, columns as text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("参保名册")
        as_text = book.add_format({"num_format": "@"})
        head = book.add_format(_HEAD)
        for nth, column in enumerate(COLUMNS):
            sheet.set_column(nth, nth, column.width, as_text)
            sheet.write_string(0, nth, f"{column.heading}{'*' * column.required}", head)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def problem_sheet(rows: Iterable[Row], problems: Iterable[Problem]) -> bytes:
    """Give the rows that have problems, as they were sent, each with its number and its reasons."""
    sent = {row.number: row.said for row in rows}
    reasons: dict[int, list[str]] = {}
    for problem in problems:
        reasons.setdefault(problem.row, []).append(_reason(problem))

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("需要处理的问题")
        head = book.add_format(_HEAD)
        wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        columns = (("行号", 8), ("原因", 60), *((c.heading, c.width) for c in COLUMNS))
        for nth, (heading, width) in enumerate(columns):
            sheet.set_column(nth, nth, width, wrapped)
            sheet.write_string(0, nth, heading, head)
        for line, number in enumerate(sorted(reasons), 1):
            shown = str(number) if number else "整个文件"
            texts = (shown, "\n".join(reasons[number]), *sent.get(number, ())[: len(COLUMNS)])
            for nth, text in enumerate(texts):
                sheet.write_string(line, nth, harmless(text))
        sheet.freeze_panes(1, 2)
    return out.getvalue()


def harmless(text: str) -> str:
    """Give text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def _reason(problem: Problem) -> str:
    mark = "（请核对）" if problem.severity is Severity.WARNING else ""
    return f"{problem.column}：{problem.message}{mark}" if problem.column else problem.message
