"""The vectors V-ENR 3 and 4: who has joined beside the bar, which keeps nobody out."""

from decimal import Decimal

import pytest

from members.enrolment.joining import Joining


@pytest.mark.parametrize(
    ("covered", "staff", "rate", "missing"),
    [
        pytest.param(112, 140, "80.0", 0, id="V-ENR-3 at the bar"),
        pytest.param(111, 140, "79.2", 1, id="V-ENR-3 one below"),
        pytest.param(500, 1000, "50.0", 0, id="V-ENR-4 a large unit at its bar"),
        pytest.param(499, 1000, "49.9", 1, id="a large unit one below"),
        pytest.param(800, 999, "80.0", 0, id="V-ENR-4 just not large, at the bar"),
        pytest.param(799, 999, "79.9", 1, id="V-ENR-4 79.98 is not 80"),
        pytest.param(0, 3, "0.0", 3, id="nobody"),
        pytest.param(3, 3, "100.0", 0, id="everybody"),
        pytest.param(5, 0, "0", 0, id="nobody said how many there are"),
    ],
)
def test_the_rate_and_how_many_are_missing(covered, staff, rate, missing):
    joining = Joining(covered, staff)

    assert (joining.rate, joining.missing) == (Decimal(rate), missing)


@pytest.mark.parametrize(
    ("covered", "staff", "wrong"), [(4, 3, True), (3, 3, False), (1, 0, False)]
)
def test_more_covered_than_staff_says_that_the_number_is_old(covered, staff, wrong):
    assert Joining(covered, staff).more_than_staff is wrong
