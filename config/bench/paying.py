"""P8: ten thousand payouts that are due, into sealed batches by four processes, the books posted.

The floor is one UPDATE … RETURNING of the same rows to the same end, undone. In one further run
the processes are killed again and again and others take their place. After every run each payout
must stand once in one sealed file, be posted once, and the money's invariants must hold.
"""

import multiprocessing
import random
import signal
import statistics
import time
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from config.bench.city import office
from config.bench.measurement import Measurement, seconds_in_turn

PAYOUTS: Final = 10_000
WORKERS: Final = 4
TURNS: Final = 3
KILLS: Final = 20
EVERY: Final = 0.15
"""Seconds between two kills."""
INVARIANTS: Final = ("I01", "I02", "I11")
"""Of the money; the histories of these claims are not told."""
PAUSE: Final = 0.005
FORK: Final = multiprocessing.get_context("fork")

CLAIMS = """
INSERT INTO claims_claim (id, client_key, number, acceptance_number, kind, member_id, applicant_id,
                          status, version, circumstances, payee_name, payee_bank, payee_account,
                          consent_id, reason_words, opened_at, submitted_at, since)
    SELECT md5(%(run)s || n)::uuid, md5(%(run)s || n)::uuid, %(run)s || n, %(run)s || n,
           'inpatient', member_id, given_by_id, 'approved', 1, '{}', '', '', '', id, '', now(),
           now(), now()
      FROM generate_series(1, %(most)s) n, (SELECT * FROM members_consent LIMIT 1) consent;
INSERT INTO claims_award (id, claim_id, outcome, amount_fen, days, lines, reasons, input_hash,
                          proposed_by_id, proposed_at, approved_by_id, approved_at, due_on, voided,
                          needs_third, override_reason)
    SELECT md5(%(run)s || 'award' || n)::uuid, md5(%(run)s || n)::uuid, 'payable',
           8000 * (1 + n %% 40), NULL, '[]', '[]', '', %(first)s, now(), %(second)s, now(),
           current_date + n %% 5, false, false, ''
      FROM generate_series(1, %(most)s) n
"""

OWED = """
INSERT INTO claims_ledgerentry (posting, kind, account, fen, payout_id, at)
    SELECT p.id, 'owed', leg.account, leg.sign * p.amount_fen, p.id, now()
      FROM claims_payout p JOIN claims_award a ON a.id = p.award_id
      JOIN claims_claim c ON c.id = a.claim_id AND starts_with(c.number, %s),
           (VALUES ('benefits', 1), ('payable', -1)) leg (account, sign)
"""
"""As the ledger posts what is owed."""

FLOOR = """
UPDATE claims_payout p
   SET state = 'exported', batch_id = b.id, line_no = right(p.bank_ref, 8)::integer
  FROM claims_payoutbatch b WHERE b.id = %s AND p.state = 'queued' RETURNING p.*
"""


def paying() -> Iterator[Measurement]:
    """P8: the whole way, each turn with new payouts; then once more under kills."""
    with office("bench-payouts"):
        floors, times = [], []
        for _ in range(TURNS):
            _have_due()
            floors += seconds_in_turn(_floor, clock=time.perf_counter, turns=1)
            times += seconds_in_turn(_pay, clock=time.perf_counter, turns=1)
            _check()
        floor, taken = statistics.median(floors), statistics.median(times)
        yield Measurement(f"P8 {PAYOUTS:,} payouts, {WORKERS} processes", taken, "s", floor)
        _have_due()
        yield Measurement("P8 kills, and each payout sent once", _pay(kills=KILLS), "kills")
        _check()


def _have_due() -> None:
    """Owe so many new awards, each with its payout and posting."""
    from claims.models import Award, Payout  # noqa: PLC0415
    from claims.numbers import payout_reference  # noqa: PLC0415
    from members.models import User  # noqa: PLC0415

    first, second = (str(User.objects.get(username=name).pk) for name in ("chushen", "fuhe"))
    run = f"P{time.time_ns():x}-"
    with connection.cursor() as cursor:
        cursor.execute(CLAIMS, {"run": run, "most": PAYOUTS, "first": first, "second": second})
    awards = Award.objects.filter(claim__number__startswith=run).order_by("pk")
    owed = [
        Payout(
            award=award,
            amount_fen=award.amount_fen,
            due_on=award.due_on or timezone.localdate(),
            payee_name="测试",
            payee_account=f"622202{award.pk.int % 10**13:013}",
            bank_ref=payout_reference(),
        )
        for award in awards
    ]
    Payout.objects.bulk_create(owed)
    with connection.cursor() as cursor:
        cursor.execute(OWED, [run])
        cursor.execute("VACUUM ANALYZE claims_payout, claims_ledgerentry, claims_payoutbatch")


def _floor() -> None:
    from claims.models import PayoutBatch  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FLOOR, [PayoutBatch.objects.create(number="floor again").pk])
        if len(cursor.fetchall()) < PAYOUTS:
            raise SystemExit("Not all of them are due.")
        transaction.set_rollback(True)


def _pay(kills: int = 0) -> int:
    """Have processes work until nothing is left to send; kill so many meanwhile. Give how many."""
    connection.close()
    killed = 0
    workers = [_started() for _ in range(WORKERS)]
    while workers:
        if killed < kills:
            time.sleep(EVERY)
            victim = random.choice(workers)  # noqa: S311 - which one is no secret
            victim.kill()
            victim.join()
            killed += victim.exitcode == -signal.SIGKILL
            workers = [worker for worker in workers if worker is not victim] + [_started()]
        else:
            workers.pop().join()
    return killed


def _started() -> "multiprocessing.process.BaseProcess":
    worker = FORK.Process(target=_work)
    worker.start()
    return worker


def _work() -> None:
    """Collect, prepare and seal, one batch after the other, beside others who do the same."""
    from claims.models import Payout, PayoutBatch  # noqa: PLC0415
    from claims.payouts import batches  # noqa: PLC0415
    from claims.payouts.errors import PayoutError  # noqa: PLC0415
    from members.models import User  # noqa: PLC0415

    maker, sealer = (User.objects.get(username=name) for name in ("zhidan", "fuhezhifu"))
    while Payout.objects.filter(state=Payout.State.QUEUED).exists():
        batch = batches.collect(timezone.localdate())
        if batch is None and Payout.objects.due(date.max).exists():
            time.sleep(PAUSE)  # another process is collecting
            continue
        left = PayoutBatch.objects.filter(sealed_at=None, count__gt=0)
        batch = batch or left.order_by("?").first()
        if batch is None:
            continue
        try:
            batch = batches.prepare(batch.pk, by=maker)
            batches.seal(batch.pk, by=sealer, count=batch.count, total_fen=batch.total_fen)
        except PayoutError:  # another process was quicker
            continue


def _check() -> None:
    """Each payout in one line of one file, posted once; the money's invariants hold."""
    from claims.invariants import breaks  # noqa: PLC0415
    from claims.models import LedgerEntry, Payout, PayoutBatch  # noqa: PLC0415
    from claims.payouts import batches  # noqa: PLC0415

    lines: list[str] = []
    for batch in PayoutBatch.objects.exclude(sealed_at=None):
        lines += [
            line.split("|")[1] for line in batches.content(batch).decode("gb18030").split()[1:]
        ]
    payouts = set(Payout.objects.values_list("bank_ref", flat=True))
    posted = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.EXPORTED).values("payout_id")
    total = LedgerEntry.objects.aggregate(total=Sum("fen"))["total"]
    once = len(lines) == len(set(lines)) == len(payouts) == posted.distinct().count()
    if not once or set(lines) != payouts or posted.count() != 2 * len(payouts) or total:
        raise SystemExit("A payout was not sent, or twice, or is not in the books.")
    if found := [broken for invariant in INVARIANTS for broken in breaks(invariant)]:
        raise SystemExit(f"{found[0].invariant}: {found[0].what}")
