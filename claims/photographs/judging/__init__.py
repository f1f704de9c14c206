"""Whether a photograph of a paper can be read: looked at as a picture, never as a text.

Runs in the child process of claims.photographs.pictures, so it knows Pillow and the standard
library alone. Each finding becomes a sentence of advice with a button to take the photograph
again; none is a reason to refuse, for the eye of a reviewer is better than any of these measures.
"""

from typing import Final

from PIL import Image

from claims.photographs.judging import frame, light, lines, screen, sharpness
from claims.photographs.judging.greys import reduced

FINE: Final = 1600
"""Pixels of the longer side on which sharpness is judged, and the lines of a text at half of it."""

FINDINGS: Final = ("DARK", "BLURRED", "GLARE", "CUT_OFF", "SCREEN", "SIDEWAYS")


def findings(image: Image.Image) -> list[str]:
    """Name what makes a photograph, turned as its camera says, hard to read; empty: nothing."""
    grey = image.convert("L")
    small = reduced(grey, frame.SMALL)
    if light.dark(small):
        return ["DARK"]  # whatever else is wrong cannot be told in the dark
    fine = reduced(grey, FINE)
    found = {
        "BLURRED": sharpness.blurred(fine),
        "GLARE": light.glare(small),
        "CUT_OFF": frame.cut_off(small),
        "SCREEN": screen.lit(grey),
        "SIDEWAYS": lines.run_upwards(reduced(fine, FINE // 2)),
    }
    return [code for code, it_is in found.items() if it_is]
