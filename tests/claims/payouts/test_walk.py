"""Random steps through the whole life of claims and money: no invariant ever breaks.

The walk of 100,000 steps is `make faults LONG=1`.
"""

import pytest

from claims import invariants
from tests.faults.walk import City, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SEED, STEPS, ASKED_EVERY = 1, 300, 150


def test_no_random_walk_breaks_an_invariant(settings, monkeypatch, tmp_path) -> None:
    settings.SMS_ADAPTER = "tests.faults.world.FileSms"
    monkeypatch.setattr("tests.faults.world.FileSms.path", tmp_path / "texts")
    walk = Walk(City(6), SEED)

    for n in range(1, STEPS + 1):
        walk.step()
        if not n % ASKED_EVERY:
            assert invariants.all_breaks() == [], f"step {n}: {walk.steps}"

    assert walk.steps["seal"], walk.steps
    assert walk.steps["answer"], walk.steps
    assert sum(count for act, count in walk.steps.items() if act.endswith("refused"))
