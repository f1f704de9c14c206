"""The rows of one person's claims: what they filed, who moved it, what was found and used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Final

from stdnum import luhn

from claims import benefits, consent, facts, numbers
from claims.city import stays, tables, told
from claims.city.money import Owed, Purse
from claims.city.stays import Drawn
from claims.city.ways import Calendar, Moment, at, day_of, way
from claims.models import Award, Claim, Kind
from claims.promise import deadlines
from claims.reasons import Correctable, Refusal
from claims.states import MOVES, Action, Status
from claims.working import lines_of
from members.city.copying import Row, Rows, key
from members.city.people import Person
from members.models import Consent
from members.roles import Role

A = Action
BANK: Final = "鹭江银行"
CONSENTED: Final = sha256(consent.TEXT.encode()).hexdigest()
ASKED: Final = (
    ("discharge_record", Correctable.NO_SEAL),
    ("hospital_invoice", Correctable.DAYS_NOT_SHOWN),
    ("discharge_record", Correctable.UNREADABLE),
)
COURIERS: Final = ("邮政EMS", "顺丰速运", "中通快递", "圆通速递")
POSTED: Final = 0.7
"""Of those who hand in originals; the others bring them."""
TYPED: Final = 7
"""Versions that a draft has been through: facts, account, pages."""
DIVIDER: Final = "\x1f"
MOST_MOVES: Final = 16
"""Keys set aside for the record of each claim, which has fewer moves."""


@dataclass(frozen=True, slots=True)
class Office:
    """What every claim of the city shares: who works there, the calendar, sheets and papers."""

    staff: Mapping[Role, str]
    stations: Sequence[str]
    """The centre first."""
    calendar: Calendar
    sheets: Mapping[str, benefits.Sheet]
    papers: Sequence[Row]
    """Of each page what is the same in every claim."""
    first_consent: int
    first_event: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a quarter's claims are drawn on."""

    office: Office
    random: Random
    rows: Rows
    purse: Purse


@dataclass(frozen=True, slots=True)
class Filed:
    """One claim: what it is about, and what happened to it when."""

    key: str
    serial: int
    stay: Drawn
    made: Sequence[Moment]
    when: Mapping[Action, datetime]


@dataclass(slots=True)
class Books:
    """What one person has used of each coverage so far, and where their money goes."""

    person: Person
    claim: Claim
    """The one that is written, as far as it says to whom the money goes and what is told."""
    used: dict[str, frozenset[date]] = field(default_factory=dict)

    def covers(self, sheets: Mapping[str, benefits.Sheet]) -> list[benefits.Cover]:
        return [
            benefits.Cover(
                sheet=sheets[cover.scheme],
                starts_on=cover.starts_on,
                ends_on=cover.ends_on,
                used=benefits.Used(nights=self.used.get(cover.key, frozenset())),
                first_enrolment=cover.first,
                key=cover.key,
            )
            for cover in sorted(self.person.covers, key=lambda cover: cover.key)
        ]


def live(person: Person, count: int, serial: int, sheet: Sheet) -> None:
    """Write so many claims of a person onto the sheet.

    The next is sent in only after the one before has come to rest: what was proposed stands.
    """
    random, calendar = sheet.random, sheet.office.calendar
    digits = f"62220241{random.randrange(10**10):010}"
    account = digits + luhn.calc_check_digit(digits)
    claim = Claim(payee_name=person.name, payee_bank=BANK, payee_account=account)
    books = Books(person, claim)
    free = datetime.min.replace(tzinfo=UTC)
    for turn, stay in enumerate(stays.draw(person.covers, count, day_of(calendar.now), random)):
        sent = at(stay.discharged_on + timedelta(days=random.randint(2, 20)), _evening(random))
        sent = max(sent, free + timedelta(hours=random.randint(1, 70)))
        made = way(sent, calendar, random)
        _write(books, Filed(key(random), serial + turn, stay, made, dict(made)), sheet)
        free = made[-1][1] if made else calendar.now


def _evening(random: Random) -> int:
    return random.randint(8 * 3600, 22 * 3600)


def _write(books: Books, filed: Filed, sheet: Sheet) -> None:
    office, random, rows = sheet.office, sheet.random, sheet.rows
    person, stay, made, when = books.person, filed.stay, filed.made, filed.when
    opened = made[0][1] if made else office.calendar.now
    opened -= timedelta(minutes=random.randint(6, 90))
    consented = office.first_consent + filed.serial if made else None
    if made:
        rows[tables.CONSENTS].append(
            (
                consented, person.key, person.account, Consent.Purpose.SENSITIVE.value,
                consent.VERSION, CONSENTED, opened,
            )
        )  # fmt: skip
    status = MOVES[made[-1][0]].target if made else Status.DRAFT
    claim, reasons = books.claim, [Refusal.NOT_OURS] if A.DECLINE in when else []
    claim.number = _number("YBH", when.get(A.SUBMIT), filed.serial)
    claim.acceptance_number = _number("SL", when.get(A.ACCEPT), filed.serial)
    claim.reasons = [str(reason) for reason in reasons]
    rows[tables.CLAIMS].append(
        (
            filed.key, key(random), claim.number, claim.acceptance_number, Kind.INPATIENT.value,
            person.key,
            person.account, office.stations[int(random.random() ** 3 * len(office.stations))],
            status.value, len(made) + TYPED,
            office.staff[Role.PRE_REVIEWER] if A.TAKE in when else None,
            person.name, BANK, claim.payee_account, consented, claim.reasons,
            office.staff[Role.PRE_REVIEWER] if A.DECLINE in when else None, opened,
            when.get(A.SUBMIT), made[-1][1] if made else opened,
            _answer_by(status, made[-1][1]) if made else None,
        )
    )  # fmt: skip
    rows[tables.STAYS].append(
        (filed.key, stay.hospital, stay.admitted_on, stay.discharged_on, stay.days)
    )
    rows[tables.PAGES] += _pages(filed.key, person, opened, sheet)
    rows[tables.EVENTS] += _events(filed, person, office)
    items = _ask(filed, sheet) if A.ASK in when else 0
    if A.RECEIVE in when:
        rows[tables.PARCELS].append(_parcel(filed, sheet))
    award = _award(books, filed, sheet) if A.PROPOSE in when else None
    rows[tables.MESSAGES] += _told(books, filed, items, award, sheet)


def _number(letters: str, given: datetime | None, serial: int) -> str | None:
    return f"{letters}-{numbers.dated(day_of(given), serial)}" if given else None


def _answer_by(status: Status, moment: datetime) -> date | None:
    within = {
        Status.CORRECTION: deadlines.ANSWER_WITHIN,
        Status.PASSED: deadlines.ORIGINALS_WITHIN,
    }
    return day_of(moment) + within[status] if status in within else None


def _pages(claim: str, person: Person, opened: datetime, sheet: Sheet) -> Iterator[Row]:
    random = sheet.random
    for paper, position, *about in sheet.office.papers:
        shown, size = about[:3], about[3:]
        yield (
            key(random), claim, paper, position, key(random), *shown, *size, person.account, opened,
        )  # fmt: skip


def _events(filed: Filed, person: Person, office: Office) -> Iterator[Row]:
    """Write the record, each bound to the one before as the trigger of the table does it."""
    does: dict[Role | None, str] = {Role.MEMBER: person.account or "", None: ""}
    does.update(office.staff.items())
    claim, before, bound = filed.key, Status.DRAFT, b""
    for seq, (action, moment) in enumerate(filed.made, start=1):
        move = MOVES[action]
        by = does[move.by]
        after = move.target
        said = [claim, str(seq), action.value, before.value, after.value, by]
        told = DIVIDER.join([*said, f"{moment.timestamp():.6f}", ""])
        bound = sha256(bound + told.encode()).digest()
        yield (
            _event(filed, seq, office), claim, seq, action.value, before.value, after.value,
            by or None, moment, "", bound,
        )  # fmt: skip
        before = after


def _event(filed: Filed, seq: int, office: Office) -> int:
    return office.first_event + filed.serial * MOST_MOVES + seq


def _told(
    books: Books, filed: Filed, items: int, award: Award | None, sheet: Sheet
) -> Iterator[Row]:
    """Write what the member was told of each move, when it was made."""
    claim = books.claim
    for seq, (action, moment) in enumerate(filed.made, start=1):
        claim.answer_by = _answer_by(MOVES[action].target, moment)
        if text := told.words(claim, action, items=items, award=award):
            about = f"claim-event:{_event(filed, seq, sheet.office)}"
            yield told.row(
                books.person.account, about, text,
                claim=filed.key, at=moment, now=sheet.office.calendar.now, random=sheet.random,
            )  # fmt: skip


def _ask(filed: Filed, sheet: Sheet) -> int:
    """Write what was to be corrected; give how much it was."""
    asked, when = key(sheet.random), filed.when
    due, done = day_of(when[A.ASK]) + deadlines.ANSWER_WITHIN, when.get(A.ANSWER)
    reviewer = sheet.office.staff[Role.PRE_REVIEWER]
    sheet.rows[tables.CORRECTIONS].append((asked, filed.key, reviewer, when[A.ASK], due, done))
    items = sheet.random.sample(ASKED, sheet.random.randint(1, 2))
    sheet.rows[tables.ITEMS] += [(asked, paper, reason.value, done) for paper, reason in items]
    return len(items)


def _parcel(filed: Filed, sheet: Sheet) -> Row:
    random, received = sheet.random, filed.when[A.RECEIVE]
    way_, courier, number, registered = "brought", "", "", received
    if random.random() < POSTED:
        way_, courier = "posted", random.choice(COURIERS)
        number = f"{random.randrange(10**13):013}"
        registered = max(received - timedelta(days=random.randint(2, 4)), filed.when[A.PASS])
    teller = sheet.office.staff[Role.TELLER]
    return key(random), filed.key, way_, courier, number, registered, received, teller


def _award(books: Books, filed: Filed, sheet: Sheet) -> Award:
    """Write what was found and, once approved, used and owed; give what is told of it."""
    office, person, when, stay = sheet.office, books.person, filed.when, filed.stay
    known = benefits.Inpatient(
        (benefits.Stay(stay.admitted_on, stay.discharged_on),), printed_days=stay.days
    )
    covers = books.covers(office.sheets)
    found = benefits.assess(known, covers)
    award, fen, approved = key(sheet.random), found.fen or 0, when.get(A.CONFIRM)
    due = office.calendar.due(approved) if approved and fen else None
    sheet.rows[tables.AWARDS].append(
        (
            award, filed.key, found.outcome.value, fen, len(found.days), tuple(lines_of(found)),
            tuple(str(reason) for reason in found.reasons),
            facts.digest(books.claim, known, covers),
            office.staff[Role.FIRST_CHECKER], when[A.PROPOSE],
            office.staff[Role.SECOND_CHECKER] if approved else None, approved, due,
        )
    )  # fmt: skip
    told_of = Award(amount_fen=fen, due_on=due, lines=lines_of(found))
    if approved is None:
        return told_of
    for line in found.lines:
        assert isinstance(line, benefits.DayLine)  # noqa: S101 - for the types: all are stays
        cover, taken = line.cover.key, books.used.get(line.cover.key, frozenset())
        sheet.rows[tables.DAYS] += [
            (cover, line.most_days, award, day, slot)
            for slot, day in enumerate(line.days, start=len(taken) + 1)
        ]
        books.used[cover] = taken | set(line.days)
    if due:
        owed = key(sheet.random), award, fen, due, person.name, BANK, books.claim.payee_account
        whose = filed.key, person.account
        sheet.purse.owe(Owed(*owed, filed.serial, approved, *whose))
    return told_of
