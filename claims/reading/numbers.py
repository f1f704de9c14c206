"""The one form of an invoice's number and code: digits and capitals, nothing between them."""

import re
import unicodedata
from typing import Final

from claims.benefits import Paper

NUMBERED: Final = (Paper.HOSPITAL_INVOICE, Paper.INSURANCE_SETTLEMENT)
"""The papers whose number the office registers."""
MOST: Final = 30
_BETWEEN: Final = re.compile(r"[\s\-_.·:]+")
_NUMBER: Final = re.compile(r"[0-9A-Z]{4,30}")


def canonical(typed: str) -> str:
    """Give a number as it is stored and compared; ValueError when it can be none.

    Leading zeros belong to it.
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed[: 2 * MOST])).upper()
    if not _NUMBER.fullmatch(plain) or not any(c.isdigit() for c in plain):
        raise ValueError("no number of an invoice")
    return plain
