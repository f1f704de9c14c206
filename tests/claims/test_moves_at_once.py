"""Two people act on one thing in one moment: one of them does it, the other is told.

Each control takes the locks away and shows that then the tables alone stand in the way.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import DatabaseError, connection

from claims import checking, facts, filing, invariants, transitions
from claims.errors import ClaimError
from claims.models import Claim, ClaimEvent, LumpSum, Payout, PayoutBatch
from claims.originals import receiving
from claims.payouts import batches
from claims.payouts.errors import PayoutError
from claims.states import Action, Status
from claims.transitions import check_move
from members.roles import Role
from tests.claims.payouts.steps import accountant, cashier, prepared
from tests.claims.test_three_checks import illness
from tests.factories.claims import compare, in_second_check, received, staff
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """Do them in one moment; say of each whether it was done, or by what it was refused."""
    ready = threading.Barrier(len(acts))

    def do(act: Act) -> str:
        connection.ensure_connection()
        ready.wait(10)
        try:
            act()
        except (ClaimError, PayoutError, DatabaseError) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.fixture
def unlock(monkeypatch) -> Act:
    """From when it is called nothing that is read is locked, and both look before either writes."""
    looked = threading.Barrier(2)

    def both_checked(*given, **named):
        check_move(*given, **named)
        looked.wait(10)

    def both_have_seen(batch_id):
        batch = PayoutBatch.objects.get(pk=batch_id)
        looked.wait(10)
        return batch

    def now():
        monkeypatch.setattr(transitions, "_locked", lambda key: list(Claim.objects.filter(pk=key)))
        monkeypatch.setattr(facts, "_locked", lambda key: [])
        monkeypatch.setattr(batches, "_lock", both_have_seen)
        for verbs in (filing, receiving, checking):
            monkeypatch.setattr(verbs, "check_move", both_checked)

    return now


def withdrawing_and_accepting() -> list[Act]:
    claim, teller = received(), staff(Role.TELLER)
    compare(claim, by=teller)
    return [
        partial(filing.withdraw, claim.pk, by=claim.applicant),
        partial(receiving.accept, claim.pk, by=teller),
    ]


def test_what_is_withdrawn_as_it_is_accepted_ends_as_one_of_both() -> None:
    ends = at_once(*withdrawing_and_accepting())

    assert sorted(ends) == ["MoveRefused", "done"]
    assert Claim.objects.get().status == [Status.WITHDRAWN, Status.ACCEPTED][ends.index("done")]
    assert invariants.breaks("I05") == []


def test_without_the_lock_nobody_is_told_and_the_record_alone_may_notice(unlock) -> None:
    acts = withdrawing_and_accepting()
    unlock()

    ends = at_once(*acts)

    assert "MoveRefused" not in ends
    assert "IntegrityError" in ends or invariants.breaks("I05")


def confirming_twice() -> list[Act]:
    claim = in_second_check()
    checkers = [staff(Role.SECOND_CHECKER) for _ in range(2)]
    return [partial(checking.confirm, claim.pk, by=by) for by in checkers]


def test_two_who_confirm_at_once_approve_and_owe_once() -> None:
    assert sorted(at_once(*confirming_twice())) == ["MoveRefused", "done"]
    assert Payout.objects.count() == 1
    assert ClaimEvent.objects.filter(action=Action.CONFIRM).count() == 1


def test_without_the_lock_the_table_alone_stops_the_second(unlock) -> None:
    acts = confirming_twice()
    unlock()

    assert sorted(at_once(*acts)) == ["IntegrityError", "done"]


def approving_one_lump_sum_twice() -> list[Act]:
    member = MemberFactory.create(bound=True)
    waiting = [illness(member=member) for _ in range(2)]
    for claim in waiting:
        checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))
        checking.pass_on(claim.pk, by=staff(Role.SECOND_CHECKER))
    third = staff(Role.THIRD_CHECKER)
    return [partial(checking.approve, claim.pk, by=third) for claim in waiting]


def test_of_two_claims_for_one_lump_sum_approved_at_once_one_is_paid() -> None:
    assert sorted(at_once(*approving_one_lump_sum_twice())) == ["Changed", "done"]
    assert LumpSum.objects.filter(voided=False).count() == 1
    assert Payout.objects.count() == 1


def test_without_the_lock_the_table_alone_holds_one_lump_sum(unlock) -> None:
    acts = approving_one_lump_sum_twice()
    unlock()

    assert sorted(at_once(*acts)) == ["IntegrityError", "done"]
    assert LumpSum.objects.count() == 1


def taking_out_and_sealing() -> list[Act]:
    batch = prepared(2)
    payout = batch.payouts.earliest("pk")
    totals = {"count": batch.count, "total_fen": batch.total_fen}
    return [
        partial(batches.take_out, payout.pk, by=cashier(), words="户名有疑问"),
        partial(batches.seal, batch.pk, by=accountant(), **totals),
    ]


def test_what_is_taken_out_as_its_batch_is_sealed_is_in_it_or_not() -> None:
    ends = at_once(*taking_out_and_sealing())

    assert ends in (["done", "NotPrepared"], ["AlreadySealed", "done"])
    batch = PayoutBatch.objects.get()
    assert (batch.sealed_at is None, batch.payouts.count()) in ((True, 1), (False, 2))
    assert invariants.breaks("I11") == []


def test_without_the_lock_the_database_alone_stands_between_and_nobody_is_told(unlock) -> None:
    acts = taking_out_and_sealing()
    unlock()

    ends = at_once(*acts)

    assert not {"NotPrepared", "AlreadySealed"} & set(ends)
    assert {"IntegrityError", "OperationalError"} & set(ends) or invariants.breaks("I11")
