"""When somebody lay in hospital, by lot: stays of one person that never touch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from members.city.people import Covered

HOSPITALS: Final = (
    "鹭江市第一医院", "鹭江市第二医院", "鹭江市中医院", "鹭江市妇幼保健院", "示范大学附属医院",
    "示范市人民医院", "湖东区医院", "湖西区医院", "海沧湾医院", "示范市康复医院",
)  # fmt: skip
LEAST_AGO: Final = 4
"""Days since the last discharge: papers take a while."""


@dataclass(frozen=True, slots=True)
class Drawn:
    cover: Covered
    hospital: str
    admitted_on: date
    discharged_on: date

    @property
    def days(self) -> int:
        """As the papers print them: in and out on one day is one."""
        return max((self.discharged_on - self.admitted_on).days, 1)


def draw(covers: Sequence[Covered], count: int, today: date, random: Random) -> Iterator[Drawn]:
    """Draw so many stays within the covers, oldest first; the days divided evenly among them."""
    last = today - timedelta(days=LEAST_AGO)
    chosen = sorted(random.choices(range(len(covers)), k=count))
    for place, cover in enumerate(covers):
        within = chosen.count(place)
        if not within:
            continue
        until = min(cover.ends_on, last)
        each = max((until - cover.starts_on).days // within, 1)
        for turn in range(within):
            first = cover.starts_on + timedelta(days=turn * each)
            yield _stay(cover, first, each, random)


def _stay(cover: Covered, first: date, room: int, random: Random) -> Drawn:
    nights = min(int(random.lognormvariate(2.0, 0.75)), room - 1, 90)
    admitted_on = first + timedelta(days=random.randint(0, room - 1 - nights))
    hospital = HOSPITALS[int(random.random() ** 2 * len(HOSPITALS))]
    return Drawn(cover, hospital, admitted_on, admitted_on + timedelta(days=nights))
