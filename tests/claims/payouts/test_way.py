"""From the second check to what the member reads, by the verbs alone."""

import pytest

from claims.models import LedgerEntry, Payout
from claims.payouts import batches, returns
from claims.standing import label
from tests.claims.payouts.steps import accountant, answer, cashier
from tests.factories.claims import account_of, approved, payout_of

pytestmark = pytest.mark.django_db


def test_one_claim_is_paid_and_another_comes_back() -> None:
    claims = [approved(account=account_of(n)) for n in (1, 2)]
    due_on = max(payout_of(claim).due_on for claim in claims)
    batch = batches.collect(due_on)
    assert batch is not None
    batches.prepare(batch.pk, by=(maker := cashier()))
    batch.refresh_from_db()
    batches.seal(batch.pk, by=accountant(), count=2, total_fen=batch.total_fen)
    failed = payout_of(claims[1])

    returns.take_up(batch.pk, answer(batch, failed={failed.line_no or 0}).encode(), by=maker)

    assert [payout_of(claim).state for claim in claims] == [
        Payout.State.PAID,
        Payout.State.RETURNED,
    ]
    assert [label(claim) for claim in claims] == ["已支付", "支付未成功"]
    kinds = LedgerEntry.objects.filter(payout=failed).order_by("pk").values_list("kind", flat=True)
    assert list(dict.fromkeys(kinds)) == ["owed", "exported", "returned"]
