"""A roster killed on its way from the file to the coverages of its people."""

from datetime import date
from functools import partial

import time_machine

from members.enrolment import enrol
from members.enrolment.checking import check_waiting
from members.errors import FileSeen
from members.models import Cadre, Coverage, EnrolmentBatch, Member, User
from members.roles import Role
from tests.factories.claims import staff
from tests.factories.members import CadreFactory, SchemeFactory
from tests.faults.crashing import crash_points
from tests.faults.rig import Rig, expect
from tests.faults.scenario import scenario
from tests.faults.unsafe import no_transactions
from tests.members.enrolment.rosters import person, xlsx

DAY, PEOPLE = date(2023, 3, 15), 20


@scenario("F16", "kill -9 at each step of a roster", off="transactions")
def every_step_of_a_roster(rig: Rig) -> str:
    rig.without(no_transactions)
    SchemeFactory.create()
    cashier, killed, points = staff(Role.CASHIER), 0, crash_points(rosters=True)
    for nth, point in enumerate(points):
        cadre, first = CadreFactory.create(), 1 + PEOPLE * nth
        content = xlsx([person(n) for n in range(first, first + PEOPLE)])
        act = partial(_enrolled, cadre, content, cashier)
        killed += rig.wait(rig.start(act, crash=point)) == [-9]
        covered = Coverage.objects.filter(unit=cadre.unit).count()
        expect(covered in (0, PEOPLE), f"killed at {point}, {covered} of {PEOPLE} were covered")
        for _ in range(2):
            rig.wait(rig.start(act))
        effective = EnrolmentBatch.objects.filter(unit=cadre.unit, status="effective").count()
        expect(effective == 1, f"killed at {point}, the roster never took effect")
    expect(killed == len(points), f"{len(points) - killed} crash points were not reached")
    everybody = PEOPLE * len(points)
    found = Member.objects.count(), Coverage.objects.count()
    expect(found == (everybody, everybody), f"of {everybody} people {found[1]} were covered")
    return f"{killed} points: of {everybody} people all were covered, each once"


def _enrolled(cadre: Cadre, content: bytes, cashier: User) -> None:
    """Take a roster as far as it is not yet: sent, checked, confirmed, paid."""
    with time_machine.travel(f"{DAY}T10:00:00+08:00"):
        batch = _received(cadre, content)
        check_waiting()
        batch.refresh_from_db()
        if batch.status == EnrolmentBatch.Status.CHECKED:
            read = {"people": batch.good_rows, "left_out": batch.bad_rows}
            batch = enrol.confirm(batch.pk, by=cadre.user, papers_on=DAY, **read)
        if batch.status == EnrolmentBatch.Status.CONFIRMED:
            voucher, fen = f"收据{batch.pk}"[:20], batch.due_fen
            enrol.take_effect(batch.pk, received_fen=fen, voucher=voucher, paid_on=DAY, by=cashier)


def _received(cadre: Cadre, content: bytes) -> EnrolmentBatch:
    try:
        return enrol.receive(cadre.unit, SchemeFactory.create(), content, by=cadre.user)
    except FileSeen as seen:
        return EnrolmentBatch.objects.get(pk=seen.batch_id)
