"""A draw that anybody can repeat: by cases, on references that are not rows."""

import pytest

from claims.control.drawing import digest, drawn

REFERENCES = [f"HZ2610{n:04}" for n in range(1, 101)]


@pytest.mark.parametrize(
    ("count", "percent", "size"),
    [
        pytest.param(0, 5, 0, id="nothing"),
        pytest.param(1, 5, 1, id="one is looked at however small the share"),
        pytest.param(20, 5, 1, id="exactly one"),
        pytest.param(21, 5, 2, id="rounded up"),
        pytest.param(100, 100, 100, id="all"),
    ],
)
def test_so_many_are_drawn(count, percent, size) -> None:
    assert len(drawn(REFERENCES[:count], "seed", percent)) == size


def test_the_same_seed_draws_the_same_in_whatever_order_they_come() -> None:
    first = drawn(REFERENCES, "seed", 10)

    assert drawn(REFERENCES[::-1], "seed", 10) == first
    assert drawn(REFERENCES, "another", 10) != first
    assert drawn(REFERENCES, "seed", 20)[:10] == first


def test_a_reference_left_out_shows_in_the_digest() -> None:
    assert digest(REFERENCES) == digest(REFERENCES[::-1]) != digest(REFERENCES[1:])
