"""The same paper photographed again: what stays of a paper however it is photographed. No rows.

A page is laid flat, freed of its light, and kept as ink alone. Coarse marks of where the ink lies
find pages worth comparing; comparing goes piece by piece, each moved a little to where it fits
best. Two invoices on one form agree in what is printed and differ in what is written: so it is
the pieces that fit worst which decide.

Looks at pictures that we drew ourselves (claims.photographs.pictures), never at a file as it came.
"""

import io
import math
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from claims.photographs.judging import frame
from claims.photographs.judging.greys import percentile, reduced

LOOKED_AT: Final = 1400
"""Pixels of the longer side: digits are still whole."""
LONG, SHORT = 1024, 768
"""Pixels of a paper laid flat."""
INK_LEAST: Final = 8
"""Greys below the paper around it from which something is ink, not grain."""
DARKEST: Final = 0.98
"""Share of the pixels that are lighter than what counts as full ink."""

COLUMNS, ROWS = 12, 16
"""Cells of a paper in which the coarse marks are taken."""
BANDS, BITS = 40, 10
STRIDE: Final = 41
"""Has no divisor in common with the cells, so that a mark takes them from all over the paper."""

PIECE: Final = 64
PIECE_INK_LEAST: Final = 12
"""Mean ink of a piece worth comparing, of 255."""
PIECES_LEAST: Final = 12
REACH: Final = 16
"""Pixels a piece may lie elsewhere: corners are found to about a hundredth of a side."""
STEP: Final = 4
WORST: Final = 0.9
UNLIKE_MOST: Final = 0.18
"""How different the worst tenth of the pieces may be; see docs/reference/uploads.md."""


def ink(jpeg: bytes) -> Image.Image:
    """Give a page as ink alone, 255 where it is full, laid flat, upright or lying as it is."""
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
    )
    paper = flat.filter(ImageFilter.MaxFilter(11)).filter(ImageFilter.MinFilter(11))
    darker = ImageChops.subtract(paper.filter(ImageFilter.BoxBlur(6)), flat)
    full = max(20, percentile(darker.histogram(), DARKEST))
    scaled = darker.point([min(255, max(0, v - INK_LEAST) * 255 // full) for v in range(256)])
    return scaled.filter(ImageFilter.GaussianBlur(1.2))


def marks(page: Image.Image) -> list[int]:
    """Give the coarse marks of a page; pictures of one paper have some in common.

    Each tells for ten cells whether there is more ink than in the cell half a page away.
    """
    across, down = (COLUMNS, ROWS) if page.height > page.width else (ROWS, COLUMNS)
    cells = page.resize((across * 4, down * 4), Image.Resampling.BOX)
    blurred = cells.filter(ImageFilter.GaussianBlur(4))
    grid = blurred.resize((across, down), Image.Resampling.BOX).tobytes()
    more = [
        ink_here > grid[_opposite(n % across, n // across, across, down)]
        for n, ink_here in enumerate(grid)
    ]
    return [
        band << BITS | sum(more[(band * 8 + n * STRIDE) % len(more)] << n for n in range(BITS))
        for band in range(BANDS)
    ]


def _opposite(x: int, y: int, across: int, down: int) -> int:
    """Half a page to the side in odd rows, half a page up or down in even ones."""
    if y % 2:
        return y * across + (x + across // 2) % across
    return (y + down // 2) % down * across + x


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pages, as `ink` gives them, are the same paper."""
    if one.size != other.size:
        return False
    unlike = sorted(_differences(one, other))
    return len(unlike) >= PIECES_LEAST and unlike[int(len(unlike) * WORST)] < UNLIKE_MOST


def _differences(one: Image.Image, other: Image.Image) -> Iterator[float]:
    """Say of each piece with enough ink how much of the ink differs, where it fits best."""
    far = range(-REACH, REACH + 1, STEP)
    for left, top in product(
        range(0, one.width - PIECE + 1, PIECE), range(0, one.height - PIECE + 1, PIECE)
    ):
        piece = one.crop((left, top, left + PIECE, top + PIECE))
        if _sum(piece) >= PIECE * PIECE * PIECE_INK_LEAST:
            _, x, y = min(_fits(piece, other, product(_near(left, far), _near(top, far))))
            near = range(1 - STEP, STEP)
            yield min(_fits(piece, other, product(_near(x, near), _near(y, near))))[0]


def _near(here: int, steps: range) -> list[int]:
    return [here + step for step in steps]


def _fits(
    piece: Image.Image, other: Image.Image, places: Iterable[tuple[int, int]]
) -> Iterator[tuple[float, int, int]]:
    """Say how much of the ink differs, with the piece laid at each of some places."""
    here = _sum(piece)
    for x, y in places:
        there = other.crop((x, y, x + PIECE, y + PIECE))
        different = _sum(ImageChops.difference(piece, there))
        yield different / (here + _sum(there) + 1), x, y


def _sum(page: Image.Image) -> int:
    return sum(value * count for value, count in enumerate(page.histogram()))


def _size(corners: frame.Corners) -> tuple[int, int]:
    """Upright or lying, as the paper does."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)
    height = math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)
    return (SHORT, LONG) if height >= width else (LONG, SHORT)
