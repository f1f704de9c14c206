"""P10: five hundred come at once for fifty seats.

Taking a seat is measured beside as many plain inserts by as many processes, each into a place of
its own; the whole verb, with all it asks of a claim and its member, has a line of its own. Just
the seats there are must be taken, and whoever counts before inserting must sell too many.
"""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from datetime import time as clock
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.utils import timezone

from config.bench.city import office
from config.bench.measurement import Measurement

if TYPE_CHECKING:
    from appointments.models import Seat, Slot
    from claims.models import Claim

PEOPLE: Final = 500
SEATS: Final = 50
PROCESSES: Final = 8
TURNS: Final = 5
FORK: Final = multiprocessing.get_context("fork")

CLAIMS = """
INSERT INTO members_member (id, name, id_kind, id_number, id_number_index, sex, born_on, phone)
    SELECT md5('seat' || n)::uuid, '测试', 'resident', '', sha256(('seat' || n)::bytea), 'm',
           '1990-03-07', '' FROM generate_series(1, %(people)s) n ON CONFLICT DO NOTHING;
INSERT INTO claims_claim (id, client_key, number, kind, member_id, applicant_id, status, version,
                          circumstances, payee_name, payee_bank, payee_account, consent_id,
                          reason_words, opened_at, submitted_at, since)
    SELECT md5('seat' || n)::uuid, md5('seat' || n)::uuid, 'S' || n, 'inpatient',
           md5('seat' || n)::uuid, given_by_id, 'passed', 1, '{}', '', '', '', id, '', now(),
           now(), now()
      FROM generate_series(1, %(people)s) n, (SELECT * FROM members_consent LIMIT 1) consent
    ON CONFLICT DO NOTHING;
DROP TABLE IF EXISTS bench_naive;
CREATE TABLE bench_naive (n integer)
"""


def seats() -> Iterator[Measurement]:
    """P10: taking a seat, the whole booking, and how many too many the naive way sells."""
    with office("bench-seats") as cursor:
        from claims.models import Claim  # noqa: PLC0415 - models stand only after setup

        cursor.execute(CLAIMS, {"people": PEOPLE})
        claims = list(
            Claim.objects.filter(number__startswith="S").select_related("member", "applicant")
        )
        plain, taken, whole = [], [], []
        for turn in range(TURNS):
            wide, narrow, other = (
                _slot(3 * turn + n, PEOPLE if not n else SEATS) for n in range(3)
            )
            own = list(wide.seats.select_related("slot").order_by("number"))
            plain.append(
                _at_once([partial(_insert, *each) for each in zip(own, claims, strict=True)])
            )
            _count(wide, PEOPLE)
            taken.append(_at_once([partial(_take, narrow, claim) for claim in claims]))
            _count(narrow, SEATS)
            whole.append(_at_once([partial(_book, other, claim) for claim in claims]))
            _count(other, SEATS)
        floor = statistics.median(plain)
        yield Measurement(f"P10 {PEOPLE} take {SEATS} seats", statistics.median(taken), "s", floor)
        yield Measurement(f"P10 {PEOPLE} book {SEATS} seats", statistics.median(whole), "s", floor)
        _at_once([_naive] * PEOPLE)
        with connection.cursor() as after:
            after.execute("SELECT count(*) - %s FROM bench_naive", [SEATS])
            (oversold,) = after.fetchone()
        if oversold < 1:
            raise SystemExit("Whoever counts first did not oversell: they did not come at once.")
        yield Measurement("P10 oversold by whoever counts first", oversold, "seats")


def _slot(nth: int, places: int) -> "Slot":
    """Open a slot with so many seats and nobody in it; earlier turns have gone."""
    from appointments.limits import last_day  # noqa: PLC0415
    from appointments.models import Booking, Seat, Slot  # noqa: PLC0415
    from members.models import Station  # noqa: PLC0415

    station = Station.objects.filter(takes_originals=True).earliest("pk")
    day = last_day(timezone.localdate())
    starts_at = timezone.make_aware(datetime.combine(day, clock(20))) + timedelta(minutes=nth)
    Booking.objects.filter(cancelled_at=None, claim__number__startswith="S").delete()
    Slot.objects.filter(station=station, starts_at=starts_at).delete()
    slot = Slot.objects.create(
        station=station, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    Seat.objects.bulk_create(Seat(slot=slot, number=n) for n in range(1, places + 1))
    return slot


def _at_once(acts: Sequence[Callable[[], object]]) -> float:
    """Share the acts out among processes that begin together; give how long all of them took."""
    connection.close()
    gate = FORK.Barrier(PROCESSES + 1)

    def work(own: Sequence[Callable[[], object]]) -> None:
        connection.ensure_connection()
        gate.wait()
        for act in own:
            act()

    workers = [FORK.Process(target=work, args=(acts[n::PROCESSES],)) for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    gate.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("A booking ended in an error: see above.")
    return time.perf_counter() - began


def _insert(seat: "Seat", claim: "Claim") -> None:
    from appointments.models import Booking  # noqa: PLC0415

    day = timezone.localdate(seat.slot.starts_at)
    with transaction.atomic():
        Booking.objects.create(
            seat=seat, member=claim.member, claim=claim, day=day, booked_by=claim.applicant
        )


def _take(slot: "Slot", claim: "Claim") -> None:
    from appointments.booking import _take_seat  # noqa: PLC0415
    from appointments.errors import SlotFull  # noqa: PLC0415

    with suppress(SlotFull), transaction.atomic():
        _take_seat(slot, claim, claim.applicant)


def _book(slot: "Slot", claim: "Claim") -> None:
    from appointments.booking import book  # noqa: PLC0415
    from appointments.errors import SlotFull  # noqa: PLC0415

    with suppress(SlotFull):
        book(slot.pk, claim_id=claim.pk, by=claim.applicant)


def _naive() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_naive")
        if cursor.fetchone()[0] < SEATS:
            cursor.execute("INSERT INTO bench_naive VALUES (1)")


def _count(slot: "Slot", expected: int) -> None:
    from appointments.models import Booking  # noqa: PLC0415

    taken = Booking.objects.live().filter(seat__slot=slot)
    if taken.count() != expected or len(set(taken.values_list("seat", flat=True))) != expected:
        raise SystemExit(f"{taken.count()} hold a seat where {expected} should.")
    taken.delete()
