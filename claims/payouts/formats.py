"""The formats in which banks take batches and answer them: a table of data, and its three shapes.

Pure. A bank with a format of its own is a row of FORMATS and a golden file, nothing else. Fields
are those of bankfile.Line, and of a batch: its number, `count`, `total_fen`.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

import xlsxwriter


class Shape(Enum):
    DELIMITED = "delimited"
    FIXED = "fixed"
    """So many bytes a column, padded."""
    SHEET = "sheet"
    """An .xlsx workbook of text cells: no figure is rounded, no account loses a zero."""


@dataclass(frozen=True, slots=True)
class Column:
    field: str
    bytes: int = 0
    """Of a fixed column; 0 where the shape knows no width."""
    pad: str = " "
    title: str = ""

    def padded(self, text: str, encoding: str) -> str:
        """Fill up to the width: figures to the right with noughts, words to the left."""
        missing = self.bytes - len(text.encode(encoding))
        if missing < 0:
            raise ValueError(f"{self.field} is {-missing} bytes too long")
        return self.pad * missing + text if self.pad == "0" else text + self.pad * missing


@dataclass(frozen=True, slots=True)
class Format:
    code: str
    shape: Shape
    suffix: str
    head: tuple[Column, ...]
    columns: tuple[Column, ...]
    encoding: str = "gb18030"
    divider: str = ""
    answer_code: str = "huzhu-1-return"
    """What the first line of a return file begins with."""
    answer_head: tuple[int, ...] = ()
    answer_columns: tuple[int, ...] = ()
    """Widths in bytes of a return file of fixed columns; empty where fields are divided by `|`."""
    most_bytes: Mapping[str, int] | None = None
    """Bytes that a field may have in `encoding`, where the bank takes fewer than others."""

    @property
    def kept_as(self) -> str:
        """The encoding by which a file of this format is kept in a column that holds text."""
        return "latin-1" if self.shape is Shape.SHEET else self.encoding

    def write(self, head: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> bytes:
        """Give the bytes of a file whose fields were checked before."""
        if self.shape is Shape.SHEET:
            return self._sheet(head, rows)
        lines = [self._line(self.head, head), *(self._line(self.columns, row) for row in rows)]
        return "".join(line + "\r\n" for line in lines).encode(self.encoding)

    def split(self, line: str, *, first: bool) -> list[str]:
        """Part a line of a return file into its fields; too few or too many are for the reader."""
        widths = self.answer_head if first else self.answer_columns
        if not widths:
            return [field.strip(" ") for field in line.split("|")]
        return list(self._parts(line.encode(self.encoding), widths))

    def _line(self, columns: Sequence[Column], fields: Mapping[str, str]) -> str:
        if self.shape is Shape.FIXED:
            return "".join(c.padded(fields[c.field], self.encoding) for c in columns)
        return self.divider.join(fields[column.field] for column in columns)

    def _parts(self, line: bytes, widths: Sequence[int]) -> Iterator[str]:
        for width in widths:
            yield line[:width].decode(self.encoding, errors="replace").strip(" ")
            line = line[width:]
        if line.strip():
            yield line.decode(self.encoding, errors="replace")

    def _sheet(self, head: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes
            sheet = book.add_worksheet()
            top = [text for column in self.head for text in (column.title, head[column.field])]
            table = [[c.title for c in self.columns]]
            table += [[row[c.field] for c in self.columns] for row in rows]
            for line, cells in enumerate([top, *table]):
                for place, text in enumerate(cells):
                    sheet.write_string(line, place, text)
        return out.getvalue()


HUZHU: Final = Format(
    code="huzhu-1",
    shape=Shape.DELIMITED,
    suffix="txt",
    divider="|",
    head=(Column("format"), Column("batch"), Column("count"), Column("total_fen")),
    columns=tuple(
        map(Column, ("line_no", "bank_ref", "account", "name", "yuan", "note")),
    ),
)
FIXED: Final = Format(
    code="fixed-1",
    shape=Shape.FIXED,
    suffix="txt",
    head=(
        Column("format", 10),
        Column("batch", 20),
        Column("count", 6, "0"),
        Column("total_fen", 15, "0"),
    ),
    columns=(
        Column("line_no", 6, "0"),
        Column("bank_ref", 20),
        Column("account", 32),
        Column("name", 60),
        Column("fen", 15, "0"),
        Column("note", 40),
    ),
    answer_code="fixed-1-r",
    answer_head=(10, 20, 6, 15),
    answer_columns=(20, 32, 15, 4, 60),
    most_bytes={"name": 60, "note": 40},
)
SHEET: Final = Format(
    code="sheet-1",
    shape=Shape.SHEET,
    suffix="xlsx",
    head=(
        Column("batch", title="批次号"),
        Column("count", title="总笔数"),
        Column("yuan", title="总金额（元）"),
    ),
    columns=(
        Column("line_no", title="序号"),
        Column("account", title="收款账号"),
        Column("name", title="收款户名"),
        Column("yuan", title="金额（元）"),
        Column("note", title="摘要"),
        Column("bank_ref", title="流水号"),
    ),
)

FORMATS: Final[Mapping[str, Format]] = {form.code: form for form in (HUZHU, FIXED, SHEET)}
"""By the code that the setting BANK_FORMAT names."""
