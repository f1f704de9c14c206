"""Lines of text and where they stand on the page."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from claims.photographs.spots import Spot

LOOKALIKES: Final = str.maketrans("黃呂彥溫強眞淸內別戶吳産", "黄吕彦温强真清内别户吴产")
"""Older forms of a character that the reader gives where the print has the common one."""

DISTANCE: Final = 2.5
"""Line heights within which a value stands under its label."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a piece of one, with its box in parts of the page."""

    text: str
    spot: Spot

    def piece(self, start: int, end: int) -> "Line":
        """Some of its characters, with the part of the box that they take."""
        whole = _width(self.text) or 1
        left = self.spot.w * _width(self.text[:start]) / whole
        wide = self.spot.w * _width(self.text[start:end]) / whole
        at = min(self.spot.x + left, 1.0)
        box = Spot(at, self.spot.y, min(wide, 1.0 - at), self.spot.h)
        return Line(self.text[start:end], box)


def plain(text: str) -> str:
    """Bring what was read into one form: half-width digits and marks, common characters."""
    return unicodedata.normalize("NFKC", text).translate(LOOKALIKES).strip()


def label(*words: str) -> re.Pattern[str]:
    """A label as it may be printed: with blanks between its characters, as in 姓 名."""
    spaced = (r"\s*".join(word) for word in words)
    return re.compile(f"(?:{'|'.join(spaced)})")


def behind(
    lines: Sequence[Line], labels: re.Pattern[str], others: re.Pattern[str]
) -> Iterator[Line]:
    """What may belong to a label, likeliest first: the rest of its line, what stands beside it,
    what stands under it; each as far as another label, and no further than one."""
    for line in lines:
        for match in labels.finditer(line.text):
            rest = line.piece(match.end(), _end(line.text, match.end(), others))
            yield rest
            if rest.text.strip(" :"):
                continue
            name = line.piece(*match.span())
            rows = [other for other in lines if other is not line]
            for neighbours in (_beside(name, rows), _under(name, rows)):
                yield from _own(neighbours, others)


def _own(neighbours: Iterable[Line], others: re.Pattern[str]) -> Iterator[Line]:
    for line in neighbours:
        end = _end(line.text, 0, others)
        if end == 0:
            break  # from here on they belong to that label
        yield line.piece(0, end)


def _end(text: str, start: int, others: re.Pattern[str]) -> int:
    following = others.search(text, start)
    return following.start() if following else len(text)


def _beside(name: Line, lines: Iterable[Line]) -> list[Line]:
    """To the right in the same row, nearest first."""
    middle, right = name.spot.y + name.spot.h / 2, name.spot.x + name.spot.w
    row = [
        line
        for line in lines
        if line.spot.y <= middle <= line.spot.y + line.spot.h
        and line.spot.x + line.spot.w / 2 > right
    ]
    return sorted(row, key=lambda line: line.spot.x)


def _under(name: Line, lines: Iterable[Line]) -> list[Line]:
    """Below it in the same column, nearest first."""
    bottom, right = name.spot.y + name.spot.h, name.spot.x + name.spot.w
    column = [
        line
        for line in lines
        if bottom - name.spot.h / 2 < line.spot.y < bottom + DISTANCE * name.spot.h
        and line.spot.x < right
        and line.spot.x + line.spot.w > name.spot.x
    ]
    return sorted(column, key=lambda line: line.spot.y)


def _width(text: str) -> int:
    """How wide a text is printed, in half characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
