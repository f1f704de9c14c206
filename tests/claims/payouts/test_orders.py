"""Owing money for an approved claim: once, to the account of that day."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from stdnum import luhn

from claims.models import LedgerEntry, Payout
from claims.payouts import bankfile, orders
from claims.payouts.errors import UnfitField
from tests.claims.payouts.steps import owe
from tests.factories.members import StaffFactory
from tests.factories.payouts import AwardFactory

pytestmark = pytest.mark.django_db


def test_what_was_awarded_is_owed() -> None:
    award = AwardFactory.create()

    payout = owe(award)

    payout.refresh_from_db()
    assert (payout.state, payout.amount_fen, payout.due_on, payout.batch) == (
        Payout.State.QUEUED,
        248_000,
        date(2026, 11, 27),
        None,
    )
    assert list(payout.entries.order_by("-fen").values_list("kind", "account", "fen")) == [
        (LedgerEntry.Kind.OWED, LedgerEntry.Account.BENEFITS, 248_000),
        (LedgerEntry.Kind.OWED, LedgerEntry.Account.PAYABLE, -248_000),
    ]


def test_the_account_is_that_of_the_approval() -> None:
    award = AwardFactory.create(claim__payee_account="6222024100001234560")
    payout = owe(award)

    award.claim.payee_account = "6222024100001234578"
    award.claim.save()

    payout.refresh_from_db()
    assert payout.payee_account == "6222024100001234560"


def test_an_award_is_owed_once() -> None:
    award = AwardFactory.create()
    owe(award)

    with pytest.raises(IntegrityError, match="payout_"):
        owe(award)


def test_a_second_live_attempt_is_refused_by_the_table() -> None:
    award = AwardFactory.create()
    first = owe(award)

    with pytest.raises(IntegrityError, match="payout_one_alive_an_award"):
        Payout.objects.create(
            award=award,
            attempt=2,
            amount_fen=first.amount_fen,
            due_on=first.due_on,
            payee_account=first.payee_account,
            bank_ref="HZ261118999999999",
        )


def test_a_reference_is_ours_and_checks_itself() -> None:
    payout = owe(AwardFactory.create())

    assert bankfile.REFERENCE.fullmatch(payout.bank_ref)
    assert luhn.is_valid(payout.bank_ref.removeprefix("HZ"))


def test_references_differ() -> None:
    awards = AwardFactory.create_batch(5)

    assert len({owe(award).bank_ref for award in awards}) == 5


@pytest.mark.parametrize(
    ("field", "text"),
    [
        pytest.param("payee_name", "测试\n甲", id="a name that breaks the file"),
        pytest.param("payee_name", "", id="no name"),
        pytest.param("payee_account", "62220241 00001234560", id="an account with a blank"),
        pytest.param("payee_account", "", id="no account"),
    ],
)
def test_what_the_bank_could_not_read_is_stopped_at_approval(field: str, text: str) -> None:
    award = AwardFactory.create(**{f"claim__{field}": text})

    with pytest.raises(UnfitField):
        owe(award)

    assert not Payout.objects.exists()


def test_only_who_approved_it_can_owe_it() -> None:
    with pytest.raises(PermissionDenied):
        orders.order(AwardFactory.create(), by=StaffFactory.create())


def test_nothing_is_owed_before_approval() -> None:
    award = AwardFactory.create(approved_by=None, approved_at=None, due_on=None)
    somebody = StaffFactory.create()
    award.approved_by = somebody

    with pytest.raises(ValueError, match="nothing to pay"):
        orders.order(award, by=somebody)
