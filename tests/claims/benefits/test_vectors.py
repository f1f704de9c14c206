"""The published vectors, by their case numbers, in the contract of `manage.py assess`."""

import json
from pathlib import Path

import pytest

from claims.benefits import answer, shipped_sheets

TEXT = Path("tests/data/vectors/benefits.jsonl").read_text("utf-8")
VECTORS = [json.loads(line) for line in TEXT.splitlines()]
KNOWN = [
    vector
    for vector in VECTORS
    if all(cover["scheme"] in shipped_sheets() for cover in vector["coverages"])
]


@pytest.mark.parametrize("vector", KNOWN, ids=[vector["case"] for vector in KNOWN])
def test_every_vector_of_a_shipped_sheet_holds(vector):
    given = answer(json.dumps(vector).encode(), shipped_sheets())

    told = json.loads(json.dumps(given.value))
    assert told["case"] == vector["case"]
    for shown, expected in zip(told["awards"], vector["expect"], strict=True):
        assert {key: shown[key] for key in expected} == expected
        assert shown["reasons"] == expected.get("reasons", [])


def test_the_vectors_of_periods_17_and_18_are_all_among_them():
    assert sum("xiamen" in json.dumps(vector) for vector in KNOWN) == 25
