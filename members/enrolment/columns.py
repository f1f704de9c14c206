"""The columns of a roster: a heading and how its cells are cleaned, in one table.

Pure. Reading, the template and the sheet of problems are all made from it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, TypeVar

from members import identity
from members.enrolment.package import SEPARATOR
from members.identity import IdentityRefused, Sex

Value = TypeVar("Value")

NOT_TEXT: Final = "\0"
"""What stands before the words of a cell that held a number, a date or a truth, not text."""

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


class Row(NamedTuple):
    """One person of a roster; what was refused or left empty is empty here too."""

    number: int
    """As the sheet shows it."""
    name: str = ""
    id_kind_told: str = "resident"
    """As the sheet says."""
    id_number: str = ""
    sex: Sex | None = None
    """As the ID number says, which is right when the two differ."""
    born_on: date | None = None
    sex_told: Sex | None = None
    """As the sheet says."""
    phone: str = ""
    card: str = ""
    local: bool | None = None
    category: str = ""
    fee_yuan: int | None = None
    """None where the sheet leaves it to the scheme."""
    note: str = ""

    @property
    def id_kind(self) -> str:
        """As the ID number says where it says so."""
        permit = self.id_number.startswith(identity.RESIDENCE_PERMITS)
        return ID_KINDS["港澳台居民居住证"] if permit else self.id_kind_told


class CellRefused(ValueError):
    """A cell that cannot be taken: the code and what fills its sentence."""

    def __init__(self, code: str, **fill: object) -> None:
        super().__init__(code)
        self.code = code
        self.fill = fill


Cleaned = tuple[object, ...]
"""Fields of a Row, in the order of their column."""


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    fields: tuple[str, ...]
    """Of a Row, that it fills; the columns together fill them in the order of Row."""
    clean: Callable[[str, date], Cleaned]
    """From the text of a cell that is not empty, and today, to those fields."""
    required: bool = False
    """Starred in the header."""
    empty: str = ""
    """The code that an empty cell is refused with; without one it may stay empty."""
    digits: bool = False
    """Long digits, which a numeric cell has already lost some of."""
    width: int = 12
    clean_as: re.Pattern[str] | None = None
    """A whole column that is clean as it stands, as nearly all of a city are: its cells with
    SEPARATOR between them."""
    clean_many: Callable[[Iterable[str], date], Mapping[str, Cleaned]] = lambda *_: {}
    """Where one cell fills several fields: those of each cell that is clean as it stands."""

    @property
    def blank(self) -> Cleaned:
        """What an empty or a refused cell leaves."""
        return tuple(Row._field_defaults[name] for name in self.fields)


def text_of(cell: str) -> str:
    """Give what a cell says. Only the beginning of a very long text, which is slow to bring into
    one form."""
    return unicodedata.normalize("NFC", cell[:LONGEST_TEXT].removeprefix(NOT_TEXT)).strip()


def folded(text: str) -> str:
    """Bring full-width forms and inner blanks to one form, for comparing with a list."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _name(text: str, _: date) -> Cleaned:
    name = identity.name(text[: 2 * LONGEST_NAME])
    if re.fullmatch(_HAN, name):
        return (name,)
    if not any(c.isalpha() for c in name) or len(name) > LONGEST_NAME:
        raise CellRefused("NAME_EMPTY")
    return (name,)


def _id_kind(text: str, _: date) -> Cleaned:
    if folded(text) in WITHOUT_NUMBER:
        raise CellRefused("ID_KIND")
    return (_one_of(ID_KINDS, text),)


def _id_number(text: str, today: date) -> Cleaned:
    try:
        return tuple(identity.id_number(text, today=today))
    except IdentityRefused:
        if _IN_E.fullmatch(folded(text)):
            raise CellRefused("ID_NUMERIC") from None
        raise


_IN_E: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
"""How a spreadsheet shows a number that is too long for its cell."""


def _fee(text: str, _: date) -> Cleaned:
    found = re.fullmatch(r"¥?([0-9]{1,5})(?:\.0+)?元?", folded(text))
    if not found or int(found[1]) > MOST_FEE:
        raise CellRefused("VALUE_UNKNOWN", value=text[:20], choices="以元为单位的整数，如 60")
    return (int(found[1]),)


def _category(text: str, _: date) -> Cleaned:
    return (_one_of({name: name for name in CATEGORIES}, text),)


def _one_of(choices: Mapping[str, Value], text: str) -> Value:
    try:
        return choices[folded(text)]
    except KeyError:
        raise CellRefused("VALUE_UNKNOWN", value=text[:20], choices="、".join(choices)) from None


def _sex(text: str, _: date) -> Cleaned:
    return (_one_of(SEXES, text),)


def _phone(text: str, _: date) -> Cleaned:
    return (identity.phone(text),)


def _card(text: str, _: date) -> Cleaned:
    return (identity.card(text),)


def _local(text: str, _: date) -> Cleaned:
    return (_one_of(YES_NO, text),)


def _column_of(cell: str) -> re.Pattern[str]:
    return re.compile(f"{cell}(?:{SEPARATOR}{cell})*+")


_HAN: Final = r"[\u4e00-\u9fff]{1,64}"
_MOBILE: Final = r"(?:1[3-9][0-9]{9})?"
_ACCOUNT: Final = r"(?:[0-9]{12,30})?"

COLUMNS: Final = (
    Column("序号", (), lambda *_: (), required=True, width=6, clean_as=_column_of("[0-9]*")),
    Column("姓名", ("name",), _name, required=True, empty="NAME_EMPTY", clean_as=_column_of(_HAN)),
    Column("证件类型", ("id_kind_told",), _id_kind, width=18),
    Column(
        "证件号码",
        ("id_number", "sex", "born_on"),
        _id_number,
        required=True,
        empty="ID_LENGTH",
        digits=True,
        width=22,
        clean_many=lambda cells, today: identity.id_numbers(cells, today=today),
    ),
    Column("性别", ("sex_told",), _sex, width=6),
    Column("手机号码", ("phone",), _phone, width=14, clean_as=_column_of(_MOBILE)),
    Column("会员卡号", ("card",), _card, digits=True, width=24, clean_as=_column_of(_ACCOUNT)),
    Column("是否本市户口", ("local",), _local, width=14),
    Column("人员类别", ("category",), _category),
    Column("缴费标准", ("fee_yuan",), _fee),
    Column("备注", ("note",), lambda text, _: (text[:200],), width=24),
)
"""In the order of the sheet. Source: the roster template agreed with the city union."""

ID_NUMBER: Final = COLUMNS[3].heading
SEX: Final = COLUMNS[4].heading
CARD: Final = COLUMNS[6].heading


def clean(column: Column, cell: str, *, today: date) -> Cleaned:
    """Clean one cell; CellRefused when it cannot be taken. One that may be empty is blank."""
    try:
        text = text_of(cell)
        if not text and column.empty:
            raise CellRefused(column.empty)
        if not text:
            return column.blank
        if column.digits and cell.startswith(NOT_TEXT):
            raise CellRefused("ID_NUMERIC")
        if _LIKE_FORMULA.match(text) and _calculates(text, cell):
            raise CellRefused("FORMULA")
        return column.clean(text, today)
    except IdentityRefused as refused:
        raise CellRefused(refused.code) from None


_LIKE_FORMULA: Final = re.compile(r"\s*[=+@＝＋＠－-]")


def _calculates(text: str, cell: str) -> bool:
    """Whether a spreadsheet that opens our answer would take the text for a formula."""
    calculates = re.match(r"[=@].|[+-][^0-9]", folded(text)) is not None
    return calculates and not cell.startswith(NOT_TEXT)
