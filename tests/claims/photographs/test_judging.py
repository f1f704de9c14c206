"""Advice on photographs: what spoilt ones are told, and that good ones are left in peace."""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from claims.photographs import judging, uploads
from tests.claims.files import photo
from tests.factories.photographs import photograph

SEEDS = range(100, 103)
"""Of each kind; `python -m tests.factories.photographs 100` prints hits of as many as wanted."""


def found(content: bytes) -> list[str]:
    return judging.findings(Image.open(io.BytesIO(content)).convert("RGB"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("spoilt-blurred.jpg", "BLURRED"),
        ("spoilt-dark.jpg", "DARK"),
        ("spoilt-glare.jpg", "GLARE"),
        ("spoilt-cut-off.jpg", "CUT_OFF"),
        ("spoilt-screen.jpg", "SCREEN"),
        ("spoilt-small.jpg", "TOO_SMALL"),
    ],
)
def test_a_spoilt_photograph_is_taken_with_the_advice_that_mends_it(name, code):
    (picture,) = uploads.take(photo(name)).pictures

    assert picture.advice == uploads.ADVICE[code]


@pytest.mark.parametrize(
    "name", ["bank-card.jpg", "discharge.jpg", "id-front.jpg", "invoice.jpg", "invoice.png"]
)
def test_a_good_photograph_is_taken_without_advice(name):
    (picture,) = uploads.take(photo(name)).pictures

    assert picture.advice == ""


@pytest.mark.slow
@pytest.mark.parametrize("code", ["BLURRED", "DARK", "GLARE", "CUT_OFF", "SCREEN"])
def test_other_spoilt_photographs_are_found_too(code):
    missed = [seed for seed in SEEDS if code not in found(photograph(seed, code))]

    assert len(missed) <= 1, missed


@pytest.mark.slow
def test_other_good_photographs_are_left_in_peace():
    findings = {seed: found(photograph(seed)) for seed in SEEDS}

    assert Counter(code for codes in findings.values() for code in codes).total() <= 1, findings


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_a_text_that_lies_on_its_side_is_found_and_the_same_text_upright_is_not(turn):
    upright = Image.open(io.BytesIO(photo("invoice.png"))).convert("RGB")

    assert judging.findings(upright) == []
    assert judging.findings(upright.transpose(turn)) == ["SIDEWAYS"]


def test_two_sentences_are_enough_and_the_gravest_come_first():
    page: uploads.Described = {
        "width": 1,
        "height": 1,
        "shortest": 300,
        "findings": ["CUT_OFF", "BLURRED"],
        "picture": 0,
        "thumb": 0,
    }

    assert uploads._advice(page) == uploads.ADVICE["BLURRED"] + uploads.ADVICE["CUT_OFF"]


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (9, 9), (63, 64), (200, 40)])
@pytest.mark.parametrize("colour", ["white", "black", "grey"])
def test_a_picture_with_nothing_on_it_is_judged_without_stumbling(size, colour):
    assert set(judging.findings(Image.new("RGB", size, colour))) <= {"DARK"}


def test_every_code_stands_on_the_page_that_explains_uploads():
    page = Path("docs/reference/uploads.md").read_text()
    codes = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))

    assert codes == uploads.WORDS.keys() | uploads.ADVICE.keys()
    assert set(judging.FINDINGS) == uploads.ADVICE.keys() - {"TOO_SMALL"}
