"""What an .xlsx is made of, looked at before anything opens it as a workbook.

The archive is unpacked here with limits, and a new archive of exactly what was looked at goes on
to the reader: where two readers of one archive could disagree, there is only one left.

A look at the bytes is enough for a roster as spreadsheet programs write it. Where that meets
anything it does not know for harmless (a declaration, another encoding, a formula, merged cells,
a far cell), every part is parsed to its end by defusedxml, which takes no DTD, entity or outside
reference, and tells what stands where. Run in a child process: see members.enrolment.cells.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from members.enrolment.problems import unreadable

MOST_MEMBERS: Final = 200
MOST_UNPACKED_A_ROW: Final = 2_500
"""Bytes: 50 MB for a roster of 20,000; a full one of ours takes 600 a row."""
LEAST_UNPACKED: Final = 50_000_000
MOST_RATIO: Final = 100
"""Unpacked to packed; a full roster of ours is at 10."""
RATIO_MATTERS_FROM: Final = 1_000_000
MOST_COLUMNS: Final = 30
SEPARATOR: Final = "\x7f"
"""Between the cells of a column, where they are handed on; stands in none, for nobody types it."""

_EXTENSION: Final = "{http://schemas.microsoft.com/"
"""Where the ranges of drop-down lists stand, which are no formulas of cells."""

_TAKEN: Final = (".xml", ".rels")

_SPOILT: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # an archive of a kind that nobody writes
    SyntaxError,  # XML that is broken
    LookupError,  # XML in an encoding that does not exist
    ValueError,  # … or that the parser does not take, or forbidden by defusedxml, or by us
)


_HEAD: Final = 2_000
"""Bytes in which everything is looked for: no byte is rare there."""
_LONGEST: Final = len(b"mergeCell")
_XML_HEAD: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=.1\.0.(?: encoding=.(?i:utf-8).)?"
    rb"(?: standalone=.yes.)?\s*\?>)?\s*<\w"
)
_DECLARATION: Final = re.compile(rb"<!")
_TO_LOOK_INTO: Final = {
    b"m": re.compile(rb"mergeCell"),
    b"h": re.compile(rb"hidden="),
    b":": re.compile(rb":f"),
    b"f": re.compile(rb"<f[\s/>]"),
}
"""Merged cells, hidden rows and formulas, each by a byte of it that a sheet has few of."""
_DIMENSION: Final = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]{1,3}[0-9]{1,7})"/>')
_ROW: Final = re.compile(rb'<row r="([0-9]{1,7})"')


class Found(NamedTuple):
    """What the cells of the sheet hold beside plain values; places as (row, column) from 1."""

    formulas: Sequence[tuple[int, int]] = ()
    merged: Sequence[tuple[int, int]] = ()
    hidden: Sequence[int] = ()
    """Rows that the sheet does not show."""
    last_row: int = 0
    """The last row with anything in it."""
    last_column: int = 0


def checked(content: bytes, most_rows: int) -> tuple[io.BytesIO, Found]:
    """Give the archive anew and what its one filled sheet holds; RosterUnreadable otherwise."""
    try:
        parts = dict(_parts(content, most_rows))
        found = Found() if _plain(parts, most_rows) else _looked_through(parts)
    except _SPOILT as problem:
        raise unreadable("spoilt") from problem
    return _packed(parts), found


def _plain(parts: Mapping[str, bytes], most_rows: int) -> bool:
    """Whether a look at the bytes shows a roster as spreadsheet programs write it.

    UTF-8 without declarations, one part with cells and no formula, merged range or hidden row in
    it, nothing said to lie beyond the table. Any doubt is a no.
    """
    heads = map(_XML_HEAD.match, parts.values())
    if not all(heads) or any(_has(part, b"!", _DECLARATION) for part in parts.values()):
        return False
    sheets = [part for part in parts.values() if b"sheetData" in part]
    if len(sheets) != 1:
        return False
    [sheet] = sheets
    if any(_has(sheet, rare, words) for rare, words in _TO_LOOK_INTO.items()):
        return False
    far = _DIMENSION.search(sheet, 0, _HEAD)
    last = _ROW.match(sheet, sheet.rfind(b"<row"))
    if far is None or last is None or int(last[1]) > most_rows + 1:
        return False
    row, column = place(far[1].decode())
    return row <= most_rows + 1 and column <= MOST_COLUMNS


def _has(part: bytes, rare: bytes, words: re.Pattern[bytes]) -> bool:
    """Whether the words, at whose beginning the rare byte is, stand in a part; to look for one byte
    first takes no time at all."""
    first = part.find(rare, _HEAD)
    return bool(
        words.search(part, 0, _HEAD + _LONGEST) or (first >= 0 and words.search(part, first - 1))
    )


def _looked_through(parts: Mapping[str, bytes]) -> Found:
    sheets = [found for part in parts.values() if (found := _looked_at(part)).last_row]
    if not sheets:
        raise unreadable("empty")
    if len(sheets) > 1:
        raise unreadable("sheets")
    return sheets[0]


def place(reference: str) -> tuple[int, int]:
    """Give row and column of a cell reference: "C7" is (7, 3). ValueError when it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", reference)
    if not found:
        raise ValueError("no cell reference")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def reference(row: int, column: int) -> str:
    """Give the name of a cell as the sheet shows it: (7, 3) is "C7"."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _parts(content: bytes, most_rows: int) -> Iterator[tuple[str, bytes]]:
    """Unpack the parts that a sheet is made of; pictures, macros and the like are left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        _refuse_other_kinds(names)
        most_unpacked = max(LEAST_UNPACKED, MOST_UNPACKED_A_ROW * most_rows)
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > most_unpacked:
            raise unreadable("large")
        if unpacked > max(RATIO_MATTERS_FROM, MOST_RATIO * len(content)):
            raise unreadable("large")
        if len(set(names)) < len(names) or any(_strays(name) for name in names):
            raise unreadable("spoilt")
        for member in members:
            if member.flag_bits & 1:
                raise unreadable("locked")
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise unreadable("spoilt")
            if member.filename.endswith(_TAKEN):
                yield member.filename, archive.read(member)


def _refuse_other_kinds(names: list[str]) -> None:
    if "xl/vbaProject.bin" in names:
        raise unreadable("xlsm")
    if "xl/workbook.bin" in names:
        raise unreadable("xlsb")
    if "xl/workbook.xml" not in names:
        raise unreadable("other")


def _strays(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or "\0" in name


def _looked_at(part: bytes) -> Found:
    """Parse a part to its end; note where it has cells, whatever it is called."""
    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415 - rarely needed

    look = _Look()
    parser = DefusedXMLParser(target=look, forbid_dtd=True)
    parser.feed(part)
    parser.close()
    return Found(look.formulas, look.merged, look.hidden, look.last_row, look.last_column)


class _Look:
    """Follows the elements of a part; builds no tree, for a roster has a million of them."""

    def __init__(self) -> None:
        self.formulas: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int]] = []
        self.hidden: list[int] = []
        self.row = self.column = self.last_row = self.last_column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition("}")[2]:
            case "c":
                written = attributes.get("r")
                self.row, self.column = place(written) if written else (self.row, self.column + 1)
            case "row":
                self.row = _number(attributes.get("r", "")) or self.row + 1
                self.column = 0
                if attributes.get("hidden") in {"1", "true"}:
                    self.hidden.append(self.row)
            case "f" if not tag.startswith(_EXTENSION):
                self.formulas.append((self.row, self.column))
                self._filled()
            case "v" | "is":
                self._filled()
            case "mergeCell":
                self.merged.append(place(attributes.get("ref", "").partition(":")[0]))
            case _:
                for count in attributes.keys() & {"count", "uniqueCount"}:
                    if not _number(attributes[count]) and attributes[count] != "0":
                        raise ValueError("a count for which a reader would make endless room")

    def _filled(self) -> None:
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)

    def close(self) -> None:
        """Wanted by the parser."""


def _number(text: str) -> int:
    """Give a number of at most seven digits; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) else 0


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Pack the parts and give each up meanwhile: of a hundred thousand rows one has 60 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in list(parts):
            archive.writestr(name, parts.pop(name))
    out.seek(0)
    return out
