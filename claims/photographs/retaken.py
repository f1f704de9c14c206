"""The same paper photographed again: pages of ink (claims.photographs.ink) compared. No rows.

Coarse marks of where the ink lies find pages worth comparing. One is then laid on the other: large
pieces are looked for over a wide stretch, and where most of them were found says how the whole has
to be moved, turned and stretched. Two invoices on one form agree in what is printed and differ in
what is written: so it is the pieces that then fit worst which decide.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from operator import mul
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from claims.photographs.judging.frame import solved

CELLS: Final = 14
"""Cells of a side of a page in which the coarse marks are taken."""
BANDS, BITS = 40, 10
STRIDE: Final = 41
"""Has no divisor in common with the cells, so that a mark takes them from all over the paper."""

COARSE: Final = 4
"""Times smaller than the page is the picture in which large pieces are looked for."""
LARGE, FAR = 32, 20
"""Pixels of a large piece there, and how far around its place it is looked for."""
FOUND: Final = 1.2
"""How much of its ink may differ where a large piece is taken as found."""
LARGE_LEAST, ROUNDS = 5, 6
ASTRAY: Final = 5.0
"""Pixels of the page that a large piece may lie beside where the others say it does."""

PIECE, NEAR = 64, 5
"""Pixels of a piece, and how far around its place it may fit: paper is never quite flat."""
INK_LEAST: Final = 12
"""Mean ink of a piece worth comparing, of 255."""
PIECES_LEAST: Final = 12
WORST: Final = 0.95
UNLIKE_MOST: Final = 0.22
"""How different the worst twentieth of the pieces may be; see docs/reference/uploads.md."""

Found = tuple[float, float, float, float]
"""Middle of a large piece of one page, and of where it lies in the other."""


def marks(page: Image.Image) -> list[int]:
    """Give the coarse marks of a page; pictures of one paper have some in common.

    Each tells for ten cells whether there is more ink than in the cell half a page away.
    """
    cells = page.resize((CELLS * 4, CELLS * 4), Image.Resampling.BOX)
    blurred = cells.filter(ImageFilter.GaussianBlur(4))
    grid = blurred.resize((CELLS, CELLS), Image.Resampling.BOX).tobytes()
    more = [ink_here > grid[_opposite(*divmod(n, CELLS))] for n, ink_here in enumerate(grid)]
    return [
        band << BITS | sum(more[(band * 8 + n * STRIDE) % len(more)] << n for n in range(BITS))
        for band in range(BANDS)
    ]


def _opposite(y: int, x: int) -> int:
    """Half a page to the side in odd rows, half a page up or down in even ones."""
    if y % 2:
        return y * CELLS + (x + CELLS // 2) % CELLS
    return (y + CELLS // 2) % CELLS * CELLS + x


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pages, as `ink` gives them, are the same paper."""
    unlike = differences(one, other)
    return len(unlike) >= PIECES_LEAST and unlike[int(len(unlike) * WORST)] < UNLIKE_MOST


def differences(one: Image.Image, other: Image.Image) -> list[float]:
    """Say of each piece that has ink how much of it differs, least first; of none that fits not."""
    way = _way(_found(one, other))
    if way is None:
        return []
    laid, there = (
        page.transform(one.size, Image.Transform.AFFINE, way, Image.Resampling.BICUBIC)
        for page in (other, Image.new("L", other.size, 255))
    )
    best = Image.new("L", one.reduce(PIECE).size, 255)
    for x, y in _places(NEAR):
        best = ImageChops.darker(best, _differing(one, laid, x, y, PIECE))
    pieces = (page.reduce(PIECE).tobytes() for page in (one, laid, there))
    return sorted(
        differing / (here + lying)
        for differing, here, lying, whole in zip(best.tobytes(), *pieces, strict=True)
        if whole == 255 and max(here, lying) >= INK_LEAST  # noqa: PLR2004 - all of it is there
    )


def _found(one: Image.Image, other: Image.Image) -> list[Found]:
    """Find the large pieces of one page that have ink in another."""
    here, there = one.reduce(COARSE), other.reduce(COARSE)
    pieces = here.reduce(LARGE)
    best = [(255, 0, 0)] * (pieces.width * pieces.height)
    for x, y in _places(FAR):
        moved = _differing(here, there, x, y, LARGE).tobytes()
        best = [min(was, (now, x, y)) for was, now in zip(best, moved, strict=True)]
    side = LARGE * COARSE
    found = []
    for n, ((differing, x, y), ink) in enumerate(zip(best, pieces.tobytes(), strict=True)):
        if ink >= INK_LEAST and differing < FOUND * ink:
            left, top = (n % pieces.width + 0.5) * side, (n // pieces.width + 0.5) * side
            found.append((left, top, left + x * COARSE, top + y * COARSE))
    return found


def _differing(one: Image.Image, other: Image.Image, x: int, y: int, side: int) -> Image.Image:
    """Give the mean difference in each piece, the other page moved."""
    moved = other.crop((x, y, x + other.width, y + other.height))
    return ImageChops.difference(one, moved).reduce(side)


def _places(far: int) -> Iterable[tuple[int, int]]:
    steps = range(-far, far + 1)
    return product(steps, steps)


def _way(found: Sequence[Found]) -> list[float] | None:
    """Give the six numbers that take a point of one page to the other, as most pieces say."""
    kept = found
    way: list[float] = []
    for _ in range(ROUNDS):
        if len(kept) < LARGE_LEAST:
            return None
        try:
            way = _plane(kept, 2) + _plane(kept, 3)
        except ZeroDivisionError:  # all in one line
            return None
        off = [_off(way, piece) for piece in found]
        limit = max(ASTRAY, 1.5 * sorted(off)[len(off) // 2])
        kept = [piece for piece, each in zip(found, off, strict=True) if each < limit]
    return way


def _plane(found: Sequence[Found], axis: int) -> list[float]:
    """Fit `a * x + b * y + c` to where pieces lie along an axis, by least squares."""
    x, y = ([piece[n] for piece in found] for n in (0, 1))
    columns = [x, y, [1.0] * len(found), [piece[axis] for piece in found]]
    return solved([[sum(map(mul, row, column)) for column in columns] for row in columns[:3]])


def _off(way: Sequence[float], piece: Found) -> float:
    """Say how many pixels a piece lies beside where the way leads."""
    a, b, c, d, e, f = way
    x, y, u, v = piece
    return abs(a * x + b * y + c - u) + abs(d * x + e * y + f - v)
