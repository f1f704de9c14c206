"""Which way the lines of a text run: rows of ink and rows of paper alternate, columns do not."""

from typing import Final

from PIL import Image, ImageChops, ImageFilter

INK: Final = 30
"""Greys by which ink is darker than the paper around it."""
STROKE: Final = 4
"""Pixels on each side within which a stroke of ink has paper beside it."""
NEAR: Final = 12
"""Rows on each side that a row is compared with: a line of text and the space under it."""
STRIPS: Final = 4
"""A tilted line is level enough within a quarter of the width."""
TURNED: Final = 0.8
"""Ratio of how rows and columns alternate below which the text lies on its side."""
LEAST: Final = 20.0
"""How much there has to alternate at all."""


def run_upwards(grey: Image.Image) -> bool:
    """Whether the lines of a text run from the bottom to the top, or the other way."""
    paper = grey.reduce(2)  # where filters cost a quarter, and a stroke is half as wide
    for _ in range(STROKE // 2):
        paper = paper.filter(ImageFilter.MaxFilter(3))
    for _ in range(STROKE // 2 + 1):  # once more: its edges are coarse, and are no ink
        paper = paper.filter(ImageFilter.MinFilter(3))
    paper = paper.resize(grey.size, Image.Resampling.BILINEAR)
    return lie(ImageChops.subtract(paper, grey).point([0] * INK + [255] * (256 - INK)))


def lie(ink: Image.Image) -> bool:
    """The same, of the ink alone."""
    rows = _alternation(ink)
    columns = _alternation(ink.transpose(Image.Transpose.TRANSPOSE))
    return columns > LEAST and rows < TURNED * columns


def _alternation(ink: Image.Image) -> float:
    """Say how far the rows of a picture differ from those near them."""
    width = ink.width // STRIPS
    total = 0.0
    for strip in range(STRIPS):
        part = ink.crop((strip * width, 0, (strip + 1) * width, ink.height))
        rows = part.resize((1, ink.height), Image.Resampling.BOX).tobytes()
        for place, value in enumerate(rows):
            near = rows[max(0, place - NEAR) : place + NEAR + 1]
            total += (value - sum(near) / len(near)) ** 2
    return total / (STRIPS * ink.height)
