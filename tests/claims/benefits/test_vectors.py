"""The published vectors, by their case numbers, in the contract of `manage.py assess`."""

import json
from pathlib import Path

import pytest

from claims.benefits import answer, shipped_sheets

TEXT = Path("tests/data/vectors/benefits.jsonl").read_text("utf-8")
VECTORS = [json.loads(line) for line in TEXT.splitlines()]
UNSAID = {"AY23-CHEN": ["AMOUNT_CAP"]}
"""Reasons that a vector leaves out though it has them: half of 259,900 is over the cap."""


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["case"] for vector in VECTORS])
def test_every_vector_holds(vector):
    given = answer(json.dumps(vector).encode(), shipped_sheets())

    told = json.loads(json.dumps(given.value))
    assert told["case"] == vector["case"]
    for shown, expected in zip(told["awards"], vector["expect"], strict=True):
        assert {key: shown[key] for key in expected} == expected
        assert shown["reasons"] == expected.get("reasons", UNSAID.get(vector["case"], []))


def test_every_shipped_sheet_but_the_one_like_its_neighbours_has_a_vector():
    valued = {cover["scheme"] for vector in VECTORS for cover in vector["coverages"]}

    assert set(shipped_sheets()) - valued == {"anyang-2022"}
