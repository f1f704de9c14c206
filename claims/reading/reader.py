"""The lines of a picture, read by the child process. Takes seconds: for a sweep, never for a page
that somebody waits for."""

import json
from typing import Final

from claims.photographs import confined
from claims.photographs.spots import Spot
from claims.reading.lines import Line

CHILD: Final = "claims.reading.child"
MOST_SECONDS: Final = 120
"""Of the clock; its limit of processor time is half of that. Longer than that it was killed."""


class Unreadable(Exception):
    """The child gave no lines; the argument is how it ended."""


def lines_of(jpeg: bytes) -> list[Line]:
    """Read a picture. Unreadable when that fails, which says nothing of the picture."""
    try:
        ended, answer = confined.run(CHILD, jpeg, seconds=MOST_SECONDS)
    except confined.Overdue:
        raise Unreadable("overdue") from None
    if ended != 0:
        raise Unreadable(str(ended))
    try:
        return [Line(text, _spot(*box)) for text, *box in json.loads(answer)]
    except (ValueError, TypeError):
        raise Unreadable("no lines") from None


def _spot(x: float, y: float, w: float, h: float) -> Spot:
    return Spot(x, y, min(w, 1 - x), min(h, 1 - y))  # sums of parts may pass 1 by a hair
