"""Greys of a picture: made smaller, and where they lie."""

from collections.abc import Sequence

from PIL import Image


def reduced(grey: Image.Image, longest: int) -> Image.Image:
    """Give a grey picture at most `longest` pixels long; a smaller one as it is."""
    scale = longest / max(grey.size)
    if scale >= 1:
        return grey
    size = max(8, round(grey.width * scale)), max(8, round(grey.height * scale))
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def percentile(histogram: Sequence[int], share: float) -> int:
    """Give the grey below which `share` of the pixels lie."""
    wanted = share * sum(histogram)
    seen = 0
    for grey, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return grey
    return 255
