"""P6: what is shown of a photograph of twelve megapixels: a picture of 1600 pixels and its thumb.

The floor decodes the same file at the scale that fits, and does nothing with it. Judging whether
it can be read stands apart: it is done in the same child process, and is no part of drawing.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from PIL import Image

from claims.photographs import judging, pictures
from config import env
from config.bench.measurement import Measurement, seconds_in_turn

PAPER = env.BASE_DIR / "claims" / "demo" / "papers" / "1" / "discharge_record.jpg"
SIZE = (3024, 4032)
GRAIN = 24.0
"""Of a sensor, so that the file has the megabytes of one from a telephone."""

_MEMORY = (
    "import sys; from pathlib import Path; from claims.photographs import pictures;"
    "from PIL import Image; Image.init(); content = sys.stdin.buffer.read();"
    "most = lambda: int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]);"
    "before = most(); {work}; print(most() - before)"
)
_DRAW = "[pictures.drawn(image) for image, _ in pictures.photograph(content)]"


def drawing() -> Iterator[Measurement]:
    """P6: drawing beside decoding, its memory, and judging beside drawing."""
    content = _photograph()
    [(image, _)] = pictures.photograph(content)
    if max(image.size) != pictures.PICTURE:
        raise SystemExit("The photograph was not drawn at its size.")
    floor, drawn, judged = seconds_in_turn(
        partial(_decoded, content), partial(_drawn, content), partial(judging.findings, image)
    )
    yield Measurement("P6 picture and thumb of 12 MP", drawn * 1000, "ms", floor * 1000)
    yield Measurement("P6 judging it", judged * 1000, "ms", drawn * 1000)
    yield Measurement("P6 memory of drawing", _megabytes(content), "MB")


def _photograph() -> bytes:
    paper = Image.open(PAPER).convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
    noise = Image.effect_noise(SIZE, GRAIN)
    out = io.BytesIO()
    Image.blend(paper, Image.merge("RGB", (noise,) * 3), 0.15).save(out, "JPEG", quality=92)
    return out.getvalue()


def _decoded(content: bytes) -> None:
    image = Image.open(io.BytesIO(content))
    image.draft("RGB", (SIZE[0] * pictures.PICTURE // SIZE[1], pictures.PICTURE))
    image.load()


def _drawn(content: bytes) -> None:
    [(image, _)] = pictures.photograph(content)
    pictures.drawn(image)


def _megabytes(content: bytes) -> float:
    """Ask a process of its own how much it grew by drawing."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _MEMORY.format(work=_DRAW)],
        input=content,
        capture_output=True,
        check=True,
        cwd=env.BASE_DIR,
    )
    return int(done.stdout) / 1024
