"""Processes that end in the middle, and a database that loses its power."""

import re
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import OperationalError

from claims import checking, intake
from claims.models import Award, Claim, Kind, Payout, PayoutBatch
from claims.payouts import batches
from config.env import BASE_DIR
from members.models import Member, User
from members.roles import Role
from tests.factories.claims import account_of, in_second_check, staff
from tests.factories.members import CoverageFactory, MemberFactory
from tests.faults import world
from tests.faults.rig import ALIVE, LOST, Rig, expect
from tests.faults.scenario import scenario
from tests.faults.unsafe import new_key_each_time, no_transactions

DAMAGE_ENOUGH = 4
"""Points after which the control has shown what it is to show."""
CRASH_POINT = re.compile(r'crash_point\("([a-z.]+)"\)')


def crash_points(*, rosters: bool = False) -> list[str]:
    """Every place that is marked, as the sources have it: on the way of rosters, or all others."""
    sources = sorted(path for app in ("claims", "members") for path in _sources(app))
    names = [name for path in sources for name in CRASH_POINT.findall(path.read_text())]
    return [name for name in names if name.startswith("roster.") is rosters]


def _sources(app: str) -> list[Path]:
    return list((BASE_DIR / app).rglob("*.py"))


@scenario("F01", "kill -9 at each crash point of the money's way", off="transactions")
def every_crash_point(rig: Rig) -> str:
    rig.without(no_transactions)
    maker, sealer = world.people()
    checker, killed = staff(Role.SECOND_CHECKER), 0
    points = crash_points() if rig.protected else crash_points()[:DAMAGE_ENOUGH]
    for nth, point in enumerate(points):
        claim = in_second_check(account=account_of(nth))
        world.told(1)
        confirm = partial(checking.confirm, claim.pk, by=checker)
        act = partial(_approve_and_pay, confirm, maker, sealer)
        killed += rig.wait(rig.start(act, crash=point)) == [-9]
        for _ in range(2):
            rig.wait(rig.start(act))
    world.keep_the_pages()
    expect(killed == len(points), f"{len(points) - killed} crash points were not reached")
    open_ = Payout.objects.exclude(state__in=Payout.SETTLED).count()
    expect(open_ == 0, f"{open_} payouts were never finished")
    expect(Award.objects.count() == len(points), "an approval was lost")
    return f"{killed} points, each finished by the next sweeps: {_said()}"


def _approve_and_pay(confirm: partial[Claim], maker: User, sealer: User) -> None:
    if Claim.objects.get(pk=confirm.args[0]).status != Claim.Status.APPROVED:
        confirm()
    world.money_day(maker, sealer)


def _said() -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(world.states().items()))


@scenario("F05", "PostgreSQL crashes under approvals that clients retry", off="the client's key")
def crashing_database(rig: Rig) -> str:
    """A client that got no answer asks again, with the key of the same act."""
    members = [MemberFactory.create(bound=True) for _ in range(12)]
    for member in members:
        CoverageFactory.create(member=member)
    claims = [in_second_check(account=account_of(n)) for n in range(6)]
    checker = staff(Role.SECOND_CHECKER)
    world.keep_the_pages()
    keys = {member.pk: new_key_each_time() for member in members}
    lost, unlucky = 0, set(rig.random.sample([member.pk for member in members], 6))
    for round_ in range(3):
        acts = [partial(_open, rig, keys, member, unlucky) for member in members if not round_]
        acts += [partial(_confirm, claim.pk, checker) for claim in claims[2 * round_ :][:2]]
        pids = [rig.start(act) for act in acts]
        if round_ < 2:
            rig.crash_postgres()
        ends = rig.wait(*pids)
        lost += ends.count(LOST)
        unlucky.clear()
        rig.wait(*[rig.start(act) for act, end in zip(acts, ends, strict=True) if end == LOST])
    opened = Claim.objects.filter(member__in=members).count()
    expect(opened == len(members), f"{len(members)} people meant a claim each and have {opened}")
    expect(Payout.objects.count() == len(claims), "an approval was lost or done twice")
    return f"2 crashes, {lost} acts without an answer asked again: {opened} drafts, 6 approvals"


def _open(rig: Rig, keys: dict[UUID, UUID], member: Member, unlucky: set[UUID]) -> None:
    assert member.user is not None
    key = keys[member.pk] if rig.protected else new_key_each_time()
    intake.open_draft(member, Kind.INPATIENT, by=member.user, client_key=key)
    if member.pk in unlucky:
        raise OperationalError("done, and the answer lost on its way")


def _confirm(claim_id: UUID, checker: User) -> None:
    if Claim.objects.get(pk=claim_id).status != Claim.Status.APPROVED:
        checking.confirm(claim_id, by=checker)


@scenario("F14", "killed while the bank file is handed out, sealed by a second", off="the seal")
def handing_out(rig: Rig) -> str:
    rig.without(sql=_SEAL_OFF)
    world.owed(3)
    world.collect()
    (maker, sealer), second = world.people(), staff(Role.ACCOUNTANT)
    batch = batches.prepare(PayoutBatch.objects.get().pk, by=maker)
    seal = partial(batches.seal, batch.pk, count=batch.count, total_fen=batch.total_fen)
    expect(rig.wait(rig.start(partial(seal, by=sealer))) == [ALIVE], "the batch was not sealed")
    before = PayoutBatch.objects.get().sha256
    expect(
        rig.wait(rig.start(partial(batches.file, batch.pk, by=sealer), crash="batch.given"))
        == [-9],
        "not killed",
    )
    if not rig.protected:
        PayoutBatch.objects.update(sealed_at=None, sealed_by=None, sha256="")
        batch.payouts.update(state=Payout.State.QUEUED)
    again = rig.wait(rig.start(partial(seal, by=second)))
    files = {batches.file(batch.pk, by=person) for person in (maker, sealer, second)}
    after = PayoutBatch.objects.get().sha256
    expect(after == before, "the file that was given out is not the one that is kept")
    return f"one file, {len(files)} content, the second seal refused ({again[0]})"


_SEAL_OFF = """
ALTER TABLE claims_payoutbatch DISABLE TRIGGER USER;
ALTER TABLE claims_payout DISABLE TRIGGER USER;
ALTER TABLE claims_ledgerentry DROP CONSTRAINT ledger_posted_once;
"""
