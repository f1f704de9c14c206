"""Files of every kind, made by program or photographed, for the tests of uploads."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pypdfium2
from PIL import Image

from claims.photographs.uploads import take

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
PHOTOGRAPHS = sorted(path.name for path in PHOTOS.iterdir())
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def photo(name):
    return (PHOTOS / name).read_bytes()


def encoded(image, form="JPEG", **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def two_halves(size=(90, 60), mode="RGB"):
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def only(content):
    [picture] = take(content).pictures
    return picture


def opened(jpeg):
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def close_to(pixel, colour):
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


def pdf(pages=1, **changes):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out, **changes)
    return out.getvalue()


def handwritten_pdf(catalogue=b"", trailer=b""):
    """One blank page; cross references are left for the reader to rebuild."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalogue + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\n"
        b"trailer<</Root 1 0 R" + trailer + b">>\n%%EOF"
    )


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(width, height):
    """A PNG of one bit a pixel, all black: kilobytes that unpack to any size."""
    packer = zlib.compressobj(9)
    line = b"\0" * (1 + (min(width, 12_000) + 7) // 8)
    packed = b"".join(packer.compress(line) for _ in range(min(height, 12_000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", packed)
        + png_chunk(b"IEND", b"")
    )


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()
