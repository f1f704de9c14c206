"""Whether all of the paper is in the picture."""

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageFilter, ImageStat

PAPER_CONTRAST: Final = 40
"""Greys between the paper and what it lies on, where the two are told apart."""
CUT_LEAST: Final = 0.2
"""Share of a side that paper has to touch before it counts as running out of the picture."""
SURROUND_LEAST: Final = 0.06
"""Share of the rim on which something else than paper has to show: a scan has none."""


def cut_off(small: Image.Image) -> bool:
    """Whether the paper runs out of the picture while something else shows beside it."""
    paper = _paper(small)
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


def _paper(small: Image.Image) -> Image.Image | None:
    """Give a mask of the paper, 255 where it is; None where it cannot be told from the rest."""
    closed = small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MinFilter(7))
    closed = closed.filter(ImageFilter.GaussianBlur(1))
    level, apart = _otsu(closed.histogram())
    if apart < PAPER_CONTRAST:
        return None
    return closed.point([0] * (level + 1) + [255] * (255 - level))


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
