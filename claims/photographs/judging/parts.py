"""What hangs together in a black and white picture, from row to row."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from PIL import Image

_WHITE: Final = re.compile(rb"\xff+")


def parts(picture: Image.Image, least: float) -> Iterator[Image.Image]:
    """Give a mask of each white part that takes at least this share of the picture."""
    width, pixels = picture.width, picture.tobytes()
    runs: list[tuple[int, int]] = []
    like: list[int] = []
    """Of each run, one that it hangs together with; the first of a part names itself."""

    def first(run: int) -> int:
        while like[run] != run:
            like[run] = like[like[run]]
            run = like[run]
        return run

    above: range = range(0)
    for row in range(0, len(pixels), width):
        known = len(runs)
        for match in _WHITE.finditer(pixels, row, row + width):
            start, end = match.span()
            like.append(len(runs))
            runs.append((start, end))
            for other in above:
                if runs[other][0] + width < end and start < runs[other][1] + width:
                    like[first(like[-1])] = first(other)
        above = range(known, len(runs))
    together = defaultdict(list)
    for number, run in enumerate(runs):
        together[first(number)].append(run)
    for part in together.values():
        if sum(end - start for start, end in part) >= least * len(pixels):
            mask = bytearray(len(pixels))
            for start, end in part:
                mask[start:end] = b"\xff" * (end - start)
            yield Image.frombytes("L", picture.size, bytes(mask))
