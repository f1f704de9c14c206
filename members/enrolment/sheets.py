"""Spreadsheets that we give out: the template, and a roster sent back with its problems.

Every cell is written as text, never as a formula; text that a spreadsheet would take for one is
preceded by an apostrophe, also for whoever saves the sheet as .csv.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import xlsxwriter

from members.enrolment.columns import COLUMNS, LONGEST_TEXT, NOT_TEXT
from members.enrolment.problems import Problem, Severity

_STARTS_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
_HEAD: Final = {"bold": True, "bg_color": "#E8F3EC", "border": 1}


def template(people: Iterable[Mapping[str, str]] = ()) -> bytes:
    """Give the roster template: one sheet, its header, columns as text.

    With people, cells by heading, it is filled in: for a renewal.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("参保名册")
        as_text = book.add_format({"num_format": "@"})
        head = book.add_format(_HEAD)
        for nth, column in enumerate(COLUMNS):
            sheet.set_column(nth, nth, column.width, as_text)
            sheet.write_string(0, nth, f"{column.heading}{'*' * column.required}", head)
        for line, person in enumerate(people, 1):
            cells = {"序号": str(line), **person}
            for nth, column in enumerate(COLUMNS):
                sheet.write_string(line, nth, harmless(cells.get(column.heading, "")), as_text)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def as_csv(people: Iterable[Mapping[str, str]]) -> bytes:
    """Give people, cells by heading, as the shortest file that a unit may send."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(f"{column.heading}{'*' * column.required}" for column in COLUMNS)
    for line, person in enumerate(people, 1):
        cells = {"序号": str(line), **person}
        sheet.writerow(cells.get(column.heading, "") for column in COLUMNS)
    return out.getvalue().encode()


def problem_sheet(cells: Mapping[int, Sequence[str]], problems: Iterable[Problem]) -> bytes:
    """Give the rows that have problems, as they were sent, each with its number and its reasons."""
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
            sent = [cell[:LONGEST_TEXT] for cell in cells.get(number, ())[: len(COLUMNS)]]
            texts = (shown, "\n".join(reasons[number]), *sent)
            for nth, text in enumerate(texts):
                sheet.write_string(line, nth, harmless(text.removeprefix(NOT_TEXT)), wrapped)
        sheet.freeze_panes(1, 2)
    return out.getvalue()


def harmless(text: str) -> str:
    """Give text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def _reason(problem: Problem) -> str:
    mark = "（请核对）" if problem.severity is Severity.WARNING else ""
    return f"{problem.column}：{problem.message}{mark}" if problem.column else problem.message
