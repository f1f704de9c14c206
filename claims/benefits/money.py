"""Yuan as people write them, fen as we count them. No float on either way."""

import re
from decimal import Decimal

MOST_FEN = 100_000_000_00
"""No amount in a case or a sheet is over 100,000,000 yuan."""
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


def fen_of(text: str) -> int:
    """Read an amount like "800", "800.5" or "800.00". ValueError with a sentence for any other."""
    if not AMOUNT.fullmatch(text):
        raise ValueError('An amount is yuan like "800.00": digits, at most two decimals, no sign.')
    fen = int(Decimal(text) * 100)
    if fen > MOST_FEN:
        raise ValueError("An amount is at most 100,000,000 yuan.")
    return fen


def share_of(text: str) -> int:
    """Read a percentage like "30" or "33.33" as ten-thousandths. ValueError for any other."""
    if not PERCENT.fullmatch(text) or Decimal(text) > 100:  # noqa: PLR2004 - of a hundred
        raise ValueError('A share is percent like "30" or "33.33": at most 100, two decimals.')
    return int(Decimal(text) * 100)


def yuan(fen: int) -> Decimal:
    """Give the amount in yuan; its str has exactly two places."""
    return Decimal(fen).scaleb(-2)
