"""Whether the edges in a picture are sharp: of letters, of lines, of the paper itself.

An edge softened by b pixels is steeper at one pixel than at three by the root of (9+b²)/(1+b²),
whatever its contrast; grain hardly counts on the steepest hundredth of a picture.
"""

from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageStat

from claims.photographs.judging.greys import percentile

BLURRED: Final = 1.62
"""The ratio below which a picture is soft: that of an edge two pixels wide, of 1600."""


def blurred(fine_grey: Image.Image) -> bool:
    """Whether even the sharpest edges are soft, upright ones or level ones."""
    fine, coarse = (fine_grey.filter(ImageFilter.GaussianBlur(radius)) for radius in (1, 3))
    ratios = []
    for step in ((1, 0), (0, 1)):
        steep, broad = (
            ImageChops.difference(soft, ImageChops.offset(soft, *step)) for soft in (fine, coarse)
        )
        level = max(3, percentile(steep.histogram(), 0.99))
        edges = steep.point([0] * level + [255] * (256 - level))
        if not edges.getbbox():
            continue
        ratios.append(
            ImageStat.Stat(steep, edges).mean[0] / max(0.5, ImageStat.Stat(broad, edges).mean[0])
        )
    return bool(ratios) and min(ratios) < BLURRED
