"""The walk: random steps over the whole life of claims and their money, and what is asked of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import cycle
from typing import Final

import time_machine
from django.utils import timezone

from claims import invariants
from tests.faults import desk, till
from tests.faults.rig import expect
from tests.faults.walker import Act, City, Walker

WEIGHTS: Final[Mapping[Act, int]] = {
    desk.file_stay: 8,
    desk.file_once: 2,
    desk.move_on: 90,
    desk.turn_back: 6,
    desk.close_late: 1,
    till.collect: 6,
    till.prepare: 6,
    till.seal: 10,
    till.fetch: 3,
    till.take_out: 2,
    till.answer: 14,
    till.answer_again: 4,
    till.bounce: 4,
    till.lose_sight: 2,
    till.find_out: 3,
    till.ask_release: 4,
    till.ask_other_day: 2,
    till.confirm_ruling: 5,
    till.drop_ruling: 1,
    till.correct_account: 6,
    till.approve_account: 8,
    till.turn_account_down: 2,
    till.ask_back: 3,
    till.take_back: 1,
    till.confirm_recovery: 3,
    till.receive_recovery: 3,
    till.reconcile: 1,
    till.send_texts: 3,
}
ACTS: Final[Sequence[Act]] = [act for act, weight in WEIGHTS.items() for _ in range(weight)]
BEGINS: Final = datetime(2024, 4, 1, 1, tzinfo=UTC)
"""When a walk sets out: the coverage that all have is just over."""
ASKED_EVERY: Final = 500
BY_TURNS: Final = ("I01", "I02", "I03", "I04", "I05", "I08", "I09", "I11", "I12")
"""The quick ones, of which each step is followed by one: a break stands until its turn comes."""


def walk(seed: int, steps: int, *, members: int = 12) -> Counter[str]:
    """Walk so far through a time of its own; Damage at the first break of an invariant.

    After each step one of the quick invariants is asked, by turns; now and then, and at the end,
    all of them, of files those that came since.
    """
    turns = cycle(BY_TURNS)
    with time_machine.travel(BEGINS, tick=False) as clock:
        walker, since = Walker(City(members), seed, clock), None
        for n in range(1, steps + 1):
            walker.step(ACTS)
            found = invariants.breaks(next(turns))
            if not n % ASKED_EVERY or n == steps:
                found = invariants.all_breaks(since=since if n < steps else None)
                since = timezone.now()
            expect(not found, f"seed {seed}, step {n}: {found[:2]}")
    return walker.steps
