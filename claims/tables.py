"""Tables as a file to take away, .csv or .xlsx: the one place that writes cells.

Numbers are written as numbers. Text is never a formula, whatever it begins with.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from members.enrolment.sheets import harmless

Cell = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_csv(tables: Sequence[Table]) -> bytes:
    """Write the tables one under the other, each below its name; UTF-8 with a mark for Excel."""
    out = io.StringIO()
    writer = csv.writer(out)
    for table in tables:
        for row in ([table.name], table.head, *table.rows, []):
            writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """Write a sheet a table."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8F3EC", "border": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.set_column(0, len(table.head), 18)
            for column, name in enumerate(table.head):
                sheet.write_string(0, column, harmless(name), head)
            for line, row in enumerate(table.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, harmless(cell))
                    else:
                        sheet.write_number(
                            line, column, cell, money if isinstance(cell, Decimal) else None
                        )
            sheet.freeze_panes(1, 0)
    return out.getvalue()
