"""Who works where, and since when they are covered: the rows of one quarter of the city.

ID numbers cannot be anybody's: their area codes are those of whole cities, which are not given to
people. Nor can phone numbers: 153 and 154 here are followed by what no operator has.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from random import Random
from typing import Final

from stdnum.cn import ric

from members.city import names, places
from members.city.copying import Row, Rows, Table, key
from members.city.places import Employer
from members.models import Cadre, Coverage, EnrolmentBatch, Member, User
from members.roles import Role

USERS: Final = Table(User, "id", "username", "name", "phone", "roles", "password", "joined_at")
CADRES: Final = Table(Cadre, "user_id", "unit_id", "since")
MEMBERS: Final = Table(
    Member, "id", "user_id", "name", "id_number", "sex", "born_on", "phone", "unit_id"
)
BATCHES: Final = Table(
    EnrolmentBatch, "id", "unit_id", "scheme_id", "status", "file_key", "sha256", "uploaded_by_id",
    "uploaded_at", "rows", "good_rows", "due_fen", "papers_on", "paid_on", "voucher",
    "registered_by_id",
)  # fmt: skip
COVERAGES: Final = Table(
    Coverage, "id", "member_id", "scheme_id", "unit_id", "batch_id", "fee_fen", "starts_on",
    "ends_on", "first_enrolment", "most_days",
)  # fmt: skip

FIRST_YEAR: Final = 2022
"""That of the oldest sheet that is known, period 17."""
PERIODS: Final = ((date(2023, 1, 1), "xiamen-18"), (date.min, "xiamen-17"))
"""From when on a unit that was complete is covered under which period, the newest first."""
TENURES: Final = (35, 20, 15, 10, 20)
"""Of a hundred people so many were enrolled for one year, two, three…; default, not sourced."""
AREAS: Final = ("350100", "350300", "350400", "350500", "350600", "350700", "350800", "350900")
SERIALS: Final = 999
WITH_PHONE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Terms:
    """What a period says of a year's cover."""

    fee_fen: int
    most_days: int | None


@dataclass(frozen=True, slots=True)
class Covered:
    key: str
    scheme: str
    starts_on: date
    ends_on: date
    first: bool


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    phone: str
    """Of the account too, where there is one."""
    covers: Sequence[Covered]
    account: str | None
    """Key of the account; None for who never claims anything."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """Units that are drawn together, and how many claims their people have between them."""

    seed: int
    today: date
    units: Sequence[Employer]
    first: int
    """Serial of its first person in the city."""
    claims: int
    serial: int
    """Of its first claim."""
    number: int
    terms: Mapping[str, Terms]
    roster_key: str
    """A roster in the vault, which stands for every one."""
    cashier: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a quarter is drawn on."""

    quarter: Quarter
    random: Random
    rows: Rows


@dataclass(frozen=True, slots=True)
class Year:
    """One year's cover of a unit, by one roster."""

    batch: str
    scheme: str
    terms: Terms
    complete_on: date
    starts_on: date
    ends_on: date


def draw(sheet: Sheet) -> Iterator[tuple[Person, int]]:
    """Write the quarter's people onto the sheet; give those who claim, with how many times."""
    quarter, random, rows = sheet.quarter, sheet.random, sheet.rows
    size = sum(unit.size for unit in quarter.units)
    often = Counter(int(random.random() ** 1.5 * size) * 7919 % size for _ in range(quarter.claims))
    serial = quarter.first
    for unit in quarter.units:
        years = [_year(sheet, *dates) for dates in places.years(unit, since=FIRST_YEAR)]
        cadre = _cadre(sheet, unit, serial, years[0].complete_on)
        covered = Counter[str]()
        for _ in range(unit.size):
            tenure = random.choices(range(1, 6), TENURES)[0]
            covered.update(year.batch for year in years[-tenure:])
            count = often[serial - quarter.first]
            person = _person(sheet, unit, serial, years[-tenure:], claims=count > 0)
            if count:
                yield person, count
            serial += 1
        rows[BATCHES] += [
            _batch(quarter, unit, cadre, year, covered[year.batch])
            for year in years
            if covered[year.batch]
        ]


def _year(sheet: Sheet, complete_on: date, starts_on: date, ends_on: date) -> Year:
    scheme = next(code for since, code in PERIODS if complete_on >= since)
    terms = sheet.quarter.terms[scheme]
    return Year(key(sheet.random), scheme, terms, complete_on, starts_on, ends_on)


def _cadre(sheet: Sheet, unit: Employer, serial: int, since: date) -> str:
    account = key(sheet.random)
    name = names.draw(sheet.random, man=sheet.random.random() < 1 / 3)
    sheet.rows[USERS].append(_user(account, name, f"1530{serial:07}", Role.CADRE, since))
    sheet.rows[CADRES].append((account, unit.key, since))
    return account


def _user(account: str, name: str, phone: str, role: Role, since: date) -> Row:
    joined = _at(since, 9)
    return account, f"p-{account.replace('-', '')}", name, phone, [str(role)], "!", joined


def _person(
    sheet: Sheet, unit: Employer, serial: int, years: Sequence[Year], *, claims: bool
) -> Person:
    random, rows = sheet.random, sheet.rows
    number, born_on, man = _identity(serial, sheet.quarter.today, random)
    phone = f"1540{serial:07}" if claims or random.random() < WITH_PHONE else ""
    name, own = names.draw(random, man=man), key(random)
    covers: list[Covered] = []
    for year in years:
        cover = Covered(key(random), year.scheme, year.starts_on, year.ends_on, not covers)
        covers.append(cover)
        rows[COVERAGES].append(
            (
                cover.key, own, cover.scheme, unit.key, year.batch, year.terms.fee_fen,
                cover.starts_on, cover.ends_on, cover.first, year.terms.most_days,
            )
        )  # fmt: skip
    account = key(random) if claims else None
    if account:
        rows[USERS].append(_user(account, name, phone, Role.MEMBER, covers[0].starts_on))
    sex = "m" if man else "f"
    rows[MEMBERS].append((own, account, name, number, sex, born_on, phone, unit.key))
    return Person(own, name, phone, covers, account)


def _identity(serial: int, today: date, random: Random) -> tuple[str, date, bool]:
    """Give an ID number that no other serial gets, with the birthday and the sex in it.

    Those who share area and serial digits differ in their birthday's remainder.
    """
    layer, place = divmod(serial, len(AREAS) * SERIALS)
    area, digits = divmod(place, SERIALS)
    age = min(max(random.gauss(39, 10), 18.5), 63)
    born = today.toordinal() - int(age * 365.25)
    born_on = date.fromordinal(born - (born - layer) % 141)
    body = f"{AREAS[area]}{born_on:%Y%m%d}{digits + 1:03}"
    return body + ric.calc_check_digit(f"{body}0"), born_on, digits % 2 == 0


def _batch(quarter: Quarter, unit: Employer, cadre: str, year: Year, people: int) -> Row:
    day, due = year.complete_on, people * year.terms.fee_fen
    uploaded = _at(day - timedelta(days=2), 10)
    digest = sha256(year.batch.encode()).hexdigest()
    voucher = f"回单{day:%Y%m%d}{unit.credit_code[-5:]}"
    return (
        year.batch, unit.key, year.scheme, "effective", quarter.roster_key, digest, cadre, uploaded,
        people, people, due, day, day, voucher, quarter.cashier,
    )  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    """The hour of a clock in China, as an instant."""
    return datetime.combine(day, time(hour - 8), UTC)
