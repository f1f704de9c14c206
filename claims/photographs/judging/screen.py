"""Whether a screen was photographed instead of the paper: its dots are a fine regular grid."""

import cmath
import math
from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageStat

from claims.photographs.judging.greys import percentile

RATIO: Final = 8.0
"""How far the grid stands out of the frequencies beside it, in power."""
POWER: Final = 12.0
"""… and the least power it has: about a grey and a half."""
TILE: Final = 64
"""Pixels of a side; a power of two."""
LINES: Final = 8
"""Rows, and columns, of a tile that are looked at."""
TILES: Final = 8
"""How many tiles are looked at, of as many squared."""
LOWEST: Final = 5
"""Waves a tile: broader ones are letters, not dots."""


def lit(grey: Image.Image) -> bool:
    """Whether a fine regular grid lies over the bare paper, as over that of a lit screen."""
    tiles = _bare_tiles(grey)
    votes = [0] * (TILE // 2 + 2)
    for tile in tiles:
        for k in {near for peak in _peaks(tile) for near in (peak - 1, peak, peak + 1)}:
            votes[k] += 1
    return len(tiles) >= TILES // 2 and 2 * max(votes) >= len(tiles)


def _bare_tiles(grey: Image.Image) -> list[Image.Image]:
    """Give some bright tiles with the least on them, of those away from the rim."""
    bright = 0.6 * percentile(grey.histogram(), 0.9)
    found = []
    for row in range(TILES):
        for column in range(TILES):
            left = grey.width // 8 + (grey.width * 3 // 4 - TILE) * column // (TILES - 1)
            top = grey.height // 8 + (grey.height * 3 // 4 - TILE) * row // (TILES - 1)
            tile = grey.crop((left, top, left + TILE, top + TILE))
            seen = ImageStat.Stat(tile)
            if seen.mean[0] > bright:
                found.append((seen.stddev[0], row, column, tile))
    return [tile for *_, tile in sorted(found, key=lambda one: one[:3])[:TILES]]


def _peaks(tile: Image.Image) -> Iterator[int]:
    """Give the frequencies, in waves a tile, that stand out of a tile's rows or columns."""
    for lines in (tile, tile.transpose(Image.Transpose.TRANSPOSE)):
        pixels = lines.tobytes()
        power = [0.0] * (TILE // 2)
        for row in range(0, TILE, TILE // LINES):
            for k, value in enumerate(_spectrum(pixels[row * TILE : (row + 1) * TILE])):
                power[k] += value / LINES
        for k in range(LOWEST, TILE // 2 - 1):
            beside = sorted(power[max(3, k - 6) : k - 1] + power[k + 2 : k + 7])
            if power[k] > POWER and power[k] > RATIO * beside[len(beside) // 2]:
                yield k


def _spectrum(line: bytes) -> list[float]:
    mean = sum(line) / len(line)
    values = [complex((value - mean) * window) for value, window in zip(line, _WINDOW, strict=True)]
    return [abs(value) ** 2 / TILE for value in _fourier(values)[: TILE // 2]]


def _fourier(values: list[complex]) -> list[complex]:
    if len(values) == 1:
        return values
    even, odd = _fourier(values[::2]), _fourier(values[1::2])
    half = len(odd)
    turned = [_TURNS[k * (TILE // (2 * half))] * odd[k] for k in range(half)]
    return [a + b for a, b in zip(even, turned, strict=True)] + [
        a - b for a, b in zip(even, turned, strict=True)
    ]


_WINDOW: Final = [0.5 - 0.5 * math.cos(2 * math.pi * k / TILE) for k in range(TILE)]
_TURNS: Final = [cmath.exp(-2j * math.pi * k / TILE) for k in range(TILE // 2)]
