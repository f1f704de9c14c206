"""Photographs of invented papers as a phone takes them, good ones and spoilt ones, by seed.

A paper is drawn, laid on a table under uneven light, seen a little from the side, with the grain
of a sensor, and kept as a JPEG. Each way to spoil it has a strength of its own by seed.
"""

import io
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from claims.photographs import judging
from claims.photographs.judging.frame import perspective

FONTS: Final = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
)
WORDS: Final = (
    *("姓名", "性别", "年龄", "科室", "住院号", "入院日期", "出院日期", "诊断", "急性阑尾炎"),
    *("一般情况好", "切口愈合良好", "床位费", "检查费", "手术费", "西药费", "护理费", "合计"),
    *("金额", "票据号码", "交款人", "开票日期", "复查", "两周", "医嘱", "主任医师", "签名"),
)
LONGER: Final = 2000
"""Pixels of the longer side of a photograph: between an old phone's and a new one's."""


def photograph(seed: int, spoil: str = "") -> bytes:
    """Give a JPEG; `spoil` names one of SPOILT, or nothing for a good one."""
    chance = random.Random(f"{seed} {spoil}")  # noqa: S311 - the same photograph each time
    paper = drawn(chance)
    width, height = (
        (LONGER * 3 // 4, LONGER) if paper.height > paper.width else (LONGER, LONGER * 3 // 4)
    )
    if spoil == "SCREEN":
        paper = _grid(paper, chance)
    shot = laid(paper, (width, height), chance, cut=spoil == "CUT_OFF")
    shot = lit(shot, chance)
    if spoil in SPOILS:
        shot = SPOILS[spoil](shot, chance)
    shot = grain(shot, chance)
    if spoil == "TOO_SMALL":
        shot = shot.resize((shot.width // 4, shot.height // 4), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    shot.save(out, "JPEG", quality=chance.choice((75, 85, 92)))
    return out.getvalue()


def typeface(size: int, chance: random.Random) -> ImageFont.FreeTypeFont:
    there = [font for font in FONTS if Path(font).exists()]
    return ImageFont.truetype(chance.choice(there), size)


def drawn(chance: random.Random) -> Image.Image:
    kind = chance.choice(("letter", "letter", "table", "dense", "card", "strip"))
    colour = chance.choice(
        ((252, 252, 250), (245, 243, 235), (250, 240, 240), (238, 244, 238), (232, 240, 250))
    )
    size = {"card": (1500, 950), "strip": (900, 2000)}.get(kind, (1500, 2100))
    paper = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(paper)
    ink = chance.choice(((20, 20, 25), (45, 45, 60), (30, 30, 90)))
    text = {"card": 64, "dense": 26, "strip": 34}.get(kind, 36)
    font, title = typeface(text, chance), typeface(text * 3 // 2, chance)
    draw.text((size[0] // 4, 60), "鹭江市第一医院" + chance.choice(WORDS), ink, title)
    top = 60 + text * 3
    bottom = size[1] * chance.choice((5, 6, 9)) // 10
    while top < bottom:
        line = "  ".join(
            chance.choice(WORDS)
            + chance.choice(("：", " "))
            + str(chance.randrange(10 ** chance.randint(2, 7)))
            for _ in range(chance.randint(1, 3))
        )
        draw.text((90, top), line, ink, font)
        if kind == "table":
            draw.line((80, top - text // 3, size[0] - 80, top - text // 3), ink, 2)
            for x in (80, size[0] // 2, size[0] - 80):
                draw.line((x, top - text // 3, x, top + text * 2), ink, 2)
        top += text * 3 // 2 if kind == "dense" else text * 2
    if kind != "card":
        x, y = size[0] * 2 // 3, size[1] * 3 // 5
        draw.ellipse((x - 130, y - 130, x + 130, y + 130), outline=(200, 40, 40), width=8)
    return paper


def laid(
    paper: Image.Image,
    size: tuple[int, int],
    chance: random.Random,
    *,
    cut: bool,
    table: tuple[int, int, int] | None = None,
) -> Image.Image:
    """Lay a paper on a table and look at it a little from the side."""
    width, height = size
    some = chance.choice(
        ((120, 95, 70), (70, 60, 55), (95, 110, 120), (150, 130, 105), (60, 80, 70))
    )
    ground = Image.effect_noise(size, chance.uniform(4, 14)).convert("L")
    ground = Image.merge(
        "RGB", [ground.point(lambda v, c=c: max(0, min(255, c + v - 128))) for c in table or some]
    )
    if chance.random() < 0.4:  # the grain of wood
        boards = ImageDraw.Draw(ground)
        for _ in range(14):
            y = chance.randrange(height)
            boards.line(
                (0, y, width, y + chance.randint(-60, 60)), tuple(c - 18 for c in table or some), 5
            )
    margin = chance.uniform(0.03, 0.12)
    scale = min(width * (1 - 2 * margin) / paper.width, height * (1 - 2 * margin) / paper.height)
    shift_x = shift_y = 0.0
    if cut:
        scale *= chance.uniform(1.1, 1.6)
        shift_x = chance.choice((-1, 1)) * width * chance.uniform(0.12, 0.3)
        shift_y = chance.choice((-1, 0, 1)) * height * chance.uniform(0.1, 0.25)
    w, h = paper.width * scale, paper.height * scale
    cx, cy = width / 2 + shift_x, height / 2 + shift_y
    lean = 0.025 * min(w, h)
    corners = [
        (
            cx + sx * w / 2 + chance.uniform(-lean, lean),
            cy + sy * h / 2 + chance.uniform(-lean, lean),
        )
        for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    source = ((0, 0), (paper.width, 0), (paper.width, paper.height), (0, paper.height))
    way = perspective(corners, source)
    seen = paper.transform(size, Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC)
    mask = Image.new("L", paper.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, way, Image.Resampling.BILINEAR
    )
    shadow = ImageChops.offset(mask, 12, 16).filter(ImageFilter.GaussianBlur(14))
    ground.paste((20, 18, 15), mask=shadow.point(lambda v: v // 2))
    ground.paste(seen, mask=mask)
    return ground


def lit(shot: Image.Image, chance: random.Random) -> Image.Image:
    """Let the light fall off from one side, now and then with the shadow of a hand."""
    light = Image.linear_gradient("L").resize(shot.size)
    if chance.random() < 0.5:
        light = light.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    if chance.random() < 0.5:
        light = Image.linear_gradient("L").rotate(90).resize(shot.size)
    weakest = chance.uniform(0.72, 0.95)
    strength = chance.uniform(0.88, 1.04)
    light = light.point(
        lambda v: min(255, int(255 * strength * (weakest + (1 - weakest) * v / 255)))
    )
    return ImageChops.multiply(shot, Image.merge("RGB", (light,) * 3))


def grain(shot: Image.Image, chance: random.Random) -> Image.Image:
    noise = Image.effect_noise(shot.size, chance.uniform(2, 7))
    return Image.blend(shot, ImageChops.add(shot, Image.merge("RGB", (noise,) * 3), 1, -128), 1.0)


def _blurred(shot: Image.Image, chance: random.Random) -> Image.Image:
    """Out of focus, or moved while the shutter was open."""
    strength = chance.uniform(4.5, 12)
    if chance.random() < 0.6:
        return shot.filter(ImageFilter.GaussianBlur(strength))
    steps = int(strength * 2.5)
    level = chance.random() < 0.5
    moved = shot
    for n in range(1, steps):
        moved = Image.blend(
            moved, ImageChops.offset(shot, n if level else 0, 0 if level else n), 1 / (n + 1)
        )
    return moved


def _dark(shot: Image.Image, chance: random.Random) -> Image.Image:
    strength = chance.uniform(0.12, 0.4)
    return shot.point(lambda v: int(v * strength))


def _glare(shot: Image.Image, chance: random.Random) -> Image.Image:
    """The reflection of a lamp: white in its middle, soft at its rim."""
    spot = Image.new("L", (shot.width // 8, shot.height // 8), 0)
    draw = ImageDraw.Draw(spot)
    w, h = (spot.width * chance.uniform(0.12, 0.3), spot.height * chance.uniform(0.1, 0.22))
    x, y = spot.width * chance.uniform(0.35, 0.65), spot.height * chance.uniform(0.25, 0.6)
    draw.ellipse((x - w, y - h, x + w, y + h), fill=255)
    spot = spot.filter(ImageFilter.GaussianBlur(min(w, h) * 0.25)).resize(
        shot.size, Image.Resampling.BICUBIC
    )
    dimmer = shot.point(lambda v: int(v * 0.85))  # the camera closes down
    return Image.composite(Image.new("RGB", shot.size, "white"), dimmer, spot)


def _grid(paper: Image.Image, chance: random.Random) -> Image.Image:
    """The dots of a screen that shows the paper."""
    period = chance.choice((4, 5, 6, 7, 8))
    depth = chance.uniform(0.12, 0.3)
    cell = Image.new("L", (period, period), 255)
    for n in range(period):
        cell.putpixel((n, 0), int(255 * (1 - depth)))
        cell.putpixel((0, n), int(255 * (1 - depth)))
    row = Image.new("L", (paper.width, period))
    for x in range(0, paper.width, period):
        row.paste(cell, (x, 0))
    dots = Image.new("L", paper.size)
    for y in range(0, paper.height, period):
        dots.paste(row, (0, y))
    return ImageChops.multiply(paper, Image.merge("RGB", (dots,) * 3))


SPOILS: Final[Mapping[str, Callable[[Image.Image, random.Random], Image.Image]]] = {
    "BLURRED": _blurred,
    "DARK": _dark,
    "GLARE": _glare,
}
SPOILT: Final = ("BLURRED", "CUT_OFF", "DARK", "GLARE", "SCREEN", "TOO_SMALL")


def main(count: int) -> None:
    """Print what is found in `count` good photographs and as many of each spoilt kind."""
    for spoil in ("", *SPOILT[:-1], "SIDEWAYS"):
        found: Counter[str] = Counter()
        for seed in range(count):
            shot = Image.open(io.BytesIO(photograph(seed, spoil))).convert("RGB")
            if spoil == "SIDEWAYS":
                shot = shot.transpose(Image.Transpose.ROTATE_90)
            found.update(judging.findings(shot) or ["nothing"])
        shares = "  ".join(f"{code} {n * 100 // count}%" for code, n in found.most_common())
        print(f"{spoil or 'good':9} {shares}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
