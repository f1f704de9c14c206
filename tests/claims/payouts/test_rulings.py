"""Holds, the day that moves by two people alone, and what is taken out of a batch."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Hold, Payout, Ruling
from claims.payouts import batches, returns, rulings
from claims.payouts.errors import (
    AlreadySealed,
    Missing,
    NotPrepared,
    NotWaiting,
    SamePerson,
)
from claims.standing import present
from members.models import Message
from tests.claims.payouts.steps import (
    TODAY,
    accountant,
    answer,
    cashier,
    collected,
    owe,
    prepared,
    queued,
    ruled,
    sealed,
)
from tests.factories.members import MemberFactory, UserFactory
from tests.factories.payouts import ApprovedClaimFactory, AwardFactory

pytestmark = pytest.mark.django_db

LATER = date(2026, 12, 4)
NO_DAY = [date(1, 1, 1), date(2026, 11, 23), date(2026, 11, 29), date(9999, 12, 31)]
"""Long ago, yesterday, a Sunday, and a day of which the calendar knows nothing."""
Kind = Ruling.Kind


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 24, 2, tzinfo=UTC)):
        yield


def test_a_due_day_moves_by_two_people_with_a_reason_and_the_member_is_told() -> None:
    [payout] = queued()
    asked = rulings.ask(payout.pk, Kind.DUE_ON, "国务院调整假期", by=cashier(), due_on=LATER)
    payout.refresh_from_db()
    assert payout.due_on == date(2026, 11, 27)

    with pytest.raises(SamePerson):
        rulings.confirm(asked.pk, by=asked.asked_by)
    rulings.confirm(asked.pk, by=accountant())

    payout.refresh_from_db()
    assert payout.due_on == LATER
    assert payout.award.due_on == date(2026, 11, 27)  # what was promised stays on record
    assert Message.objects.filter(text__contains="2026年12月4日").exists()
    assert "原定11月27日前支付，现更改为12月4日前" in present(payout.award.claim).words


def test_nothing_else_moves_it() -> None:
    [payout] = queued()

    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(due_on=LATER)
    ruled(payout, Kind.DUE_ON, due_on=LATER)
    for again in (date(2026, 11, 27), date(2026, 12, 5)):
        with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
            Payout.objects.filter(pk=payout.pk).update(due_on=again)


@pytest.mark.parametrize(
    ("words", "due_on", "problem"),
    [
        ("", LATER, "words"),
        ("依据", None, "due_on"),
        ("依据", date(2026, 11, 27), "due_on"),
        *(("依据", day, "due_on") for day in NO_DAY),
    ],
)
def test_a_ruling_says_why_and_what(words, due_on, problem) -> None:
    [payout] = queued()

    with pytest.raises(Missing) as refused:
        rulings.ask(payout.pk, Kind.DUE_ON, words, by=cashier(), due_on=due_on)

    assert problem in refused.value.problems
    assert rulings.ask(payout.pk, Kind.DUE_ON, "依据", by=cashier(), due_on=LATER).open


def test_only_the_people_of_money_rule_and_one_thing_at_a_time() -> None:
    [payout] = queued()
    with pytest.raises(PermissionDenied):
        rulings.ask(payout.pk, Kind.DUE_ON, "依据", by=UserFactory.create(), due_on=LATER)

    asked = rulings.ask(payout.pk, Kind.DUE_ON, "依据", by=cashier(), due_on=LATER)
    with pytest.raises(NotWaiting):
        rulings.ask(payout.pk, Kind.DUE_ON, "依据", by=cashier(), due_on=LATER)
    rulings.drop(asked.pk, by=cashier())
    with pytest.raises(NotWaiting):
        rulings.confirm(asked.pk, by=accountant())
    ruled(payout, Kind.DUE_ON, due_on=LATER)


def test_a_ruling_stands_for_good() -> None:
    [payout] = queued()
    ruling = ruled(payout, Kind.DUE_ON, due_on=LATER)

    for edit in ({"words": "别的"}, {"confirmed_by": None, "confirmed_at": None}):
        with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
            Ruling.objects.filter(pk=ruling.pk).update(**edit)
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        ruling.delete()


def test_what_is_taken_out_waits_and_the_batch_is_prepared_anew() -> None:
    batch = prepared(3)
    payout = batch.payouts.get(line_no=2)
    with pytest.raises(Missing):
        batches.take_out(payout.pk, by=cashier(), words=" ")

    batch = batches.take_out(payout.pk, by=cashier(), words="户名有疑问")

    assert (batch.count, batch.prepared_by, batch.prepared_at) == (2, None, None)
    with pytest.raises(NotPrepared):
        batches.seal(batch.pk, by=accountant(), count=2, total_fen=batch.total_fen)
    assert batches.collect(TODAY) is None
    batch = batches.prepare(batch.pk, by=cashier())
    assert list(batch.payouts.order_by("line_no").values_list("line_no", flat=True)) == [1, 2]

    ruled(payout, Kind.RELEASE)
    again = batches.collect(TODAY)
    assert again is not None
    assert again.payouts.get() == payout


def test_nothing_is_taken_out_of_a_sealed_batch() -> None:
    batch = sealed()

    with pytest.raises(AlreadySealed):
        batches.take_out(batch.payouts.get().pk, by=cashier(), words="太晚")
    [payout] = queued()
    with pytest.raises(NotWaiting):
        batches.take_out(payout.pk, by=cashier(), words="不在批次里")


def test_the_database_exports_nothing_that_is_held() -> None:
    batch = collected()
    payout = batch.payouts.get()
    Payout.objects.filter(pk=payout.pk).update(line_no=1)
    hold = Hold.objects.create(payout=payout, reason=Hold.Reason.TAKEN_OUT)

    with pytest.raises(IntegrityError, match="is held"), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(state="exported")
    with pytest.raises(IntegrityError, match="lifted by two"), transaction.atomic():
        hold.delete()
    with pytest.raises(IntegrityError, match="lifted by two"), transaction.atomic():
        Hold.objects.update(until=timezone.now())

    ruled(payout, Kind.RELEASE)
    assert Payout.objects.filter(pk=payout.pk).update(state="exported") == 1


ACCOUNT = "6222024100001234560"


@pytest.mark.parametrize(
    ("kind", "name", "shared", "expected"),
    [
        ("inpatient", None, False, []),
        ("inpatient", "别人", False, ["payee_differs"]),
        ("inpatient", None, True, ["account_shared"]),
        ("inpatient", "别人", True, ["account_shared", "payee_differs"]),
        ("death", "继承人", True, []),
    ],
)
def test_an_odd_payee_is_held_until_two_people_release_it(kind, name, shared, expected) -> None:
    if shared:
        owe(AwardFactory.create(claim__payee_account=ACCOUNT))
    member = MemberFactory.create(bound=True)
    claim = ApprovedClaimFactory.create(
        member=member, kind=kind, payee_name=name or member.name, payee_account=ACCOUNT
    )
    payout = owe(AwardFactory.create(claim=claim))

    assert sorted(payout.holds.values_list("reason", flat=True)) == expected
    batch = batches.collect(TODAY)
    assert (batch is not None and payout in batch.payouts.all()) == (not expected)
    if expected:
        ruled(payout, Kind.RELEASE)
        batch = batches.collect(TODAY)
        assert batch is not None
        assert payout in batch.payouts.all()


def test_the_same_member_twice_at_one_account_is_not_odd() -> None:
    first = owe(AwardFactory.create())
    again = ApprovedClaimFactory.create(
        member=first.award.claim.member, payee_account=first.payee_account
    )

    assert not owe(AwardFactory.create(claim=again)).holds.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [("queued", "paid"), ("exported", "queued"), ("paid", "exported"), ("returned", "paid")],
)
def test_the_database_knows_what_a_payout_may_become(before, after) -> None:
    batch = sealed()
    payout = batch.payouts.get()
    if before in {"paid", "returned"}:
        failed = {1} if before == "returned" else ()
        returns.take_up(batch.pk, answer(batch, failed=failed).encode(), by=cashier())
    if before == "queued":
        payout = collected().payouts.get()
        Payout.objects.filter(pk=payout.pk).update(line_no=9)

    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(
            state=after, settled_at=timezone.now() + timedelta(days=1)
        )
