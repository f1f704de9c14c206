"""A spot on a photograph: where it is, how it is drawn, and what it is called in words.

In parts of the picture's sides, so that it means the same on every screen.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle, or a point when it has no size. ValueError when it is not on the picture."""

    x: float
    y: float
    w: float = 0.0
    h: float = 0.0

    def __post_init__(self) -> None:
        for start, size in ((self.x, self.w), (self.y, self.h)):
            if not (start >= 0 and size >= 0 and start + size <= 1):  # not a number: neither
                raise ValueError("not on the picture")

    @property
    def place(self) -> str:
        """Where its middle is, in words."""
        down, across = _third(self.y + self.h / 2), _third(self.x + self.w / 2)
        return PLACES[3 * down + across]


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot as it is drawn on a picture, in the picture's pixels, with its number."""

    number: int
    x: int
    y: int
    w: int
    h: int
    place: str
    size: int
    """Of the number."""


LEAST: Final = 0.06
"""A point, and what is thinner than this, is drawn as wide: it has to be seen on a phone."""


def mark(spot: Spot, number: int, *, width: int, height: int, least: float = LEAST) -> Mark:
    """Draw a spot on a picture of so many pixels, no thinner than `least` of its shorter side."""
    least *= min(width, height)
    w, h = max(spot.w * width, least), max(spot.h * height, least)
    x = min(max((spot.x + spot.w / 2) * width - w / 2, 0), width - w)
    y = min(max((spot.y + spot.h / 2) * height - h / 2, 0), height - h)
    size = round(max(width, height) / 32)
    return Mark(number, round(x), round(y), round(w), round(h), spot.place, size)


PLACES: Final = ("左上", "上方", "右上", "左侧", "中间", "右侧", "左下", "下方", "右下")
"""The nine parts of a picture, row by row."""


def ninth(place: str) -> Spot:
    """The spot that one of the nine parts is. ValueError for another word."""
    down, across = divmod(PLACES.index(place), 3)
    return Spot(across / 3, down / 3, INSIDE / 3, INSIDE / 3)


INSIDE: Final = 0.999
"""A part's size against a third, so that rounding never reaches over the edge."""


def _third(middle: float) -> int:
    return min(int(middle * 3), 2)
