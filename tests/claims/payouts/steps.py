"""The way of a batch up to a point, by the verbs themselves."""

from collections.abc import Collection
from datetime import date

from claims.models import AccountChange, Award, Payout, PayoutBatch, Ruling
from claims.payouts import accounts, batches, orders, returns, rulings
from members.models import User
from members.roles import Role
from tests.factories.members import StaffFactory
from tests.factories.payouts import AwardFactory

TODAY = date(2026, 11, 24)
"""Tuesday: three working days later is Friday the 27th, when the awards of the factory are due."""


def cashier() -> User:
    return StaffFactory.create(roles=[str(Role.CASHIER)])


def accountant() -> User:
    return StaffFactory.create(roles=[str(Role.ACCOUNTANT)])


def owe(award: Award) -> Payout:
    assert award.approved_by is not None
    return orders.order(award, by=award.approved_by)


def queued(count: int = 1, **changes: object) -> list[Payout]:
    """Owe so many awards; the first is of 2,480 yuan and each next one of a fen more."""
    awards = [AwardFactory.create(amount_fen=248_000 + n, **changes) for n in range(count)]
    return [owe(award) for award in awards]


def collected(count: int = 1, **changes: object) -> PayoutBatch:
    queued(count, **changes)
    batch = batches.collect(TODAY)
    assert batch is not None
    return batch


def prepared(count: int = 1) -> PayoutBatch:
    return batches.prepare(collected(count).pk, by=cashier())


def sealed(count: int = 1) -> PayoutBatch:
    batch = prepared(count)
    return batches.seal(batch.pk, by=accountant(), count=batch.count, total_fen=batch.total_fen)


def returned() -> Payout:
    """A payout that the bank did not make, of a member who can sign in."""
    batch = sealed()
    returns.take_up(batch.pk, answer(batch, failed={1}).encode(), by=cashier())
    return batch.payouts.get()


def corrected(payout: Payout, account: str = "6222024100009999991") -> AccountChange:
    claim = payout.award.claim
    return accounts.correct(
        claim.pk, name=claim.member.name, bank="示范银行", account=account, by=claim.applicant
    )


def answer(
    batch: PayoutBatch,
    failed: Collection[int] = (),
    only: Collection[int] = (),
    bounced: Collection[int] = (),
) -> str:
    """Write what the bank sends back for a batch: by line number, all paid but those named."""
    payouts = [p for p in batch.payouts.order_by("line_no") if not only or p.line_no in only]
    total = sum(payout.amount_fen for payout in payouts)
    lines = [f"huzhu-1-return|{batch.number}|{len(payouts)}|{total}"]
    for payout in payouts:
        result = "E031|户名不符" if payout.line_no in failed else "0000|成功"
        if payout.line_no in bounced:
            result = "T002|账户已销户"
        yuan = f"{payout.amount_fen // 100}.{payout.amount_fen % 100:02d}"
        lines.append(f"{payout.bank_ref}|{payout.payee_account}|{yuan}|{result}")
    return "\r\n".join(lines) + "\r\n"


def ruled(payout: Payout, kind: Ruling.Kind, **more) -> Ruling:
    asked = rulings.ask(payout.pk, kind, "有依据", by=cashier(), **more)
    return rulings.confirm(asked.pk, by=accountant())
