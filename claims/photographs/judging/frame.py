"""Where the paper lies in a picture, and whether all of it is there."""

from collections.abc import Iterator, Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from claims.photographs.judging.greys import reduced

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]

SMALL: Final = 200
"""Pixels of the longer side on which paper is told from what it lies on; text is gone there."""
PAPER_LEAST: Final = 0.15
"""Share of the picture that the paper takes at least, to be laid flat by its corners."""
PAPER_CONTRAST: Final = 40
"""Greys between the paper and what it lies on, where the two are told apart."""
STEP: Final = 8
"""Greys from a point to the next but one at which something else begins: light falls off slowly,
and a pale table under a white paper is darker by as much at the least."""
MIDDLE: Final = 20
"""Pixels around the middle of the picture that are of the paper."""
CUT_LEAST: Final = 0.2
"""Share of a side that paper has to touch before it counts as running out of the picture."""
SURROUND_LEAST: Final = 0.06
"""Share of the rim on which something else than paper has to show: a scan has none."""


def cut_off(small: Image.Image) -> bool:
    """Whether the paper runs out of the picture while something else shows beside it."""
    paper = _paper(small, PAPER_CONTRAST)
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
    return max(shares) > CUT_LEAST and sum(shares) / 4 < 1 - SURROUND_LEAST


def _paper(small: Image.Image, contrast: int) -> Image.Image | None:
    """Give a mask of the paper, 255 where it is; None where it cannot be told from the rest."""
    closed = _closed(small)
    level, apart = _otsu(closed.histogram())
    if apart < contrast:
        return None
    return closed.point([0] * (level + 1) + [255] * (255 - level))


def _closed(small: Image.Image) -> Image.Image:
    """Give a picture without what is written in it."""
    closed = small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MinFilter(7))
    return closed.filter(ImageFilter.GaussianBlur(1))


def _otsu(histogram: Sequence[int]) -> tuple[int, float]:
    """Give the grey that parts a histogram best, and how far the means of both parts lie apart."""
    total = sum(histogram)
    mass = sum(grey * count for grey, count in enumerate(histogram))
    best, level, apart = 0.0, 0, 0.0
    below = below_mass = 0
    for grey, count in enumerate(histogram[:-1]):
        below += count
        below_mass += grey * count
        if not below or below == total:
            continue
        distance = (mass - below_mass) / (total - below) - below_mass / below
        between = below * (total - below) * distance * distance
        if between > best:
            best, level, apart = between, grey, distance
    return level, apart


def corners(grey: Image.Image) -> Corners:
    """Give the corners of the paper, from the upper left onwards; else those of the picture."""
    width, height = grey.size
    whole: Corners = ((0, 0), (width, 0), (width, height), (0, height))
    small = reduced(grey, SMALL)
    paper = _sheet(small)
    if ImageStat.Stat(paper).mean[0] < PAPER_LEAST * 255:
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


def _sheet(small: Image.Image) -> Image.Image:
    """Give a mask of the paper: from the middle to where its grey gives way to another at once.

    However pale the table is and however uneven the light; a step has to be all around it.
    """
    closed = _closed(small)
    most, least = closed.filter(ImageFilter.MaxFilter(3)), closed.filter(ImageFilter.MinFilter(3))
    sheet = ImageChops.subtract(most, least).point([255] * STEP + [0] * (256 - STEP))
    x, y = small.width // 2, small.height // 2
    sheet.paste(255, (x - MIDDLE, y - MIDDLE, x + MIDDLE, y + MIDDLE))
    ImageDraw.floodfill(sheet, (x, y), 1)
    return sheet.point([0, 255] + [0] * 254)


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
