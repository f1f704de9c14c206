"""What is refused, with the twin of each that is taken."""

import io
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from claims.photographs import confined, uploads
from claims.photographs.uploads import UploadRefused, take
from tests.claims.files import (
    encoded,
    handwritten_pdf,
    only,
    pdf,
    photo,
    png_bomb,
    two_halves,
    zipped,
)


def refusal(content):
    with pytest.raises(UploadRefused) as refused:
        take(content)
    assert refused.value.words == uploads.WORDS[refused.value.code]
    return refused.value.code


WRONG_KINDS = {
    "program": b"MZ\x90\x00" + b"\0" * 200,
    "linux program": b"\x7fELF" + b"\0" * 200,
    "zip": zipped("a.txt"),
    "docx": zipped("[Content_Types].xml", "word/document.xml"),
    "html": b"<!doctype html><script>alert(1)</script>",
    "php": b"<?php system($_GET['x']);",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "gif": encoded(two_halves(), "GIF"),
    "tiff": encoded(two_halves(), "TIFF"),
    "bmp": encoded(two_halves(), "BMP"),
    "webp": encoded(two_halves(), "WEBP"),
    "ico": encoded(two_halves(), "ICO"),
    "postscript": encoded(two_halves(), "EPS"),
    "html before a pdf": b"<script>alert(1)</script>" + handwritten_pdf(),
    "one byte": b"\xff",
}


@pytest.mark.parametrize("content", WRONG_KINDS.values(), ids=WRONG_KINDS.keys())
def test_other_kinds_are_refused_whatever_they_are_called(content):
    assert refusal(content) == "WRONG_KIND"


def test_the_same_picture_in_an_accepted_kind_is_taken():
    assert take(encoded(two_halves())).media_type == "image/jpeg"
    assert take(encoded(two_halves(), "PNG")).media_type == "image/png"
    assert take(handwritten_pdf()).media_type == "application/pdf"


def test_a_photograph_of_an_iphone_is_taken_and_a_broken_one_is_refused():
    out = io.BytesIO()
    pillow_heif.from_pillow(two_halves()).save(out, quality=80)

    taken = uploads.take(out.getvalue())

    assert taken.media_type == "image/heic"
    assert taken.pictures[0].jpeg.startswith(b"\xff\xd8\xff")
    assert refusal(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 64) == "BROKEN"


def test_size_is_looked_at_first():
    small = encoded(two_halves())

    assert refusal(b"") == "EMPTY"
    assert refusal(small + b"\0" * (uploads.MOST_BYTES - len(small) + 1)) == "TOO_BIG"
    assert take(small + b"\0" * (uploads.MOST_BYTES - len(small))).pictures


def test_a_cut_off_file_is_refused_and_the_whole_one_taken():
    for whole in (photo("spoilt-small.jpg"), encoded(two_halves((900, 900)), "PNG"), pdf()):
        assert take(whole).pictures
        assert refusal(whole[: len(whole) // 2]) == "BROKEN"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xd8\xff\xe0<html><script>", id="jpeg in name only"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, id="png in name only"),
        pytest.param(b"%PDF-1.7\n<script>", id="pdf in name only"),
        pytest.param(
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>",
            id="pages that contain themselves",
        ),
    ],
)
def test_what_does_not_decode_is_refused(content):
    assert refusal(content) == "BROKEN"


@pytest.mark.parametrize(
    ("width", "height"),
    [(9400, 9400), (6400, 6251), (30_000, 1), (1, 12_001), (1_000_000_000, 1), (2**31 - 1,) * 2],
)
def test_a_pixel_bomb_is_refused_by_its_header(width, height):
    assert refusal(png_bomb(width, height)) == "TOO_MANY_PIXELS"


@pytest.mark.parametrize(("width", "height"), [(6400, 6250), (12_000, 1)])
def test_the_largest_picture_allowed_is_taken(width, height):
    assert only(png_bomb(width, height)).width == 1600


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA"])
def test_forty_million_pixels_fit_in_the_child(mode):
    large = encoded(Image.new(mode, (7300, 5470)), "PNG", compress_level=1)

    assert only(large).width == 1600


def test_the_parent_never_holds_the_pixels():
    def resident():
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * 4096

    bomb = png_bomb(6400, 6250)
    before = resident()
    take(bomb)

    assert resident() - before < 50_000_000


def test_a_locked_pdf_is_refused_and_the_open_one_taken():
    locked = (
        b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
        b"/ID[<00><00>]"
    )

    assert refusal(handwritten_pdf(trailer=locked)) == "PDF_LOCKED"
    assert only(handwritten_pdf())


def test_a_pdf_may_have_fifty_pages_and_not_one_more():
    assert len(take(pdf(50)).pictures) == 50
    assert refusal(pdf(51)) == "PDF_TOO_MANY_PAGES"


def test_scripts_and_attachments_of_a_pdf_do_not_survive():
    armed = handwritten_pdf(
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
        b"/AA<</WC<</S/Launch/F(cmd.exe)>>>>/Names<</EmbeddedFiles<</Names[(canary)4 0 R]>>>>"
    )

    picture = only(armed)

    assert picture.jpeg.startswith(b"\xff\xd8\xff")
    assert b"JavaScript" not in picture.jpeg
    assert b"canary" not in picture.jpeg


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_SECONDS", 0.001)

    assert refusal(encoded(two_halves())) == "TIMEOUT"


def test_the_child_gets_none_of_our_environment(monkeypatch):
    spy = (
        "import json, os\n"
        "clean = set(os.environ) <= {'LANG', 'LC_CTYPE'}\n"
        "print(json.dumps({'refused': 'TIMEOUT' if clean else 'EMPTY'}))\n"
    )
    monkeypatch.setattr(confined, "_CHILD", spy)
    monkeypatch.setenv("SECRET_KEY", "canary")

    assert refusal(encoded(two_halves())) == "TIMEOUT"
