"""Whether the edges in a picture are sharp: of letters, of lines, of the paper itself.

An edge softened by b pixels is steeper at one pixel than at three by the root of (9+b²)/(1+b²),
whatever its contrast, and a thin line by more. Each time the steepest hundredth of the picture is
taken for itself: so neither grain nor letters that run together at three pixels count for much.
"""

from typing import Final

from PIL import Image, ImageChops, ImageFilter

SOFT: Final = 1.9
"""The ratio below which a picture is soft: that of an edge of a pixel and a half, of 1600."""
STEEPEST: Final = 0.01
"""Share of the picture that is taken for its edges."""
FAINT: Final = 1.0
"""Greys a pixel: what is flatter is no edge, and a picture without edges is not called soft."""


def blurred(fine_grey: Image.Image) -> bool:
    """Whether even the sharpest edges are soft, upright or level ones: a hand moves one way."""
    fine, coarse = (fine_grey.filter(ImageFilter.GaussianBlur(radius)) for radius in (1, 3))
    for step in ((1, 0), (0, 1)):
        steep, broad = (_steepness(soft, *step) for soft in (fine, coarse))
        if broad > FAINT and steep < SOFT * broad:
            return True
    return False


def _steepness(soft: Image.Image, x: int, y: int) -> float:
    """Give the mean difference of neighbours where they differ most."""
    differences = ImageChops.difference(soft, ImageChops.offset(soft, x, y)).histogram()
    wanted = left = max(1, int(sum(differences) * STEEPEST))
    total = 0
    for greys in range(255, 0, -1):
        taken = min(left, differences[greys])
        total += taken * greys
        left -= taken
    return total / wanted
