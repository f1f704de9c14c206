"""Stations and units: a tree of four levels, and a few large employers beside many small ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from stdnum.cn import uscc

from members.city.copying import Row, Table, key
from members.enrolment.dates import cover_dates
from members.models import Station, Unit

STATIONS: Final = Table(
    Station, "id", "name", "level", "parent_id", "address", "postcode", "phone", "hours"
)
UNITS: Final = Table(Unit, "id", "name", "credit_code", "headcount")

DISTRICTS: Final = ("湖东", "湖西", "鹭南", "鹭北", "海沧湾", "集杏")
STREETS: Final = ("中山", "育秀", "文园", "莲前", "禾祥")
COMMUNITIES: Final = ("第一", "第二", "第三", "第四")
CODES: Final = "91350200MB"
"""What the credit codes of the city's units begin with."""
HOURS: Final = "周一至周五 9:00—12:00、14:30—17:30"

TRADES: Final = (
    "机械", "电子", "食品", "服装", "建筑", "物流", "化工", "医药", "纺织", "家具", "印刷", "酒店",
    "商贸", "软件", "公交", "环卫", "水务", "电力", "教育", "港务",
)  # fmt: skip
FORMS: Final = ("有限公司", "股份有限公司", "厂", "集团有限公司", "服务中心")
FIRST_WORDS: Final = "鹏昌盛泰源达华信德海天宏恒瑞嘉永金新联顺"

FEWEST_UNITS, MOST_UNITS, A_UNIT = 1_600, 10_000, 140
"""Of a city that is large enough; people in a unit on average beyond. Default, not sourced."""
YOUNGEST, OLDEST = 60, 330
"""Days ago at which a unit's cover that now runs began to be paid for."""


@dataclass(frozen=True, slots=True)
class Employer:
    key: str
    name: str
    credit_code: str
    size: int
    complete_on: date
    """When papers and fee of the cover that now runs were there; no day that a year may lack."""


def stations(random: Random, *, city: str) -> Iterator[Row]:
    """Draw districts, streets and communities under the city's own centre."""
    for d, district in enumerate(DISTRICTS):
        of_district = key(random)
        yield _station(of_district, f"{district}区职工服务站", "district", city, d)
        for street in STREETS:
            of_street = key(random)
            name = f"{district}区{street}街道工会服务站"
            yield _station(of_street, name, "street", of_district, d)
            for community in COMMUNITIES:
                name = f"{district}区{street}{community}社区服务点"
                yield _station(key(random), name, "community", of_street, d)


def _station(own: str, name: str, level: str, parent: str, district: int) -> Row:
    address = f"示范市{name.removesuffix('站').removesuffix('服务')}旁1号"
    return own, name, level, parent, address, f"3610{district:02}", "12351", HOURS


def employers(random: Random, *, people: int, today: date) -> list[Employer]:
    """Draw units for so many people between them, the largest first and none without any."""
    count = min(MOST_UNITS, max(people // A_UNIT, min(FEWEST_UNITS, people // 20)), people) or 1
    weights = list(accumulate(1 / (rank + 10) for rank in range(count)))
    bounds = [round((people - count) * sum_ / weights[-1]) for sum_ in weights]
    sizes = [1 + now - before for before, now in zip([0, *bounds], bounds, strict=False)]
    return [_employer(random, number, size, today) for number, size in enumerate(sizes)]


def _employer(random: Random, number: int, size: int, today: date) -> Employer:
    words = "".join(random.sample(FIRST_WORDS, 2))
    name = f"{words}{random.choice(TRADES)}{random.choice(FORMS)}"
    body = f"{CODES}{number:07}"
    day = today - timedelta(days=random.randint(YOUNGEST, OLDEST))
    code = body + uscc.calc_check_digit(body)
    return Employer(key(random), name, code, size, day.replace(day=min(day.day, 28)))


def rows(units: Sequence[Employer]) -> list[Row]:
    return [(u.key, u.name, u.credit_code, round(u.size * 1.15)) for u in units]


def years(unit: Employer, *, since: int) -> list[tuple[date, date, date]]:
    """Give the unit's covers from the one that began in the year `since`: complete, first, last."""
    days = (unit.complete_on.replace(year=y) for y in range(since, unit.complete_on.year + 1))
    return [(day, *cover_dates(day, day)) for day in days]
