"""Values as papers print them: a day, a sum, a count of days, a number, a name.

Each function gives the first one in a text as `(value, start, end)`, the value in its one written
form (2026-05-05; a sum in fen), or None. Texts are in the form of `lines.plain`.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

Value = tuple[str, int, int]

NUMERALS: Final = "〇一二三四五六七八九"
_DAY: Final = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)(?:\s*日)?"
    r"|(?<!\d)(?P<y8>(?:19|20)\d\d)(?P<m8>\d\d)(?P<d8>\d\d)(?!\d)"
    r"|(?P<yc>[一二][〇零○O0九一二三四五六七八]{3})年(?P<mc>十[一二]?|[一二三四五六七八九])月"
    r"(?P<dc>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?![一二三四五六七八九十])[日号]?"
)
_DAY_OF_THAT_YEAR: Final = re.compile(
    r"(?:至|到|[-—~])\s*"
    r"(?:(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)\s*日?|(?P<of_that_month>\d{1,2})\s*日)"
)
_SUM: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d\d?(?!\d)|(?<![\d.,])\d+\.\d\d(?!\d)")
_ROUND_SUM: Final = re.compile(r"(?:¥\s*(\d[\d,]*)(?![\d.])|(?<![\d.])(\d[\d,]*)\s*元)")
_DAYS: Final = re.compile(r"(?<![\d.])(\d{1,4})(?:\s*[天日]|\s*$)")
_NUMBER: Final = re.compile(r"(?<!\d)\d{6,20}(?!\d)")
_NAME: Final = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff·]{1,14}")
_HOSPITAL: Final = re.compile(
    r"[\u4e00-\u9fff][\u4e00-\u9fff()]+?(?:医院|卫生院|保健院|疗养院|卫生服务中心)"
    r"(?:\(?[\u4e00-\u9fff]{1,8}(?:分院|院区)\)?)?"
)
MOST_DAYS: Final = 3660
MOST_FEN: Final = 10**10


def days_named(text: str) -> Iterator[Value]:
    """Every calendar day in a text; impossible ones are passed over."""
    for match in _DAY.finditer(text):
        year, month, day = (part for part in match.groups() if part is not None)
        if found := _day(_digits(year), _digits(month), _digits(day)):
            yield found.isoformat(), match.start(), match.end()


def day(text: str) -> Value | None:
    return next(days_named(text), None)


def last_day(text: str) -> Value | None:
    """The end of a span as in 2026-05-05至2026-05-17 or 2026年5月5日至17日; None where it is none.

    An end without its year is in that of the beginning, or in the next; one without its month in
    the same.
    """
    named = list(days_named(text))
    if len(named) > 1:
        return named[1]
    if not named:
        return None
    first, end = date.fromisoformat(named[0][0]), named[0][2]
    match = _DAY_OF_THAT_YEAR.search(text, end)
    if match is None:
        return None
    month, day_ = int(match["m"] or first.month), int(match["d"] or match["of_that_month"])
    last = _day(first.year + ((month, day_) < (first.month, first.day)), month, day_)
    return (last.isoformat(), match.start() + 1, match.end()) if last else None


def fen(text: str) -> Value | None:
    """A sum of money; a bare whole number is none, for it may count anything."""
    match = _SUM.search(text) or _ROUND_SUM.search(text)
    if match is None:
        return None
    whole, _, part = (next(filter(None, match.groups()), match[0])).replace(",", "").partition(".")
    value = int(whole) * 100 + int(part.ljust(2, "0"))
    return (str(value), match.start(), match.end()) if value < MOST_FEN else None


def count_of_days(text: str) -> Value | None:
    match = _DAYS.search(text)
    if match is None or not 0 < int(match[1]) <= MOST_DAYS:
        return None
    return str(int(match[1])), match.start(), match.end()


def number(text: str) -> Value | None:
    """A number of a paper, with its leading zeros."""
    return _whole(_NUMBER.search(text))


def name(text: str) -> Value | None:
    """A person's name at the beginning of a text."""
    match = _NAME.match(text.lstrip(" :"))
    lead = len(text) - len(text.lstrip(" :"))
    return (match[0], lead, lead + match.end()) if match else None


def hospital(text: str) -> Value | None:
    return _whole(_HOSPITAL.search(text))


def _whole(match: re.Match[str] | None) -> Value | None:
    return (match[0], match.start(), match.end()) if match else None


def _day(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


def _digits(text: str) -> int:
    """Read 2026, 二〇二六 or 二十一."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (NUMERALS.index(tens) if tens else 1) * 10 + (NUMERALS.index(ones) if ones else 0)
    plain = re.sub("[零○O0]", "〇", text)
    return int("".join(str(NUMERALS.index(c)) for c in plain))
