"""Many at once: the cap, the double tap, the bank's file, and clocks that differ."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import time_machine
from django.utils import timezone

from claims import checking, filing, intake
from claims.errors import Changed, ClaimError
from claims.models import Claim, ClaimEvent, Kind, PaidDay, Payout, PayoutBatch
from claims.outside import bank
from claims.payouts import batches, returns
from members.models import Member, User
from members.roles import Role
from members.workdays import add_workdays
from tests.factories.claims import complete_draft, in_second_check, staff
from tests.factories.members import CoverageFactory, MemberFactory
from tests.faults import world
from tests.faults.rig import REFUSED, Rig, expect
from tests.faults.scenario import scenario
from tests.faults.unsafe import no_digest, no_locks, no_matching

CAP_OFF = """
DROP INDEX paid_day_slot_once;
DROP INDEX paid_day_night_once;
ALTER TABLE claims_paidday DROP CONSTRAINT paid_day_within_cap;
"""


@scenario(
    "F11", "eight approvals of twenty nights in one moment", off="lock, digest and constraints"
)
def over_the_cap(rig: Rig) -> str:
    rig.without(no_locks, no_digest, sql=CAP_OFF)
    member = MemberFactory.create(bound=True)
    CoverageFactory.create(member=member)
    claims = [_stay(member, nth) for nth in range(8)]
    world.keep_the_pages()
    first, second = staff(Role.FIRST_CHECKER), staff(Role.SECOND_CHECKER)
    rig.at_once(*[partial(_decide, claim.pk, first, second) for claim in claims])
    days = PaidDay.objects.filter(voided=False).count()
    expect(days == 45, f"{days} nights were paid")
    return f"8 approvals, {days} nights paid of 160"


def _stay(member: Member, nth: int) -> Claim:
    admitted = date(2023, 4, 1) + timedelta(days=25 * nth)
    return in_second_check(
        member=member, admitted=admitted, discharged=admitted + timedelta(days=20)
    )


def _decide(claim_id: UUID, first: User, second: User) -> None:
    """Confirm; what another approval has changed meanwhile is proposed again."""
    for _ in range(20):
        try:
            checking.confirm(claim_id, by=second)
        except Changed:
            checking.send_back(claim_id, "他案已核定，须重算。", by=second)
            checking.propose(claim_id, by=first)
        else:
            return


@scenario("F12", "twenty taps on one button", off="the claim's lock and the tap's key")
def double_tap(rig: Rig) -> str:
    rig.without(no_locks, sql="ALTER TABLE claims_claim DROP CONSTRAINT claim_opened_once")
    claim, member = complete_draft(), MemberFactory.create(bound=True)
    assert member.user is not None
    CoverageFactory.create(member=member)
    world.keep_the_pages()
    submit = partial(
        _refusable, partial(filing.submit, claim.pk, by=claim.applicant, consents=True)
    )
    rig.at_once(*[submit] * 20)
    start = partial(intake.open_draft, member, Kind.INPATIENT, by=member.user, client_key=uuid4())
    rig.at_once(*[start] * 20)
    sent, opened = ClaimEvent.objects.filter(claim=claim).count(), member.claims.count()
    expect((sent, opened) == (1, 1), f"sent in {sent} times, {opened} drafts opened")
    return "sent in once, one draft opened"


def _refusable(act: partial[Claim]) -> None:
    try:
        act()
    except ClaimError:
        return


@scenario("F13", "the bank's file twice, in halves, shuffled, edited, by four", off="the matcher")
def return_files(rig: Rig) -> str:
    rig.without(no_locks, no_matching, sql=BOOKS_OFF)
    world.owed(6)
    world.collect()
    maker, sealer = world.people()
    world.send(maker, sealer)
    batch = PayoutBatch.objects.get()
    files = _variants(batch, rig)
    edited = rig.wait(rig.start(partial(returns.take_up, batch.pk, files.pop(), by=maker)))
    expect(edited == [REFUSED], "an edited file was taken up")
    acts = [partial(returns.take_up, batch.pk, file, by=maker) for file in files * 2]
    rig.at_once(*acts[:4])
    ends = Counter(rig.at_once(*acts))
    whole = bank.answer(batches.content(batch)).encode("gb18030")
    rig.wait(rig.start(partial(returns.take_up, batch.pk, _rest(batch) or whole, by=maker)))
    paid = world.states()
    expect(paid[Payout.State.EXPORTED] == 0, "an answer of the bank was lost")
    return f"{len(acts) + 5} imports, {ends[1]} refused: {paid['paid']} paid once"


def _variants(batch: PayoutBatch, rig: Rig) -> list[bytes]:
    _, *lines = bank.answer(batches.content(batch)).splitlines()
    shuffled = rig.random.sample(lines, len(lines))
    edited = [lines[0].replace("800.00", "800.01"), *lines[1:]]
    return [
        _file(batch, part)
        for part in (lines[:3], lines[3:], lines[2:5], shuffled, lines[:2] * 2, edited)
    ]


def _file(batch: PayoutBatch, lines: list[str]) -> bytes:
    fen = sum(int(line.split("|")[2].replace(".", "")) for line in lines)
    header = f"huzhu-1-return|{batch.number}|{len(lines)}|{fen}"
    return "\r\n".join([header, *lines, ""]).encode("gb18030")


def _rest(batch: PayoutBatch) -> bytes:
    """What the bank says of those it has not answered for yet."""
    open_ = set(batch.payouts.filter(state="exported").values_list("bank_ref", flat=True))
    _, *lines = bank.answer(batches.content(batch)).splitlines()
    rest = [line for line in lines if line.split("|")[0] in open_]
    return _file(batch, rest) if rest else b""


BOOKS_OFF = """
ALTER TABLE claims_ledgerentry DROP CONSTRAINT ledger_posted_once;
ALTER TABLE claims_bankreturn DROP CONSTRAINT claims_bankreturn_sha256_key;
"""


@scenario("F08", "workers two hours fast and slow, over midnight and new year", off="the calendar")
def wrong_clocks(rig: Rig) -> str:
    world.owed(4)
    hours = (-2, 0, 2, 26)
    rig.at_once(*[partial(_collect_at, timezone.now() + timedelta(hours=h)) for h in hours])
    found = PayoutBatch.objects.count()
    expect(found == 1, f"{found} batches were opened")
    holiday = date(2025, 9, 29)
    due = add_workdays(holiday, 7) if rig.protected else holiday + timedelta(days=7)
    expect(due == date(2025, 10, 15), f"over the October holiday the promise fell on {due}")
    return "one batch; the promise over the October holiday falls on 15 October"


def _collect_at(at: datetime) -> None:
    with time_machine.travel(at):
        world.collect()
