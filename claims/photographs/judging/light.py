"""Too little light, or too much in one place. Greys run from 0 to 255."""

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageFilter, ImageStat

from claims.photographs.judging.greys import percentile

DARK: Final = 115
"""Grey of the bright parts below which a photograph is dark: paper in a lit room is above 160."""
SATURATED: Final = 250
GLARE_LEAST: Final = 0.004
GLARE_MOST: Final = 0.5
"""Share of the picture that a reflection takes: less hides no line, more is a scan's white."""
LEAST_POINTS: Final = 50
GLARE_ABOVE: Final = 14
"""Greys by which a reflection is brighter than the light on the rest of the paper explains."""


def dark(small: Image.Image) -> bool:
    """Whether even the bright parts are dark."""
    return percentile(small.histogram(), 0.9) < DARK


def glare(small: Image.Image) -> bool:
    """Whether a part is washed out by light while the light on the rest would leave it darker."""
    closed = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MinFilter(5))
    washed = closed.point([0] * SATURATED + [255] * (256 - SATURATED))
    # Lone specks are no reflection.
    washed = washed.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.MaxFilter(5))
    share = ImageStat.Stat(washed).mean[0] / 255
    if not GLARE_LEAST < share < GLARE_MOST:
        return False
    near = washed.filter(ImageFilter.MaxFilter(25))
    lit = 0.6 * percentile(closed.histogram(), 0.9)
    greys, inside, masked = closed.tobytes(), near.tobytes(), washed.tobytes()
    points = [
        (place % small.width, place // small.width, greys[place])
        for place in range(0, len(greys), 7)
        if not inside[place] and greys[place] > lit
    ]
    plane = _plane(points)
    if plane is None:
        return False
    spots = [place for place in range(0, len(masked), 5) if masked[place]]
    expected = [
        plane[0] + plane[1] * (place % small.width) + plane[2] * (place // small.width)
        for place in spots
    ]
    return sum(expected) / len(expected) < 255 - GLARE_ABOVE


def _plane(points: Sequence[tuple[int, int, int]]) -> tuple[float, float, float] | None:
    """Fit grey = a + bx + cy by least squares; None when the points do not say."""
    n = len(points)
    if n < LEAST_POINTS:
        return None
    mx, my, mz = (sum(point[i] for point in points) / n for i in range(3))
    xx = yy = xy = xz = yz = 0.0
    for x, y, z in points:
        dx, dy, dz = x - mx, y - my, z - mz
        xx, yy, xy = xx + dx * dx, yy + dy * dy, xy + dx * dy
        xz, yz = xz + dx * dz, yz + dy * dz
    determinant = xx * yy - xy * xy
    if determinant < 1e-6 * xx * yy or not determinant:
        return None
    b, c = (xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant
    return mz - b * mx - c * my, b, c
