"""A page as ink alone: what stays of a paper however it is photographed. No rows.

A page is laid flat, freed of its light and its grain, and kept as ink, moved and scaled so that
what is written fills it: the edges of a paper on a pale table are not found, its ink is.

Looks at pictures that we drew ourselves (claims.photographs.pictures), never at a file as it came.
"""

import io
import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from claims.photographs.judging import frame
from claims.photographs.judging.greys import percentile, reduced

LOOKED_AT: Final = 1400
"""Pixels of the longer side: digits are still whole."""
LONG, SHORT = 1024, 768
"""Pixels of a page of ink."""
RIM: Final = 0.025
"""Share of a side that is left away: shadows and the table show there, and seldom a word."""
LEAST: Final = 3
"""Greys over twice the grain of the paper from which something is ink."""
DARK, FULL = 0.9, 200
"""The ink that this share of it is lighter than is given as this grey."""
OUTER: Final = 0.03
"""Share of the ink on each side that does not count for how far it reaches."""
INSET: Final = 0.08
"""Share of the page that is left free beside the rest of it."""


def ink(jpeg: bytes) -> Image.Image:
    """Give a page as ink alone, upright or lying as it is."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        grey = reduced(picture.convert("L"), LOOKED_AT)
    corners = frame.corners(grey)
    width, height = _size(corners)
    target = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    flat = grey.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        frame.perspective(target, corners),
        Image.Resampling.BICUBIC,
    ).filter(ImageFilter.GaussianBlur(1.5))
    paper = flat.reduce(4).filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.MinFilter(3))
    paper = paper.filter(ImageFilter.BoxBlur(1)).resize(flat.size, Image.Resampling.BICUBIC)
    darker = ImageChops.subtract(paper, flat)
    rim = round(SHORT * RIM)
    darker = darker.crop((rim, rim, width - rim, height - rim))
    histogram = darker.histogram()
    grain = percentile(histogram, 0.5)
    least = grain * 2 + LEAST
    full = max(20, percentile([0] * least + histogram[least:], DARK) - grain)
    clean = darker.point([min(255, max(0, v - least) * FULL // full) for v in range(256)])
    return clean.transform(
        (width, height), Image.Transform.EXTENT, _reach(clean), Image.Resampling.BICUBIC
    )


def _size(corners: frame.Corners) -> tuple[int, int]:
    """Upright or lying, as the paper does."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)
    height = math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)
    return (SHORT, LONG) if height >= width else (LONG, SHORT)


def _reach(clean: Image.Image) -> tuple[float, float, float, float]:
    """Say which part of a page to show, so that most of its ink lies as far in as INSET says."""
    across = clean.resize((clean.width, 1), Image.Resampling.BOX).tobytes()
    down = clean.resize((1, clean.height), Image.Resampling.BOX).tobytes()
    left, right = _ends(across)
    top, bottom = _ends(down)
    return left, top, right, bottom


def _ends(profile: Sequence[int]) -> tuple[float, float]:
    sums = list(accumulate(profile))
    first = sum(there < OUTER * sums[-1] for there in sums)
    last = sum(there < (1 - OUTER) * sums[-1] for there in sums)
    beside = max(last - first, 1) * INSET / (1 - 2 * INSET)
    return first - beside, last + beside
