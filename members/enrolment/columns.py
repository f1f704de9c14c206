"""The columns of a roster: a heading and how its cells are cleaned, in one table.

Pure. Reading, the template and the sheet of problems are all made from it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar

from members import identity
from members.identity import IdentityRefused, Sex

Value = TypeVar("Value")
Cell = int | float | str | bool | time | date | datetime | timedelta

ID_KINDS: Final = {
    "居民身份证": "resident",
    "港澳台居民居住证": "hmt_permit",
    "外国人永久居留身份证": "foreigner",
}
WITHOUT_NUMBER: Final = ("护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证")
"""Documents without an 18-digit number: the roster cannot say when their holder was born."""
SEXES: Final = {"男": Sex.MALE, "女": Sex.FEMALE}
YES_NO: Final = {"是": True, "否": False}
CATEGORIES: Final = ("在职", "灵活就业", "新就业形态", "困难", "劳模")
LONGEST_NAME: Final = 64
LONGEST_TEXT: Final = 500
MOST_FEE: Final = 10_000
"""Yuan; default, not sourced: more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a roster; what was refused or left empty is empty here too."""

    number: int
    """As the sheet shows it."""
    name: str = ""
    id_kind: str = "resident"
    id_number: str = ""
    sex: Sex | None = None
    """As the ID number says, which is right when the two differ."""
    sex_told: Sex | None = None
    """As the sheet says."""
    born_on: date | None = None
    phone: str = ""
    card: str = ""
    local: bool | None = None
    category: str = ""
    fee_yuan: int | None = None
    """None where the sheet leaves it to the scheme."""
    note: str = ""
    said: tuple[str, ...] = ()
    """Every cell as it was sent, for sending it back."""


class CellRefused(ValueError):
    """A cell that cannot be taken: the code and what fills its sentence."""

    def __init__(self, code: str, **fill: object) -> None:
        super().__init__(code)
        self.code = code
        self.fill = fill


Cleaned = dict[str, object]
"""Fields of a Row."""


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    clean: Callable[[str, date], Cleaned]
    """From the text of a cell that is not empty, and today, to fields of the row."""
    required: bool = False
    """Starred in the header."""
    empty: str = ""
    """The code that an empty cell is refused with; without one it may stay empty."""
    digits: bool = False
    """Long digits, which a numeric cell has already lost some of."""
    width: int = 12


def text_of(cell: Cell) -> str:
    """Give what a cell says, without the decimals that a spreadsheet adds to whole numbers.

    Only the beginning of a very long text, which is slow to bring into one form.
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFC", str(cell)[:LONGEST_TEXT]).strip()


def folded(text: str) -> str:
    """Bring full-width forms and inner blanks to one form, for comparing with a list."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _name(text: str, _: date) -> Cleaned:
    name = identity.name(text[: 2 * LONGEST_NAME])
    if not any(c.isalpha() for c in name) or len(name) > LONGEST_NAME:
        raise CellRefused("NAME_EMPTY")
    return {"name": name}


def _id_kind(text: str, _: date) -> Cleaned:
    if folded(text) in WITHOUT_NUMBER:
        raise CellRefused("ID_KIND")
    return {"id_kind": _one_of(ID_KINDS, text)}


def _id_number(text: str, today: date) -> Cleaned:
    if re.fullmatch(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+", folded(text)):
        raise CellRefused("ID_NUMERIC")
    found = identity.id_number(text, today=today)
    read: Cleaned = {"id_number": found.number, "sex": found.sex, "born_on": found.born_on}
    return read | ({"id_kind": ID_KINDS["港澳台居民居住证"]} if found.residence_permit else {})


def _fee(text: str, _: date) -> Cleaned:
    found = re.fullmatch(r"¥?([0-9]{1,5})(?:\.0+)?元?", folded(text))
    if not found or int(found[1]) > MOST_FEE:
        raise CellRefused("VALUE_UNKNOWN", value=text[:20], choices="以元为单位的整数，如 60")
    return {"fee_yuan": int(found[1])}


def _category(text: str, _: date) -> Cleaned:
    return {"category": _one_of({name: name for name in CATEGORIES}, text)}


def _one_of(choices: Mapping[str, Value], text: str) -> Value:
    try:
        return choices[folded(text)]
    except KeyError:
        raise CellRefused("VALUE_UNKNOWN", value=text[:20], choices="、".join(choices)) from None


def _sex(text: str, _: date) -> Cleaned:
    return {"sex_told": _one_of(SEXES, text)}


COLUMNS: Final = (
    Column("序号", lambda *_: {}, required=True, width=6),
    Column("姓名", _name, required=True, empty="NAME_EMPTY"),
    Column("证件类型", _id_kind, width=18),
    Column("证件号码", _id_number, required=True, empty="ID_LENGTH", digits=True, width=22),
    Column("性别", _sex, width=6),
    Column("手机号码", lambda text, _: {"phone": identity.phone(text)}, width=14),
    Column("会员卡号", lambda text, _: {"card": identity.card(text)}, digits=True, width=24),
    Column("是否本市户口", lambda text, _: {"local": _one_of(YES_NO, text)}, width=14),
    Column("人员类别", _category),
    Column("缴费标准", _fee),
    Column("备注", lambda text, _: {"note": text[:200]}, width=24),
)
"""In the order of the sheet. Source: the roster template agreed with the city union."""

ID_NUMBER: Final = COLUMNS[3].heading
SEX: Final = COLUMNS[4].heading
CARD: Final = COLUMNS[6].heading


def clean(column: Column, cell: Cell, *, today: date) -> Cleaned:
    """Clean one cell; CellRefused when it cannot be taken. One that may be empty gives nothing."""
    text = text_of(cell)
    if not text and column.empty:
        raise CellRefused(column.empty)
    if not text:
        return {}
    if column.digits and not isinstance(cell, str):
        raise CellRefused("ID_NUMERIC")
    try:
        return column.clean(text, today)
    except IdentityRefused as refused:
        raise CellRefused(refused.code) from None
