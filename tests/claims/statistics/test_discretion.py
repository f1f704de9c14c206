"""Nobody can be told by what is published, also not by what is left when it is subtracted."""

from itertools import product

import pytest

from claims.statistics.discretion import FEW, LEAST, hide


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([0, 0], [0, 0], id="nobody"),
        pytest.param([5, 90], [5, 90], id="all are many"),
        pytest.param([4], [FEW], id="one alone"),
        pytest.param([4, 0], [FEW, 0], id="one alone beside nobody"),
        pytest.param([90, 1, 40], [90, FEW, None], id="the next smallest goes too"),
        pytest.param([90, 1, 1, 40], [90, FEW, FEW, None], id="two are too few together"),
        pytest.param([90, 3, 2, 40], [90, FEW, FEW, 40], id="two are enough together"),
    ],
)
def test_small_counts_are_hidden_with_what_would_betray_them(counts, shown) -> None:
    assert hide(counts) == shown


def test_what_is_hidden_is_never_one_alone_nor_less_than_few_beside_something_shown() -> None:
    for counts in product(range(8), repeat=4):
        shown = hide(counts)
        hidden = [c for c, s in zip(counts, shown, strict=True) if not isinstance(s, int)]
        left = [c for c, s in zip(counts, shown, strict=True) if isinstance(s, int) and c]

        assert all(c >= LEAST for c in left)
        if hidden and left:
            assert len(hidden) > 1
            assert sum(hidden) >= LEAST
