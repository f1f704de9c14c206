"""Where the paper lies in a picture, and whether all of it is there."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from claims.photographs.judging.greys import reduced
from claims.photographs.judging.parts import parts

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]

SMALL: Final = 200
"""Pixels of the longer side on which paper is told from what it lies on; text is gone there."""
PAPER_LEAST: Final = 0.15
"""Share of the picture that the paper takes at least, to be laid flat by its corners."""
STROKE: Final = 7
"""Pixels there that no stroke of a letter is as broad as."""
STEP: Final = 6
"""Greys from a point to the next but one at which something else begins: light falls off slowly,
and a pale table under a white paper is darker by as much at the least."""
AMID: Final = tuple(product((0.25, 0.5, 0.75), repeat=2))
"""Shares of the width and the height: paper lies at one of these points."""
CUT_LEAST: Final = 0.2
"""Share of a side that paper has to touch before it counts as running out of the picture."""
CLEAR_MOST: Final = 0.25
"""Share of some other side that it may touch: a scan touches all of them alike."""


def cut_off(small: Image.Image) -> bool:
    """Whether the paper runs out of the picture while something else shows beside it."""
    paper = _sheet(small)
    if paper is None:
        return False
    width, height = paper.size
    rims = [
        paper.crop((0, 0, width, 1)),
        paper.crop((0, height - 1, width, height)),
        paper.crop((0, 0, 1, height)),
        paper.crop((width - 1, 0, width, height)),
    ]
    shares = [ImageStat.Stat(rim).mean[0] / 255 for rim in rims]
    return max(shares) > CUT_LEAST and min(shares) < CLEAR_MOST


def _closed(small: Image.Image) -> Image.Image:
    """Give a picture without what is written in it."""
    # Darkness around it keeps a narrow strip of table at the rim from being closed as well.
    closed = ImageOps.expand(small, STROKE).filter(ImageFilter.MaxFilter(STROKE))
    closed = ImageOps.crop(closed.filter(ImageFilter.MinFilter(STROKE)), STROKE)
    return closed.filter(ImageFilter.GaussianBlur(1))


def corners(grey: Image.Image) -> Corners:
    """Give the corners of the paper, from the upper left onwards; else those of the picture."""
    width, height = grey.size
    whole: Corners = ((0, 0), (width, 0), (width, height), (0, height))
    small = reduced(grey, SMALL)
    paper = _sheet(small)
    if paper is None:
        return whole
    rims = list(_rims(paper))
    scale = width / small.width
    found = [
        min(rims, key=lambda at: at[0] + at[1]),
        min(rims, key=lambda at: at[1] - at[0]),
        max(rims, key=lambda at: at[0] + at[1]),
        min(rims, key=lambda at: at[0] - at[1]),
    ]
    outer = ((0, 0), (1, 0), (1, 1), (0, 1))
    a, b, c, d = (
        ((x + right) * scale, (y + low) * scale)
        for (x, y), (right, low) in zip(found, outer, strict=True)
    )
    return a, b, c, d


def _sheet(small: Image.Image) -> Image.Image | None:
    """Give a mask of the paper: what reaches from amid the picture to where its grey steps.

    However pale the table is and however uneven the light: the brightest of what is large enough.
    """
    closed = _closed(small)
    most, least = closed.filter(ImageFilter.MaxFilter(3)), closed.filter(ImageFilter.MinFilter(3))
    even = ImageChops.subtract(most, least).point([255] * STEP + [0] * (256 - STEP))
    amid = [(int(x * small.width), int(y * small.height)) for x, y in AMID]
    found = [part for part in parts(even, PAPER_LEAST) if any(map(part.getpixel, amid))]
    return max(found, key=lambda part: ImageStat.Stat(closed, part).mean[0], default=None)


def _rims(paper: Image.Image) -> Iterator[tuple[int, int]]:
    """Where each row of the paper begins and ends."""
    mask = paper.tobytes()
    for y in range(paper.height):
        row = mask[y * paper.width : (y + 1) * paper.width]
        if (left := row.find(255)) >= 0:
            yield left, y
            yield row.rfind(255), y


def perspective(target: Sequence[Point], source: Sequence[Point]) -> list[float]:
    """Solve the eight numbers that take a point of `target` to one of `source`."""
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return solved(rows)


def at(way: Sequence[float], point: Point) -> Point:
    """Say where such a way takes a point."""
    a, b, c, d, e, f, g, h = way
    x, y = point
    deep = g * x + h * y + 1
    return (a * x + b * y + c) / deep, (d * x + e * y + f) / deep


def solved(rows: list[list[float]]) -> list[float]:
    """Solve as many linear equations as unknowns, each with its right side last.

    ZeroDivisionError when they have no single solution.
    """
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(len(rows)):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[-1] for row in rows]
