"""Rosters as cadres and attackers send them, made by program."""

import io
import zipfile
from datetime import date

import openpyxl

from members.enrolment import workbook
from members.enrolment.columns import COLUMNS

TODAY = date(2026, 11, 22)
HEADER = [f"{column.heading}{'*' * column.required}" for column in COLUMNS]
AREA = "350200"


def number(body):
    """The 18-digit number of 17 digits."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(w * int(d) for w, d in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]


def person(nth, **changes):
    """The cells of a row; `changes` by heading."""
    cells = dict.fromkeys((column.heading for column in COLUMNS), "")
    cells |= {
        "序号": str(nth),
        "姓名": "测试人",
        "证件号码": number(f"{AREA}199003{nth % 28 + 1:02}{nth:03}"),
    }
    return list((cells | changes).values())


def xlsx(rows, header=HEADER, prepare=lambda sheet: None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    prepare(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows, header=HEADER, encoding="utf-8-sig", delimiter=","):
    lines = [delimiter.join(map(str, row)) for row in [header, *rows]]
    return "\r\n".join(lines).encode(encoding)


def rewritten(content, change):
    """The archive again, each part as `change(name, bytes)` gives it; None leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_part(content, name, part):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", 8) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def read(content, most_rows=20_000):
    return workbook.read(content, most_rows=most_rows, today=TODAY)


def apart(content, **options):
    """The rows and the problems."""
    found = read(content, **options)
    return found.rows, found.problems


def told(content, **options):
    """Row, column and code of each problem."""
    problems = read(content, **options).problems
    return [(problem.row, problem.column, problem.code) for problem in problems]
