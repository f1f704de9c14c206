"""What an .xlsx is made of, looked at before anything opens it as a workbook.

The archive is unpacked here with limits, every part is parsed by defusedxml, which takes no DTD,
entity or outside reference, and a new archive of exactly what was looked at goes on to the
reader: where two readers of one archive could disagree, there is only one left.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from members.enrolment.problems import unreadable

MOST_MEMBERS: Final = 200
MOST_UNPACKED: Final = 50_000_000
MOST_RATIO: Final = 100
"""Unpacked to packed; a full roster of ours is at 10."""
RATIO_MATTERS_FROM: Final = 1_000_000
MOST_COLUMNS: Final = 30

_EXTENSION: Final = "{http://schemas.microsoft.com/"
"""Where the ranges of drop-down lists stand, which are no formulas of cells."""

_TAKEN: Final = (".xml", ".rels")

_SPOILT: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # an archive of a kind that nobody writes
    ParseError,
    DefusedXmlException,
    LookupError,  # XML in an encoding that does not exist
    ValueError,  # … or that the parser does not take
)


@dataclass(slots=True)
class Found:
    """What the cells of the sheet hold beside plain values; places as (row, column) from 1."""

    formulas: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = 0
    """The last row with anything in it."""
    last_column: int = 0


def checked(content: bytes) -> tuple[bytes, Found]:
    """Give the archive anew and what its one filled sheet holds; RosterUnreadable otherwise."""
    try:
        parts = dict(_parts(content))
        sheets = [found for part in parts.values() if (found := _looked_at(part)).last_row]
    except _SPOILT as problem:
        raise unreadable("spoilt") from problem
    if not sheets:
        raise unreadable("empty")
    if len(sheets) > 1:
        raise unreadable("sheets")
    return _packed(parts), sheets[0]


def place(reference: str) -> tuple[int, int]:
    """Give row and column of a cell reference: "C7" is (7, 3). ParseError when it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", reference)
    if not found:
        raise ParseError("no cell reference")
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


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Unpack the parts that a sheet is made of; pictures, macros and the like are left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        _refuse_other_kinds(names)
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
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
    look = _Look()
    parser = DefusedXMLParser(target=look, forbid_dtd=True)
    parser.feed(part)
    parser.close()
    return look.found


class _Look:
    """Follows the elements of a part; builds no tree, for a roster has a million of them."""

    def __init__(self) -> None:
        self.found = Found()
        self.row = self.column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition("}")[2]:
            case "c":
                written = attributes.get("r")
                self.row, self.column = place(written) if written else (self.row, self.column + 1)
            case "row":
                self.row = _number(attributes.get("r", "")) or self.row + 1
                self.column = 0
            case "f" if not tag.startswith(_EXTENSION):
                self.found.formulas.append((self.row, self.column))
                self._filled()
            case "v" | "is":
                self._filled()
            case "mergeCell":
                self.found.merged.append(place(attributes.get("ref", "").partition(":")[0]))
            case _:
                for count in attributes.keys() & {"count", "uniqueCount"}:
                    if not _number(attributes[count]) and attributes[count] != "0":
                        raise ParseError("a count for which a reader would make endless room")

    def _filled(self) -> None:
        self.found.last_row = max(self.found.last_row, self.row)
        self.found.last_column = max(self.found.last_column, self.column)

    def close(self) -> None:
        """Wanted by the parser."""


def _number(text: str) -> int:
    """Give a number of at most seven digits; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) else 0


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
