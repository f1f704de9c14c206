"""What becomes of a photograph or a PDF: upright, small, and nothing in it but the picture."""

import hashlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from claims.photographs import uploads
from claims.photographs.uploads import take
from tests.claims.files import (
    BLUE,
    PHOTOGRAPHS,
    RED,
    WHITE,
    close_to,
    encoded,
    handwritten_pdf,
    only,
    opened,
    photo,
    two_halves,
    zipped,
)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photographs_become_upright_pages_without_metadata(name):
    taken = take(photo(name))

    for picture in taken.pictures:
        image, thumb = opened(picture.jpeg), opened(picture.thumb)
        assert image.size == (picture.width, picture.height)
        assert max(image.size) <= 1600
        assert max(thumb.size) == 240
        assert (image.format, image.mode, dict(image.getexif())) == ("JPEG", "RGB", {})
        assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & image.info.keys()


def test_a_page_held_sideways_is_shown_upright():
    picture = only(photo("discharge.jpg"))

    assert opened(photo("discharge.jpg")).size == (4032, 3024)
    assert (picture.width, picture.height) == (1200, 1600)


def test_every_page_of_a_pdf_is_a_picture():
    taken = take(photo("discharge.pdf"))

    assert taken.media_type == "application/pdf"
    assert [(p.width, p.height) for p in taken.pictures] == [(1132, 1600)] * 2


def test_the_digest_is_of_the_file_as_it_came():
    one = take(photo("spoilt-small.jpg"))

    assert one.sha256 == hashlib.sha256(photo("spoilt-small.jpg")).hexdigest()


def test_a_small_picture_is_taken_with_advice():
    assert only(photo("spoilt-small.jpg")).advice == uploads.ADVICE["TOO_SMALL"]
    assert only(photo("discharge.jpg")).advice == ""
    assert take(photo("discharge.pdf")).pictures[0].advice == ""


# Where the red half of two_halves() is after turning: (width, height), a red spot, a blue spot.
LYING, STANDING = (90, 60), (60, 90)
TURNED = {
    1: (LYING, (10, 30), (80, 30)),
    2: (LYING, (80, 30), (10, 30)),
    3: (LYING, (80, 30), (10, 30)),
    4: (LYING, (10, 30), (80, 30)),
    5: (STANDING, (30, 10), (30, 80)),
    6: (STANDING, (30, 10), (30, 80)),
    7: (STANDING, (30, 80), (30, 10)),
    8: (STANDING, (30, 80), (30, 10)),
    9: (LYING, (10, 30), (80, 30)),
}


@pytest.mark.parametrize(("orientation", "expected"), TURNED.items())
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_every_orientation_comes_out_upright(orientation, expected, form):
    exif = Image.Exif()
    exif[0x0112] = orientation

    picture = only(encoded(two_halves(), form, exif=exif))

    size, red, blue = expected
    image = opened(picture.jpeg)
    assert image.size == size
    assert close_to(image.getpixel(red), RED)
    assert close_to(image.getpixel(blue), BLUE)


def test_what_a_camera_tells_of_its_owner_is_gone():
    exif = Image.Exif()
    exif[0x013B] = "canary-artist"
    exif.get_ifd(0x8825)[0x001D] = "canary-gps"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    marked = encoded(
        two_halves(), exif=exif, comment=b"canary-comment", xmp=b"canary-xmp", icc_profile=profile
    )
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "canary-text")
    text.add_itxt("XML:com.adobe.xmp", "canary-xmp")

    for content in (marked, encoded(two_halves(), "PNG", pnginfo=text, icc_profile=profile)):
        assert b"canary" in content
        picture = only(content)
        for kept in (picture.jpeg, picture.thumb):
            assert b"canary" not in kept
            assert b"Exif" not in kept
            assert b"ICC_PROFILE" not in kept


@pytest.mark.parametrize(
    "polyglot",
    [
        pytest.param(encoded(two_halves(), comment=b"<script>alert(1)</script>"), id="comment"),
        pytest.param(encoded(two_halves()) + b"<script>alert(1)</script>", id="jpeg and html"),
        pytest.param(
            encoded(two_halves(), "PNG") + b"<script>alert(1)</script>", id="png and html"
        ),
        pytest.param(encoded(two_halves()) + zipped("<script>"), id="jpeg and jar"),
        pytest.param(handwritten_pdf() + b"<script>alert(1)</script>", id="pdf and html"),
    ],
)
def test_a_file_of_two_kinds_loses_its_second_nature(polyglot):
    picture = only(polyglot)

    assert b"script" not in picture.jpeg + picture.thumb


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(encoded(two_halves(mode="CMYK")), id="cmyk"),
        pytest.param(encoded(two_halves(), progressive=True), id="progressive"),
        pytest.param(encoded(two_halves().convert("P"), "PNG"), id="palette"),
        pytest.param(encoded(two_halves(mode="RGBA"), "PNG"), id="rgba"),
    ],
)
def test_every_colour_mode_keeps_its_colours(image):
    shown = opened(only(image).jpeg)

    assert close_to(shown.getpixel((10, 30)), RED)
    assert close_to(shown.getpixel((80, 30)), BLUE)


@pytest.mark.parametrize(
    ("image", "grey"),
    [
        pytest.param(encoded(Image.new("I;16", (90, 60), 32768), "PNG"), 128, id="16 bits"),
        pytest.param(encoded(Image.new("1", (90, 60), 1), "PNG"), 255, id="1 bit"),
        pytest.param(encoded(Image.new("L", (90, 60), 40)), 40, id="grey"),
        pytest.param(encoded(Image.new("LA", (90, 60), (0, 0)), "PNG"), 255, id="clear is white"),
        pytest.param(
            encoded(Image.new("RGBA", (3000, 2000), (0, 0, 0, 0)), "PNG"), 255, id="large and clear"
        ),
        pytest.param(
            encoded(Image.new("P", (90, 60), 0), "PNG", transparency=0), 255, id="palette clear"
        ),
    ],
)
def test_depth_and_transparency_come_out_as_paper_shows_them(image, grey):
    assert close_to(opened(only(image).jpeg).getpixel((20, 20)), (grey, grey, grey))


def test_of_an_animation_the_first_picture_is_taken():
    frames = [Image.new("RGB", (90, 60), (n, 0, 0)) for n in range(0, 250, 5)]
    red_last = encoded(
        Image.new("RGB", (90, 60), WHITE), "PNG", save_all=True, append_images=frames
    )

    assert close_to(opened(only(red_last).jpeg).getpixel((5, 5)), WHITE)
