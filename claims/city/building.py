"""The city written into a database that holds the demo's office, in one transaction."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from os import cpu_count
from random import Random
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from claims import benefits
from claims.city import lives, tables
from claims.city.lives import Office
from claims.city.money import BATCHES_A_QUARTER, Purse
from claims.city.ways import Calendar, at
from claims.demo.photographed import HOSPITALS, papers_of
from members import vault
from members.city import people, places
from members.city.copying import Row, Rows, Table
from members.city.people import Quarter, Terms
from members.city.set_aside import set_aside
from members.demo import STAFF
from members.enrolment.terms import terms_of
from members.models import Coverage, Scheme, Station, Unit, User, Workday
from members.roles import Role

IN_A_QUARTER: Final = 20_000
"""People who are drawn at a time."""
DRAWN_AHEAD: Final = 3
"""Quarters that may wait to be written: each is some hundred megabytes of text."""
ALL: Final = (
    places.STATIONS, places.UNITS, people.USERS, people.CADRES, people.MEMBERS, people.BATCHES,
    people.COVERAGES, tables.CONSENTS, tables.CLAIMS, tables.STAYS, tables.PAGES,
    tables.CORRECTIONS, tables.ITEMS, tables.PARCELS, tables.EVENTS, tables.AWARDS, tables.DAYS,
    tables.BATCHES, tables.PAYOUTS, tables.RETURNS, tables.LINES, tables.LEDGER,
    tables.MESSAGES,
)  # fmt: skip
SEQUENCES: Final = (
    "claims_claim_number", "claims_acceptance_number", "claims_payout_number",
    "claims_batch_number", "members_consent_id_seq", "claims_claimevent_id_seq",
)  # fmt: skip
TRIGGERS: Final = (
    ("claims_claim", "claims_claim_reviewer_at_first"),
    ("claims_claimevent", "claims_claimevent_chain"),
    ("claims_ledgerentry", "claims_ledgerentry_balanced"),
)
"""What the rows bring along finished: looked after below."""
PARTIAL: Final = """
SELECT claim.id FROM claims_claim claim JOIN members_member member ON member.id = member_id
 WHERE reviewer_id IN (applicant_id, member.user_id) OR EXISTS (
       SELECT FROM members_cadre WHERE user_id = reviewer_id AND unit_id = member.unit_id) LIMIT 1
"""
BROKEN_CHAIN: Final = """
SELECT claim_id FROM (
    SELECT claim_id, seq, hash, row_number() OVER way AS place,
           sha256(coalesce(lag(hash) OVER way, ''::bytea) || convert_to(concat_ws(chr(31),
               claim_id, seq, action, status_before, status_after, coalesce(by_id::text, ''),
               extract(epoch from at), note), 'UTF8')) AS should
      FROM claims_claimevent WINDOW way AS (PARTITION BY claim_id ORDER BY seq)) chained
 WHERE hash <> should OR seq <> place LIMIT 1
"""
UNBALANCED: Final = """
SELECT posting FROM claims_ledgerentry GROUP BY posting HAVING sum(fen) <> 0 LIMIT 1
"""

Say = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One quarter as text for COPY, by the place of its table in ALL."""

    people: int
    texts: dict[int, str]


def stands() -> bool:
    """Whether a city is there already: it is built once."""
    return Unit.objects.filter(credit_code__startswith=places.CODES).exists()


@transaction.atomic
def build(*, members: int, claims: int, seed: int, say: Say) -> None:
    """Add so many people and claims to those who are there.

    Nothing stays when a row breaks a rule of the tables: they are all looked after at the end.
    """
    today = timezone.localdate()
    random = Random(f"{seed}:places")  # noqa: S311 - made-up people, no secret
    with connection.cursor() as cursor, ExitStack() as standing:
        last = {name: _last(cursor, name) for name in SEQUENCES}
        office, stations = _office(random, today, last)
        units = places.employers(random, people=members, today=today)
        serial = 1 + max(last[name] for name in SEQUENCES[:3])
        quarters = list(_quarters(units, seed=seed, today=today, claims=claims, serial=serial))
        first_batch = last["claims_batch_number"] + 1
        standing.enter_context(set_aside(cursor, [table.name for table in ALL], TRIGGERS))
        _copy(cursor, places.STATIONS, places.STATIONS.text(stations))
        done = 0
        for drawn in _drawn(quarters, office, first_batch):
            for place, text in drawn.texts.items():
                _copy(cursor, ALL[place], text)
            done += drawn.people
            say("人员和申请", done, members)
        for name in SEQUENCES[:3]:
            _advance(cursor, name, serial + claims)
        _advance(cursor, "claims_batch_number", first_batch + len(quarters) * BATCHES_A_QUARTER)
        _advance(cursor, "members_consent_id_seq", office.first_consent + serial + claims)
        events = (serial + claims + 1) * lives.MOST_MOVES
        _advance(cursor, "claims_claimevent_id_seq", office.first_event + events)
        say("索引和约束", 0, 1)
        standing.close()
        say("核对", 0, 1)
        for broken in (PARTIAL, BROKEN_CHAIN, UNBALANCED):
            cursor.execute(broken)
            if found := cursor.fetchone():
                raise AssertionError(f"the city does not hold: {found[0]}")
        cursor.execute("ANALYZE")
        say("完成", 1, 1)


def _office(random: Random, today: date, last: Mapping[str, int]) -> tuple[Office, list[Row]]:
    """Lay out what all quarters share; give it with the rows of the stations."""
    centre = Station.objects.centre()
    assert centre is not None  # noqa: S101 - the demo's office has one
    stations = list(places.stations(random, city=str(centre.pk)))
    staff = dict(User.objects.filter(username__in=STAFF).values_list("username", "pk"))
    worked = Workday.objects.filter(works=True, day__year__gte=people.FIRST_YEAR).order_by("day")
    office = Office(
        staff={role: str(staff[name]) for name, (_, role) in STAFF.items()},
        stations=[str(centre.pk), *(str(row[0]) for row in stations)],
        # The day has not begun: whatever the hour of loading, the city is the same.
        calendar=Calendar(list(worked.values_list("day", flat=True)), at(today, 0)),
        sheets=benefits.shipped_sheets(),
        papers=list(_papers()),
        first_consent=last["members_consent_id_seq"] + 1,
        first_event=last["claims_claimevent_id_seq"] + 1,
    )
    return office, stations


def _papers() -> Iterator[tuple[object, ...]]:
    """Put the invented papers into the vault; give of each what its page says."""
    for paper, kept in papers_of(next(iter(HOSPITALS))).items():
        taken = kept.taken
        for position, (picture, picture_key, thumb_key) in enumerate(kept.drawn, start=1):
            yield (
                paper, position, taken.media_type, kept.original_key, taken.sha256, kept.size,
                picture_key, thumb_key, picture.width, picture.height,
            )  # fmt: skip


def _quarters(
    units: Sequence[places.Employer], *, seed: int, today: date, claims: int, serial: int
) -> Iterator[Quarter]:
    """Part the city: so many people each, and their share of the claims."""
    schemes = Scheme.objects.filter(pk__in=[code for _, code in people.PERIODS])
    terms = {scheme.pk: _terms(scheme) for scheme in schemes}
    cashier = str(User.objects.get(username="zhidan").pk)
    roster = vault.put("序号*,姓名*,证件类型,证件号码*\n".encode())
    total, first, begun = sum(unit.size for unit in units), 0, 0
    for number, part in enumerate(_parts(units)):
        size = sum(unit.size for unit in part)
        ended = claims * (first + size) // total
        yield Quarter(
            number=number, seed=seed, today=today, units=part, first=first, claims=ended - begun,
            serial=serial + begun, terms=terms, roster_key=roster, cashier=cashier,
        )  # fmt: skip
        first, begun = first + size, ended


def _parts(units: Sequence[places.Employer]) -> Iterator[list[places.Employer]]:
    part: list[places.Employer] = []
    for unit in units:
        part.append(unit)
        if sum(one.size for one in part) >= IN_A_QUARTER:
            yield part
            part = []
    if part:
        yield part


def _terms(scheme: Scheme) -> Terms:
    terms = terms_of(scheme)
    return Terms(terms.fees[Coverage.FeeClass.STANDARD], terms.most_days)


def _drawn(quarters: Sequence[Quarter], office: Office, first_batch: int) -> Iterator[Drawn]:
    """Draw the quarters in order, by as many processes as there are cores when it is worth it."""
    draw = partial(_draw, office=office, first_batch=first_batch)
    if len(quarters) == 1:
        yield draw(quarters[0])
        return
    # A fork has the settings at hand; it never touches the parent's connection.
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("fork")) as pool:
        ahead: deque[Future[Drawn]] = deque()
        for quarter in quarters:
            ahead.append(pool.submit(draw, quarter))
            if len(ahead) > DRAWN_AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _draw(quarter: Quarter, *, office: Office, first_batch: int) -> Drawn:
    random = Random(f"{quarter.seed}:{quarter.number}")  # noqa: S311 - made-up people, no secret
    rows: Rows = defaultdict(list)
    rows[places.UNITS] = places.rows(quarter.units)
    staff, serial = office.staff, quarter.serial
    batches = first_batch + quarter.number * BATCHES_A_QUARTER
    purse = Purse(office.calendar, staff[Role.CASHIER], staff[Role.ACCOUNTANT], batches)
    sheet = lives.Sheet(office, random, rows, purse)
    for person, count in people.draw(people.Sheet(quarter, random, rows)):
        lives.live(person, count, serial, sheet)
        serial += count
    purse.pay(random, rows)
    size = sum(unit.size for unit in quarter.units)
    return Drawn(size, {ALL.index(table): table.text(found) for table, found in rows.items()})


def _copy(cursor: CursorWrapper, table: Table, text: str) -> None:
    with cursor.copy(table.copy) as copy:
        copy.write(text)


def _last(cursor: CursorWrapper, sequence: str) -> int:
    cursor.execute(f"SELECT last_value FROM {sequence}")  # noqa: S608 - one of SEQUENCES
    return int(cursor.fetchone()[0])


def _advance(cursor: CursorWrapper, sequence: str, to: int) -> None:
    cursor.execute("SELECT setval(%s, %s)", [sequence, to])
