"""Papers photographed twice, and papers that only share their form, by seed."""

import io
import random
import sys
from typing import Final

from PIL import Image, ImageDraw

from claims.photographs import retaken
from claims.photographs.ink import ink
from tests.factories.photographs import WORDS, drawn, grain, laid, lit, typeface

LONGER: Final = 1600
FORM: Final = (160, 40, 40)
PALE: Final = (222, 219, 212)
"""A table of nearly the paper's colour: its edges cannot be told from it."""


def paper(seed: int) -> Image.Image:
    """A paper of any kind."""
    return drawn(random.Random(f"paper {seed}"))  # noqa: S311 - the same paper each time


def invoice(form: int, entries: int) -> Image.Image:
    """An invoice: what is printed on it by its form, what is written on it by its entries."""
    printed = random.Random(f"form {form}")  # noqa: S311 - the same form each time
    written = random.Random(f"entries {form} {entries}")  # noqa: S311
    size = (1500, 2100) if form % 2 else (2000, 1300)
    sheet = Image.new("RGB", size, (250, 248, 244))
    draw = ImageDraw.Draw(sheet)
    text = typeface(34, printed)
    draw.text((size[0] // 4, 60), "鹭江市第一医院收费票据", FORM, typeface(56, printed))
    columns, step = printed.choice((2, 3)), printed.choice((70, 84, 96))
    for top in range(200, size[1] * 8 // 10, step):
        for left in range(90, 90 + columns * (size[0] // 3), size[0] // 3):
            draw.text((left, top), f"{printed.choice(WORDS)}：", FORM, text)
            value = str(written.randrange(10 ** written.randint(2, 7)))
            draw.text((left + 240, top), value + written.choice(("", "元")), (30, 30, 40), text)
        if form % 3 == 0:
            draw.line((80, top - 18, size[0] - 80, top - 18), FORM, 2)
    return sheet


def photograph(
    sheet: Image.Image, seed: object, table: tuple[int, int, int] | None = None
) -> bytes:
    """Photograph a paper once: its place, light, grain and cut are those of the seed."""
    chance = random.Random(f"shot {seed}")  # noqa: S311 - the same photograph each time
    upright = sheet.height > sheet.width
    size = (LONGER * 3 // 4, LONGER) if upright else (LONGER, LONGER * 3 // 4)
    shot = lit(laid(sheet, size, chance, cut=False, table=table), chance)
    if chance.random() < 0.3:
        rim = int(min(size) * chance.uniform(0.01, 0.05))
        shot = shot.crop((rim, rim, size[0] - rim, size[1] - rim))
    if chance.random() < 0.3:
        turn = chance.uniform(-3, 3)
        shot = shot.rotate(turn, Image.Resampling.BICUBIC, fillcolor=(90, 80, 70))
    out = io.BytesIO()
    grain(shot, chance).save(out, "JPEG", quality=chance.choice((60, 75, 90)))
    return out.getvalue()


AGAIN: Final = {
    "on any table": (None, None),
    "on a pale one": (PALE, None),
    "upside down": (None, Image.Transpose.ROTATE_180),
    "on its side": (None, Image.Transpose.ROTATE_90),
}
"""How a paper is photographed the second time: the table, and how the picture is turned."""


def turned(picture: bytes, way: Image.Transpose | None) -> bytes:
    if way is None:
        return picture
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).transpose(way).save(out, "JPEG", quality=90)
    return out.getvalue()


def main(count: int) -> None:
    """Print how many papers are known again, and how many others are taken for them."""
    for name, (table, way) in AGAIN.items():
        likely = known = mistaken = 0
        for seed in range(count):
            sheet = invoice(seed, 0) if seed % 2 else paper(seed)
            other = invoice(seed, 1) if seed % 2 else paper(seed + count)
            first = ink(photograph(sheet, f"{seed} 0"))
            again, stranger = (
                _facing(first, ink(turned(photograph(each, f"{seed} {n}", table), way)))
                for n, each in ((1, sheet), (2, other))
            )
            found = bool(set(retaken.marks(first)) & set(retaken.marks(again)))
            likely += found
            known += found and retaken.alike(first, again)
            mistaken += retaken.alike(first, stranger)
        print(  # noqa: T201
            f"{name:14} known again {known} of {count} (likely {likely}), mistaken {mistaken}",
            flush=True,
        )


def _facing(first: Image.Image, page: Image.Image) -> Image.Image:
    """Give a page as it is or on its head, as it has more marks of another."""
    marks = set(retaken.marks(first))
    ways = page, page.transpose(Image.Transpose.ROTATE_180)
    return max(ways, key=lambda way: len(marks & set(retaken.marks(way))))


if __name__ == "__main__":
    main(int(sys.argv[1]))
