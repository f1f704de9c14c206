"""Money as people read it: figures grouped by thousands, and in capitals (大写)."""

from typing import Final

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
SECTIONS: Final = ("", "万", "亿")
MOST_FEN: Final = 10**14 - 1
"""The last amount below 万亿 yuan."""


def yuan(fen: int) -> str:
    """Word fen as yuan, like 2,480.00."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def capitals(fen: int) -> str:
    """Word fen in capitals as on a payment sheet: 248000 is 贰仟肆佰捌拾元整.

    By the rules for negotiable instruments (支付结算办法, 1997, annex 1): zeros between digits are
    one 零, 整 ends whole yuan, and 零 stands for missing jiao. ValueError below zero and from
    one 万亿 yuan on.
    """
    if not 0 <= fen <= MOST_FEN:
        raise ValueError("an amount in capitals is from zero to below 10**12 yuan")
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_integer(whole)}元" if whole or not rest else ""
    if not rest:
        return words + "整"
    if jiao:
        words += DIGITS[jiao] + "角"
    elif whole:
        words += "零"
    return words + (DIGITS[cents] + "分" if cents else "")


def _integer(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    words, gap = "", False
    for power in reversed(range(len(SECTIONS))):
        section = number // 10_000**power % 10_000
        if not section:
            gap = bool(words)
            continue
        if words and (gap or section < 1000):  # noqa: PLR2004 - a section of four digits
            words += DIGITS[0]
        words += _section(section) + SECTIONS[power]
        gap = False
    return words


def _section(number: int) -> str:
    """Word a number from 1 to 9999."""
    words, gap = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit:
            words += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = bool(words)
    return words
