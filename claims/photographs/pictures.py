"""A child process that turns one strange file into clean pictures, and can do nothing else.

Run by claims.photographs.uploads with the file on standard input. It answers on standard output
with a line of JSON,
{"pictures": [{"width", "height", "shortest", "findings", "picture", "thumb"}]} or
{"refused": "CODE"}, then the JPEG bytes of each picture and thumb one after another; the last two
words are their lengths. Whatever is wrong with the file beyond the named codes ends the process:
the parent reads no meaning into how. Imports no Django and of ours only what stands beside it
here, so that it starts in a twentieth of a second and holds no secret.

Nothing of the original but its pixels gets into a picture.
"""

import io
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Final

from PIL import Image

from claims.photographs import confined, judging

MOST_PIXELS: Final = 40_000_000
MOST_PIXELS_A_SIDE: Final = 12_000
MOST_PAGES: Final = 50
PICTURE: Final = 1600
"""Pixels of the longer side: an A4 page is legible at this size."""
THUMB: Final = 240
POINTS_SCALE_AT_MOST: Final = 4.0
"""288 dots an inch: a small page is not blown up beyond what a scan would have."""

MEMORY: Final = 512 << 20
"""Bytes of address space: 40 million pixels with transparency take about 400 MB of it."""
CPU_SECONDS: Final = 10
MOST_OUTPUT: Final = 64 << 20
"""Bytes that may come out; 50 dense pages take about 25 MB."""

TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What to do by the EXIF orientation; 1 and unknown values ask for nothing."""

Clean = tuple[Image.Image, int]
"""An upright RGB picture and the shorter side, in pixels, of what it was made from (0: vector)."""


class Refused(Exception):
    """A file that is refused for a reason that has words; the argument is its code."""


def main() -> None:
    """Answer for the file on standard input."""
    _confine()
    content = sys.stdin.buffer.read()
    blobs: list[bytes] = []
    answer: dict[str, object]
    try:
        pictures = _pdf(content) if content.startswith(b"%PDF-") else photograph(content)
        answer = {"pictures": [_described(clean, blobs) for clean in pictures]}
    except Refused as refused:
        answer, blobs = {"refused": str(refused)}, []
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(blobs))


def _confine() -> None:
    confined.confine(memory=MEMORY, cpu_seconds=CPU_SECONDS, output=MOST_OUTPUT, files=32)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def _described(clean: Clean, blobs: list[bytes]) -> dict[str, object]:
    image, shortest = clean
    width, height = image.size
    # A page of a PDF was scanned or drawn, not photographed.
    findings = judging.findings(image) if shortest else []
    picture, thumb = drawn(image)
    blobs += [picture, thumb]
    return {
        "width": width,
        "height": height,
        "shortest": shortest,
        "findings": findings,
        "picture": len(picture),
        "thumb": len(thumb),
    }


def drawn(image: Image.Image) -> tuple[bytes, bytes]:
    """Give what is shown of a page, and its thumb, which is all that is left of the image."""
    picture = _jpeg(image, quality=85)
    image.thumbnail((THUMB, THUMB))
    return picture, _jpeg(image, quality=75)


def _jpeg(image: Image.Image, *, quality: int) -> bytes:
    image.info.clear()  # the encoder would take a comment from there
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def photograph(content: bytes) -> list[Clean]:
    """Decode a photograph, small enough to be shown, upright, and nothing but its pixels."""
    if content[4:8] == b"ftyp":
        _understand_heif()
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "HEIF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("TOO_MANY_PIXELS") from None
    if image.width * image.height > MOST_PIXELS or max(image.size) > MOST_PIXELS_A_SIDE:
        raise Refused("TOO_MANY_PIXELS")
    shortest = min(image.size)
    fitted = _fitted(image.size)
    # Asked of the decoder before anything touches pixels; asking for 1600 x 1600 does nothing.
    image.draft("RGB", fitted)
    orientation = image.getexif().get(0x0112)
    # One name throughout, so that each large step is let go before the next.
    image = _plain(image)
    if image.size != fitted:
        image = image.resize(fitted, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if orientation in TURNS:  # after shrinking, when it costs a sixth
        image = image.transpose(TURNS[orientation])
    return [(_on_white(image), shortest)]


def _understand_heif() -> None:
    # Here, for few photographs are of this kind. It turns them upright by itself.
    import pillow_heif  # noqa: PLC0415

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False)


def _plain(image: Image.Image) -> Image.Image:
    """Give any mode as RGB or RGBA: palettes resolved, sixteen bits brought down to eight."""
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    return image if image.mode == wanted else image.convert(wanted)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """Give the size that a picture of this size is shown in: never larger than it is."""
    scale = min(1.0, PICTURE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _pdf(content: bytes) -> Iterator[Clean]:
    # Here, for it takes longer to load than a photograph to decode.
    import pypdfium2  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Refused("PDF_LOCKED") from None
        raise
    if len(document) > MOST_PAGES:
        raise Refused("PDF_TOO_MANY_PAGES")
    if not len(document):
        raise Refused("BROKEN")
    for page in document:
        scale = min(POINTS_SCALE_AT_MOST, PICTURE / max(page.get_size()))
        yield page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"), 0
        page.close()
