"""Acts on money, from what is owed to what came back: each on a random row, by a random person."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from claims import reconciliation
from claims.models import (
    AccountChange,
    BankReturn,
    Hold,
    Payout,
    PayoutBatch,
    Recovery,
    Ruling,
)
from claims.outside import bank
from claims.payouts import accounts, batches, recovery, returns, rulings
from members import outbox
from members.models import User
from members.roles import Role
from tests.factories.claims import account_of
from tests.faults.walker import Nothing, Walker

State = Payout.State


def collect(_walker: Walker) -> None:
    if batches.collect(timezone.localdate()) is None:
        raise Nothing


def prepare(walker: Walker) -> None:
    batch = walker.one_of(PayoutBatch.objects.filter(prepared_at=None))
    batches.prepare(batch.pk, by=walker.who(Role.CASHIER))


def seal(walker: Walker) -> None:
    """Now and then the accountant types a wrong total."""
    batch = walker.one_of(PayoutBatch.objects.filter(sealed_at=None))
    total = batch.total_fen + walker.by_chance(0.1)
    by = walker.who(Role.ACCOUNTANT)
    batches.seal(batch.pk, by=by, count=batch.count, total_fen=total)


def fetch(walker: Walker) -> None:
    batch = walker.one_of(PayoutBatch.objects.all())
    batches.file(batch.pk, by=walker.who(Role.CASHIER))


def take_out(walker: Walker) -> None:
    payout = walker.one_of(Payout.objects.filter(state=State.QUEUED).exclude(batch=None))
    batches.take_out(payout.pk, by=walker.who(Role.CASHIER), words="户名待核。")


# What the bank answers


def answer(walker: Walker) -> None:
    """The bank answers for some lines of a batch that waits, and not all are paid."""
    waiting = Payout.objects.filter(state__in=[State.EXPORTED, State.UNKNOWN]).values("batch")
    batch = walker.one_of(PayoutBatch.objects.filter(pk__in=waiting))
    open_ = batch.payouts.filter(state__in=[State.EXPORTED, State.UNKNOWN]).order_by("pk")
    refs = [ref for ref in open_.values_list("bank_ref", flat=True) if walker.by_chance(0.7)]
    failed = {n for n in range(1, batch.count + 1) if walker.by_chance(0.2)}
    content = bank.answer(batches.content(batch), failed=failed)
    _take_up(walker, batch, partial_answer(content, set(refs), batch.number))


def answer_again(walker: Walker) -> None:
    """A file that came before comes again, as it was or cut by a line."""
    received = walker.one_of(BankReturn.objects.all())
    text = received.content.encode("latin-1").decode("gb18030")
    again = "\r\n".join(text.splitlines()[: -1 if walker.by_chance(0.5) else None]) + "\r\n"
    _take_up(walker, received.batch, again)


def bounce(walker: Walker) -> None:
    """What was paid comes back: 退票."""
    paid = walker.one_of(Payout.objects.filter(state=State.PAID))
    yuan = f"{paid.amount_fen // 100}.{paid.amount_fen % 100:02}"
    line = f"{paid.bank_ref}|{paid.payee_account}|{yuan}|T002|账户已销户"
    _take_up(walker, paid.batch, partial_answer(f"\n{line}", {paid.bank_ref}, paid.batch.number))


def lose_sight(walker: Walker) -> None:
    """Nobody knows what became of a payment."""
    payout = walker.one_of(Payout.objects.filter(state=State.EXPORTED))
    rulings.ask(payout.pk, Ruling.Kind.UNKNOWN, "银行无回复。", by=walker.who(Role.CASHIER))


def find_out(walker: Walker) -> None:
    """The statement tells whether it was paid."""
    payout = walker.one_of(Payout.objects.filter(state=State.UNKNOWN))
    kind = walker.random.choice([Ruling.Kind.PAID, Ruling.Kind.FAILED])
    rulings.ask(payout.pk, kind, "对账单第3页。", by=_of_the_money(walker))


# What people decide of one payout


def ask_release(walker: Walker) -> None:
    payout = walker.one_of(
        Payout.objects.filter(Exists(Hold.objects.filter(payout=OuterRef("pk"))))
    )
    rulings.ask(payout.pk, Ruling.Kind.RELEASE, "已电话核实。", by=_of_the_money(walker))


def ask_other_day(walker: Walker) -> None:
    payout = walker.one_of(Payout.objects.exclude(state__in=Payout.SETTLED))
    day = payout.due_on + timedelta(days=walker.random.randrange(-5, 15))
    kind, by = Ruling.Kind.DUE_ON, _of_the_money(walker)
    rulings.ask(payout.pk, kind, "假期调整。", by=by, due_on=day)


def confirm_ruling(walker: Walker) -> None:
    ruling = walker.one_of(Ruling.objects.pending())
    rulings.confirm(ruling.pk, by=_of_the_money(walker))


def drop_ruling(walker: Walker) -> None:
    ruling = walker.one_of(Ruling.objects.pending())
    rulings.drop(ruling.pk, by=_of_the_money(walker))


def correct_account(walker: Walker) -> None:
    failed = walker.one_of(Payout.objects.filter(state=State.RETURNED))
    claim = failed.award.claim
    account = account_of(100_000 + walker.random.randrange(10_000))
    how = {"name": claim.member.name, "bank": "示范银行", "account": account}
    accounts.correct(claim.pk, by=claim.applicant, **how)


def approve_account(walker: Walker) -> None:
    change = walker.one_of(AccountChange.objects.filter(approved=None))
    accounts.approve(change.pk, by=walker.who(Role.ACCOUNTANT))


def turn_account_down(walker: Walker) -> None:
    change = walker.one_of(AccountChange.objects.filter(approved=None))
    accounts.turn_down(change.pk, "账号少一位。", by=walker.who(Role.ACCOUNTANT))


# What was wrongly paid


def ask_back(walker: Walker) -> None:
    paid = walker.one_of(Payout.objects.filter(state=State.PAID))
    fen = walker.random.choice([paid.amount_fen, paid.amount_fen // 2, paid.amount_fen + 1])
    by, reason = walker.who(Role.FIRST_CHECKER), Recovery.Reason.OVERPAID
    recovery.propose(paid.award_id, reason, by=by, fen=fen, words="多付。")


def take_back(walker: Walker) -> None:
    """What was granted is found to be wrong before it is paid."""
    unpaid = Payout.objects.filter(state__in=[State.QUEUED, State.RETURNED])
    payout = walker.one_of(unpaid)
    by, reason = walker.who(Role.FIRST_CHECKER), Recovery.Reason.NOT_TRUE
    recovery.propose(payout.award_id, reason, by=by, fen=payout.amount_fen, words="材料不实。")


def confirm_recovery(walker: Walker) -> None:
    asked = walker.one_of(Recovery.objects.filter(confirmed_at=None))
    recovery.confirm(asked.pk, by=walker.who(Role.SECOND_CHECKER))


def receive_recovery(walker: Walker) -> None:
    asked = walker.one_of(Recovery.objects.filter(received_at=None).exclude(confirmed_at=None))
    recovery.receive(asked.pk, "回单", by=walker.who(Role.CASHIER))


# What the machine does by itself


def reconcile(_walker: Walker) -> None:
    reconciliation.reconcile()


def send_texts(_walker: Walker) -> None:
    if not outbox.send_owed(5):
        raise Nothing


def partial_answer(content: str, refs: set[str], number: str) -> str:
    """Cut an answer of the bank to some of its lines, with control totals to match."""
    lines = [line for line in content.splitlines()[1:] if line.split("|")[0] in refs]
    fen = sum(int(line.split("|")[2].replace(".", "")) for line in lines)
    header = f"huzhu-1-return|{number}|{len(lines)}|{fen}"
    return "\r\n".join([header, *lines, ""])


def _take_up(walker: Walker, batch: PayoutBatch, text: str) -> None:
    returns.take_up(batch.pk, text.encode("gb18030"), by=walker.who(Role.CASHIER))


def _of_the_money(walker: Walker) -> User:
    return walker.who(walker.random.choice([Role.CASHIER, Role.ACCOUNTANT]))
