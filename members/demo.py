"""The people of the demo: a unit with its cadre, enrolled members, one account for each role.

Nobody in it is real. People follow from the seed; passwords never do. What can come about by a
verb does: the roster is received, confirmed and paid as anybody's.
"""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from stdnum.cn import ric

from members import posts, signin
from members.enrolment import enrol, sheets
from members.enrolment.checking import check_waiting
from members.models import Cadre, EnrolmentBatch, Member, Scheme, Station, Unit, User
from members.roles import Role

CADRE_PHONE: Final = "13900000001"
NEWCOMER: Final = ("黄丽华", "35020019830612002X")
"""Whom the invented papers of claims/demo/papers/1 name, by a number that nobody can have."""
SURNAMES: Final = "陈林黄张吴李王郑刘苏"
GIVEN: Final = ("建国", "丽华", "志强", "秀英", "海燕", "文斌", "雅婷", "国栋", "晓敏", "俊杰")
PAID_AGO: Final = timedelta(days=240)
"""Long enough for stays that ended months ago."""

STAFF: Final = {
    "shequ": ("社区初审员", Role.STATION_REVIEWER),
    "yushen2": ("另一预审员", Role.PRE_REVIEWER),
    "yushen": ("预审员", Role.PRE_REVIEWER),
    "shouli": ("受理员", Role.TELLER),
    "chushen": ("初审员", Role.FIRST_CHECKER),
    "fuhe": ("复核员", Role.SECOND_CHECKER),
    "zhongshen": ("终审员", Role.THIRD_CHECKER),
    "zhidan": ("支付制单员", Role.CASHIER),
    "fuhezhifu": ("支付复核员", Role.ACCOUNTANT),
    "shenji": ("审计员", Role.AUDITOR),
    "admin": ("系统管理员", Role.ADMINISTRATOR),
}
"""Where two share a post, the last of them lived the demo's past."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    id_number: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class City:
    """Who can sign in: the office by name and password, the others by phone."""

    passwords: dict[str, str]
    members: list[Member]
    """Those who have an account, in the order of their phones; the first is the newcomer."""
    stranger: Person
    """Covered, and never here before."""


def load(scheme: Scheme, *, members: int, bound: int, seed: int) -> City:
    """Make the city in a database that has none yet.

    `members` people are covered today and the first `bound` of them have an account; one at
    least is left who has none.
    """
    people = list(_people(Random(seed), members, bound))  # noqa: S311 - made-up people, no secret
    _stations()
    passwords = _accounts()
    unit = Unit.objects.create(
        name="示范机械有限公司", credit_code="91350200MA0000006C", headcount=members + 3
    )
    cadre = posts.account_for(CADRE_PHONE, name="周文静")
    today = timezone.localdate()
    Cadre.objects.create(user=cadre, unit=unit, since=today - timedelta(days=400))
    _cover(unit, scheme, people, cadre=cadre, paid_on=today - PAID_AGO)
    _leave_unpaid(unit, scheme, list(_people(Random(seed + 1), 5, 0))[1:], cadre=cadre)  # noqa: S311
    return City(passwords, [_bind(person) for person in people[:bound]], people[-1])


def _people(random: Random, count: int, bound: int) -> Iterator[Person]:
    """Draw people, the newcomer first; the first `bound` with a phone, from 13900000002 on."""
    seen: set[str] = set()
    while len(seen) < count:
        name, number = _person(random) if seen else NEWCOMER
        if number not in seen:
            phone = f"139{len(seen) + 2:08}" if len(seen) < bound else ""
            seen.add(number)
            yield Person(name, number, phone)


def _person(random: Random) -> tuple[str, str]:
    born = date(1975, 1, 1) + timedelta(days=random.randrange(25 * 365))
    body = f"350200{born:%Y%m%d}{random.randrange(1000):03}"
    number = f"{body}{ric.calc_check_digit(f'{body}0')}"
    return random.choice(SURNAMES) + random.choice(GIVEN), number


def _bind(person: Person) -> Member:
    user = User.objects.create_by_phone(person.phone)
    return signin.bind(user, name=person.name, id_number=person.id_number)


def _accounts() -> dict[str, str]:
    """Make the accounts of the office; give their passwords, which are kept nowhere."""
    passwords = {username: secrets.token_urlsafe(12) for username in STAFF}
    with ThreadPoolExecutor() as pool:  # a hash is slow on purpose: use every core
        hashes = pool.map(make_password, passwords.values())
        community = Station.objects.get(level=Station.Level.COMMUNITY)
        stations = {Role.STATION_REVIEWER: community}
        User.objects.bulk_create(
            User(
                username=username,
                name=name,
                roles=[str(role)],
                password=hashed,
                station=stations.get(role),
            )
            for (username, (name, role)), hashed in zip(STAFF.items(), hashes, strict=True)
        )
    return passwords


def _stations() -> None:
    city = Station.objects.create(
        name="市职工服务中心",
        level=Station.Level.CITY,
        address="示范市湖滨中路1号一楼医疗互助窗口",
        postcode="361000",
        phone="12351",
        hours="周一至周五 9:00—12:00、14:00—17:00",
        takes_originals=True,
    )
    district = Station.objects.create(
        name="城东区职工服务站",
        level=Station.Level.DISTRICT,
        parent=city,
        address="示范市城东区育秀路8号",
        postcode="361001",
        phone="12351",
        hours="周一至周五 9:00—12:00、14:30—17:30",
        hands_on=True,
    )
    Station.objects.create(
        name="育秀社区职工服务点",
        level=Station.Level.COMMUNITY,
        parent=district,
        address="示范市城东区育秀社区居委会一楼",
        postcode="361001",
        phone="12351",
        hours="周一至周五 9:00—12:00、14:30—17:30",
        reviews_first=True,
    )


def _cover(unit: Unit, scheme: Scheme, people: list[Person], *, cadre: User, paid_on: date) -> None:
    batch = _confirmed(unit, scheme, people, cadre=cadre, papers_on=paid_on)
    cashier = User.objects.get(username="zhidan")
    enrol.take_effect(
        batch.pk,
        received_fen=batch.due_fen,
        voucher="演示回单 0001",
        paid_on=paid_on,
        by=cashier,
    )


def _leave_unpaid(unit: Unit, scheme: Scheme, people: list[Person], *, cadre: User) -> None:
    """Leave something for the cashier: a roster with one wrong number, confirmed, not paid."""
    wrong = people[-1]
    last = "0" if wrong.id_number[-1] != "0" else "1"
    people = [
        *(Person(person.name, person.id_number) for person in people[:-1]),
        Person(wrong.name, wrong.id_number[:-1] + last),
    ]
    _confirmed(unit, scheme, people, cadre=cadre, papers_on=timezone.localdate())


def _confirmed(
    unit: Unit, scheme: Scheme, people: list[Person], *, cadre: User, papers_on: date
) -> EnrolmentBatch:
    batch = enrol.receive(unit, scheme, _roster(people), by=cadre)
    check_waiting()
    batch.refresh_from_db()
    return enrol.confirm(
        batch.pk,
        by=cadre,
        papers_on=papers_on,
        people=batch.good_rows,
        left_out=batch.bad_rows,
    )


def _roster(people: list[Person]) -> bytes:
    return sheets.as_csv(
        {"姓名": person.name, "证件号码": person.id_number, "手机号码": person.phone}
        for person in people
    )
