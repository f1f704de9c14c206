"""Spoilt at random, a roster is read or refused: never an error of ours, never for long."""

import time
from random import Random

import pytest

from tests.members.enrolment.rosters import csv, person, read, rewritten, xlsx

GOOD = xlsx([person(nth) for nth in range(1, 6)])
MARKS = [
    b"<f>",
    b"<!DOCTYPE x>",
    b"&x;",
    b"\0",
    b"\xff\xfe",
    b'r="XFD9"',
    b"</c>",
    b"<mergeCell",
    b"1e9",
]


def spoilt(draw: Random) -> bytes:
    """A good roster with some bytes of the archive, or of a part, exchanged."""

    def change(_: str, part: bytes) -> bytes:
        if draw.random() < 0.6:
            return part
        at = draw.randrange(len(part) + 1)
        return part[:at] + draw.choice(MARKS) + part[at + draw.randrange(12) :]

    if draw.random() < 0.7:
        return rewritten(GOOD, change)
    bytes_ = bytearray(GOOD)
    for _ in range(draw.randrange(1, 6)):
        bytes_[draw.randrange(4, len(bytes_))] = draw.randrange(256)
    return bytes(bytes_)


@pytest.mark.parametrize("seed", range(6))
def test_a_spoilt_workbook_is_read_or_refused(seed):
    draw = Random(seed)  # noqa: S311 - to be repeated

    for _ in range(25):
        began = time.monotonic()
        found = read(spoilt(draw))
        assert found.rows or found.problems
        assert time.monotonic() - began < 20


@pytest.mark.parametrize("seed", range(3))
def test_a_spoilt_csv_is_read_or_refused(seed):
    draw = Random(seed)  # noqa: S311 - to be repeated
    good = csv([person(nth) for nth in range(1, 6)])

    for _ in range(150):
        at = draw.randrange(len(good))
        found = read(good[:at] + draw.randbytes(draw.randrange(6)) + good[at + draw.randrange(9) :])
        assert found.rows or found.problems
