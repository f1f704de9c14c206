"""Primary keys that may be seen: random enough not to be guessed, ordered by time of birth.

They are made here and not by the database because sealed columns are bound to the key of their
row, which has to be known before the row is written.
"""

import os
import time
from uuid import UUID


def new_key() -> UUID:
    """Give a UUID of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits."""
    return UUID(key_text(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10))))


def new_keys(count: int) -> list[str]:
    """Give so many keys at once as text, in ascending order: how an index takes them best."""
    now, random = time.time_ns() // 1_000_000, os.urandom(10 * count)
    drawn = (int.from_bytes(random[place : place + 10]) for place in range(0, len(random), 10))
    return sorted(key_text(now, bits) for bits in drawn)


def key_text(milliseconds: int, random: int) -> str:
    """Write such a key out: born at a moment, with the low 74 bits of what was drawn."""
    number = milliseconds << 80 | 7 << 76 | (random >> 62 & 0xFFF) << 64
    text = f"{number | 2 << 62 | random & (1 << 62) - 1:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
