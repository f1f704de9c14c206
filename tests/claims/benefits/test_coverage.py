"""The vectors V-COV, by their numbers in docs/reference/scheme-rules.md."""

import pytest

from claims.benefits import Cover, assess, cover_on
from tests.claims.benefits.people import C0, C1, C2, day, stays


def test_5_a_coverage_completed_under_period_17_stays_under_it():
    cover = Cover(C0.sheet, day("2022-09-02"), day("2023-09-01"))

    assert assess(stays("2023-05-01 2023-05-11"), [cover]).fen == 50000


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("2022-03-15", None),
        ("2022-03-16", C0),
        ("2023-03-15", C0),
        ("2023-03-16", C1),
        ("2025-03-15", C2),
        ("2025-03-16", None),
    ],
)
def test_a_day_lies_in_the_coverage_that_holds_it(text, cover):
    assert cover_on(day(text), [C2, C0, C1]) == cover
