"""A page as ink alone: what stays of a paper however it is photographed. No rows.

A paper is laid flat where its edges can be seen. On a table of its own colour they cannot, so it
is the ink that says how far a page reaches and how it is turned: its lines are laid level, and
what is written is cut out and fills a square, freed of its light and its grain.

Looks at pictures that we drew ourselves (claims.photographs.pictures), never at a file as it came.
"""

import io
import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from claims.photographs.judging import frame, lines
from claims.photographs.judging.greys import percentile, reduced

LOOKED_AT: Final = 1400
"""Pixels of the longer side: digits are still whole."""
SIDE: Final = 1024
"""Pixels of a page of ink, which is square whatever its paper is."""
AT_FIRST: Final = 0.8
"""Share of that square which the paper takes at first, so that it can be turned in it."""
RIM: Final = 0.012
"""Share of a side that is left away: shadows and the table show there, and seldom a word."""
LEAST: Final = 3
"""Greys over twice the grain of the paper from which something is ink."""
DARK, FULL = 0.9, 200
"""The ink that this share of it is lighter than is given as this grey."""
ASKEW: Final = 10
"""Degrees by which lines may rise or fall on a page that stands or lies."""
OUTER: Final = 0.02
"""Share of the ink on each side that does not count for how far it reaches."""
INSET: Final = 0.08
"""Share of the page that is left free beside the rest of it."""


def ink(jpeg: bytes) -> Image.Image:
    """Give a page as ink alone, its lines level; it may stand on its head."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        grey = reduced(picture.convert("L"), LOOKED_AT)
    paper = frame.corners(grey)
    left, top, right, bottom = _amid(paper)
    laid = frame.perspective(_around(left, top, right, bottom), paper)
    x, y = (right - left) * RIM, (bottom - top) * RIM
    inner = _around(left + x, top + y, right - x, bottom - y)
    within = Image.new("L", grey.size)
    ImageDraw.Draw(within).polygon([frame.at(laid, corner) for corner in inner], fill=255)
    rough = _freed(grey, within, laid)
    turned = _level(rough)
    level = rough.transform(rough.size, Image.Transform.PERSPECTIVE, turned)
    written = [frame.at(laid, frame.at(turned, corner)) for corner in _around(*_reach(level))]
    return _freed(grey, within, frame.perspective(_around(0, 0, SIDE, SIDE), written))


def _amid(paper: frame.Corners) -> tuple[float, float, float, float]:
    """Give a place amid the square that is as long and as broad as the paper."""
    top_left, top_right, bottom_right, bottom_left = paper
    width = math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)
    height = math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)
    scale = AT_FIRST * SIDE / 2 / max(width, height)
    x, y, middle = width * scale, height * scale, SIDE / 2
    return middle - x, middle - y, middle + x, middle + y


def _around(left: float, top: float, right: float, bottom: float) -> frame.Corners:
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _freed(grey: Image.Image, within: Image.Image, way: Sequence[float]) -> Image.Image:
    """Give the ink of a part of a picture, seen by a way, without its light and its grain."""
    flat = grey.transform(
        (SIDE, SIDE), Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC
    ).filter(ImageFilter.GaussianBlur(1.5))
    there = within.transform(flat.size, Image.Transform.PERSPECTIVE, way)
    paper = flat.reduce(4).filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.MinFilter(3))
    paper = paper.filter(ImageFilter.BoxBlur(1)).resize(flat.size, Image.Resampling.BICUBIC)
    darker = ImageChops.subtract(paper, flat)
    histogram = darker.histogram(there)
    grain = percentile(histogram, 0.5)
    least = grain * 2 + LEAST
    full = max(20, percentile([0] * least + histogram[least:], DARK) - grain)
    freed = darker.point([min(255, max(0, v - least) * FULL // full) for v in range(256)])
    return ImageChops.darker(freed, there)


def _level(rough: Image.Image) -> list[float]:
    """Give the way that turns a page about its middle so that its lines are level."""
    small = rough.reduce(4)
    on_its_side = 90 if lines.lie(rough) else 0
    degrees = range(on_its_side - ASKEW, on_its_side + ASKEW + 1)
    return _turned(max(degrees, key=lambda each: _alternation(small, each)), SIDE)


def _alternation(small: Image.Image, degrees: float) -> int:
    """Say how ink and paper take turns from row to row: nowhere as much as across lines."""
    way = _turned(degrees, small.width)
    level = small.transform(small.size, Image.Transform.PERSPECTIVE, way)
    rows = level.resize((1, small.height), Image.Resampling.BOX).tobytes()
    return sum((row - after) ** 2 for row, after in pairwise(rows))


def _turned(degrees: float, side: int) -> list[float]:
    """Give the way that turns a square about its middle."""
    middle = side / 2
    x, y = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    shift = middle - middle * (x - y), middle - middle * (x + y)
    return [x, -y, shift[0], y, x, shift[1], 0, 0]


def _reach(level: Image.Image) -> tuple[float, float, float, float]:
    """Say which part to show, so that most of what is written lies as far in as INSET says."""
    left, right = _ends(level.resize((SIDE, 1), Image.Resampling.BOX).tobytes())
    top, bottom = _ends(level.resize((1, SIDE), Image.Resampling.BOX).tobytes())
    return left, top, right, bottom


def _ends(profile: Sequence[int]) -> tuple[float, float]:
    sums = list(accumulate(profile))
    first = sum(there < OUTER * sums[-1] for there in sums)
    last = sum(there < (1 - OUTER) * sums[-1] for there in sums)
    beside = max(last - first, 1) * INSET / (1 - 2 * INSET)
    return first - beside, last + beside
