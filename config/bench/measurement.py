"""One line of the table, and how work is measured beside its floor."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

TURNS = 7
WHOLE = 10
"""From here on two places of decimals are enough; the figures of an index need more."""


@dataclass(frozen=True)
class Measurement:
    name: str
    value: float
    unit: str
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    def line(self) -> str:
        numbers = [_number(number) for number in (self.value, self.floor, self.ratio)]
        return "\t".join([self.name, numbers[0], self.unit, *numbers[1:]])


def _number(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:.2f}" if abs(number) >= WHOLE else f"{number:.3f}"


def seconds_in_turn(
    *works: Callable[[], object],
    clock: Callable[[], float] = time.process_time,
    turns: int = TURNS,
) -> list[float]:
    """Run the works one after the other, several times round; give the median of each.

    The clock is this process's time on its processor: right for pure computing, wrong for all that
    waits. Give `time.perf_counter` where the database or the disk does the work.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(turns):
        for work, times in zip(works, taken, strict=True):
            began = clock()
            work()
            times.append(clock() - began)
    return [statistics.median(times) for times in taken]
