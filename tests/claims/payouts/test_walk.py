"""Random steps through the whole life of claims and money: no invariant ever breaks.

The walk of 100,000 steps is `make faults F=WALK`.
"""

import pytest

from tests.faults.walk import walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_no_random_walk_breaks_an_invariant(settings, monkeypatch, tmp_path) -> None:
    settings.SMS_ADAPTER = "tests.faults.world.FileSms"
    monkeypatch.setattr("tests.faults.world.FileSms.path", tmp_path / "texts")

    steps = walk(1, 300, members=6)

    assert steps.total() == 300
    assert steps["seal"], steps
    assert steps["answer"], steps
    assert sum(count for act, count in steps.items() if act.endswith("refused"))
