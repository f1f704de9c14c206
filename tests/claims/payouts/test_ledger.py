"""The books balance, and stay as they were written."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum

from claims.models import LedgerEntry, Payout
from claims.payouts import ledger
from members.keys import new_key
from tests.factories.payouts import PayoutFactory

Account, Kind = LedgerEntry.Account, LedgerEntry.Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout() -> Payout:
    return PayoutFactory.create()


def balances() -> dict[str, int]:
    sums = LedgerEntry.objects.order_by().values_list("account").annotate(Sum("fen"))
    return {account: fen for account, fen in sums if fen}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        pytest.param([Kind.OWED], {"benefits": 248_000, "payable": -248_000}, id="owed"),
        pytest.param(
            [Kind.OWED, Kind.EXPORTED], {"benefits": 248_000, "clearing": -248_000}, id="sent"
        ),
        pytest.param(
            [Kind.OWED, Kind.EXPORTED, Kind.PAID],
            {"benefits": 248_000, "bank": -248_000},
            id="paid",
        ),
        pytest.param(
            [Kind.OWED, Kind.EXPORTED, Kind.RETURNED],
            {"benefits": 248_000, "payable": -248_000},
            id="returned is owed again",
        ),
        pytest.param(
            [Kind.OWED, Kind.EXPORTED, Kind.PAID, Kind.BOUNCED],
            {"benefits": 248_000, "payable": -248_000},
            id="paid and bounced is owed again",
        ),
        pytest.param([Kind.OWED, Kind.REVERSED], {}, id="wrongly owed, taken back"),
        pytest.param(
            [Kind.OWED, Kind.EXPORTED, Kind.PAID, Kind.RECLAIMED],
            {"receivable": 248_000, "bank": -248_000},
            id="wrongly paid, owed to us",
        ),
        pytest.param(
            [Kind.OWED, Kind.EXPORTED, Kind.PAID, Kind.RECLAIMED, Kind.RECOVERED],
            {},
            id="and back",
        ),
    ],
)
def test_each_step_moves_the_amount_on(
    payout: Payout, kinds: list[LedgerEntry.Kind], expected: dict[str, int]
) -> None:
    for kind in kinds:
        ledger.post([payout], kind)

    assert balances() == expected


def test_a_part_is_taken_back_and_the_rest_stays_a_benefit(payout: Payout) -> None:
    for kind in (Kind.OWED, Kind.EXPORTED, Kind.PAID):
        ledger.post([payout], kind)

    ledger.post([payout], Kind.RECLAIMED, fen=48_000)

    assert balances() == {"benefits": 200_000, "receivable": 48_000, "bank": -248_000}


def test_every_kind_has_its_legs() -> None:
    assert set(ledger.LEGS) == set(Kind)


def test_each_payout_has_a_posting_of_its_own(payout: Payout) -> None:
    ledger.post([payout, PayoutFactory.create()], Kind.OWED)

    postings = LedgerEntry.objects.order_by().values("posting").annotate(sum=Sum("fen"))
    assert [posting["sum"] for posting in postings] == [0, 0]


def test_nothing_is_posted_twice(payout: Payout) -> None:
    ledger.post([payout], Kind.OWED)

    with pytest.raises(IntegrityError, match="ledger_posted_once"):
        ledger.post([payout], Kind.OWED)


def test_a_posting_with_one_leg_is_refused(payout: Payout) -> None:
    leg = LedgerEntry(
        posting=new_key(), kind=Kind.OWED, account=Account.BENEFITS, fen=8000, payout=payout
    )

    with pytest.raises(IntegrityError, match="does not balance"):
        leg.save()


def test_a_posting_with_both_legs_stands(payout: Payout) -> None:
    ledger.post([payout], Kind.OWED)

    assert LedgerEntry.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_ledgerentry SET fen = fen + 1",
        "DELETE FROM claims_ledgerentry",
        "TRUNCATE claims_ledgerentry",
    ],
)
def test_an_entry_never_changes(payout: Payout, statement: str) -> None:
    ledger.post([payout], Kind.OWED)
    connection.check_constraints()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL huzhu.may_truncate = 'off'")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)

    assert LedgerEntry.objects.aggregate(sum=Sum("fen"))["sum"] == 0
    assert LedgerEntry.objects.count() == 2
