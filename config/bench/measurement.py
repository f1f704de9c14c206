"""One line of the table, and how a rate is measured beside its floor."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

TURNS = 7


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
        cells = [self.name, f"{self.value:.2f}", self.unit]
        cells += ["-" if number is None else f"{number:.2f}" for number in (self.floor, self.ratio)]
        return "\t".join(cells)


def seconds_in_turn(*works: Callable[[], object]) -> list[float]:
    """Run the works one after the other, several times round; give the median of each.

    Seconds of this process on its processor: right for pure computing, wrong for all that waits.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(TURNS):
        for work, times in zip(works, taken, strict=True):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
    return [statistics.median(times) for times in taken]
