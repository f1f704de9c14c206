"""Files made to cost more than they weigh: refused, or taken for what they show."""

import io
import struct
import zlib

import pytest
from PIL import Image

from claims.photographs.uploads import UploadRefused, take
from tests.claims.files import (
    RED,
    close_to,
    encoded,
    handwritten_pdf,
    only,
    opened,
    png_chunk,
    two_halves,
)

MB = 1 << 20


def jpeg_with(kind: bytes, data: bytes) -> bytes:
    """A good photograph with a segment behind its first marker, as often as its data need."""
    whole = encoded(two_halves())
    most = 65_000
    parts = [data[n : n + most] for n in range(0, len(data), most)]
    segments = b"".join(kind + struct.pack(">H", len(part) + 2) + part for part in parts)
    return whole[:2] + segments + whole[2:]


def png_with(kind: bytes, data: bytes) -> bytes:
    whole = encoded(two_halves(), "PNG")
    return whole[:33] + png_chunk(kind, data) + whole[33:]


def frames(count: int) -> bytes:
    """Photographs one behind the other in one file, as some telephones keep a movement."""
    out = io.BytesIO()
    more = [Image.new("RGB", (90, 60), (0, 0, n % 250)) for n in range(count)]
    two_halves().save(out, "MPO", save_all=True, append_images=more)
    return out.getvalue()


LOOP = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHLLL", 1, 0x8769, 4, 1, 8, 8)
"""A table of a camera's notes that leads to itself."""


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(jpeg_with(b"\xff\xe1", b"Exif\0\0" + b"\0" * 8 * MB), id="eight megabytes"),
        pytest.param(jpeg_with(b"\xff\xe2", b"ICC_PROFILE\0\x01\x01" + b"x" * MB), id="colours"),
        pytest.param(jpeg_with(b"\xff\xe1", LOOP), id="notes that lead to themselves"),
        pytest.param(jpeg_with(b"\xff\xfe", b"canary" * MB), id="comments"),
        pytest.param(frames(300), id="three hundred photographs"),
    ],
)
def test_what_a_photograph_carries_besides_its_picture_is_left_behind(content):
    picture = only(content)

    assert close_to(opened(picture.jpeg).getpixel((10, 30)), RED)
    assert len(picture.jpeg) < 10_000


@pytest.mark.parametrize("kind", [b"iCCP", b"zTXt", b"eXIf"])
def test_sixty_four_megabytes_packed_into_a_note_are_not_unpacked(kind):
    packed = zlib.compress(b"\0" * 64 * MB, 9)

    with pytest.raises(UploadRefused, match="BROKEN"):
        take(png_with(kind, b"n\0\0" + packed))


@pytest.mark.parametrize("kind", [b"iCCP", b"zTXt"])
def test_a_note_of_a_usual_size_does_not_stand_in_the_way(kind):
    picture = only(png_with(kind, b"n\0\0" + zlib.compress(b"\0" * 1000)))

    assert close_to(opened(picture.jpeg).getpixel((10, 30)), RED)


def test_a_file_with_a_wrong_checksum_is_refused():
    whole = encoded(two_halves(), "PNG")
    at = whole.index(b"IDAT") + 8
    spoilt = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]

    with pytest.raises(UploadRefused, match="BROKEN"):
        take(spoilt)


def test_a_stream_of_a_pdf_that_unpacks_to_two_gigabytes_stays_within_the_limits():
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * MB) for _ in range(256)) + packer.flush()
    content = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents[" + b"4 0 R " * 8 + b"]>>"
        b"endobj\n4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    ) + (packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF")

    try:
        assert len(take(content).pictures) == 1
    except UploadRefused as refused:
        assert refused.code in {"BROKEN", "TIMEOUT"}  # either is right


def test_pages_nested_without_end_are_refused_or_shown():
    deep = b"".join(
        b"%d 0 obj<</Type/Pages/Kids[%d 0 R]/Count 1>>endobj\n" % (n, n + 1) for n in range(2, 5000)
    )
    content = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + deep
        + b"5000 0 obj<</Type/Page/MediaBox[0 0 300 400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )

    try:
        assert len(take(content).pictures) <= 1
    except UploadRefused as refused:
        assert refused.code == "BROKEN"  # either is right, a crash is not


def test_a_pdf_that_says_it_has_a_hundred_thousand_pages_is_refused():
    content = handwritten_pdf().replace(b"/Count 1", b"/Count 100000")
    kids = handwritten_pdf().replace(
        b"/Kids[3 0 R]/Count 1", b"/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000"
    )

    for told in (content, kids):
        with pytest.raises(UploadRefused) as refused:
            take(told)
        assert refused.value.code in {"PDF_TOO_MANY_PAGES", "BROKEN"}
