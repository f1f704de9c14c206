"""Primary keys that may be seen: random enough not to be guessed, ordered by time of birth.

They are made here and not by the database because sealed columns are bound to the key of their
row, which has to be known before the row is written.
"""

import os
import time
from uuid import UUID


def new_key() -> UUID:
    """Give a UUID of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    high, low = random >> 68, random & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
