"""A walk of random steps over the whole life of claims and their money, by the verbs alone.

A step picks an act and a row and tries it; what the house refuses in words is a step as well. The
invariants are for whoever walks to ask. The same seed on the same city takes the same steps.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from claims import checking, filing, review
from claims.errors import ClaimError
from claims.models import AccountChange, BankReturn, Claim, Payout, PayoutBatch, Recovery
from claims.originals import receiving
from claims.outside import bank
from claims.payouts import accounts, batches, recovery, returns
from claims.payouts.errors import PayoutError
from claims.reasons import Refusal
from claims.states import Status
from members import outbox
from members.models import Member, User
from members.roles import OFFICE_ROLES, Role
from tests.factories.claims import account_of, compare, complete_draft, staff
from tests.factories.members import CoverageFactory, MemberFactory
from tests.faults.world import keep_the_pages

REFUSED: Final = (ClaimError, PayoutError, PermissionDenied)
BEGINS: Final = date(2023, 3, 16)


class City:
    """Who walks: a few members who fall ill often, and two of everybody in the office."""

    def __init__(self, members: int = 12) -> None:
        self.members = [MemberFactory.create(bound=True) for _ in range(members)]
        for member in self.members:
            CoverageFactory.create(member=member)
        self.office = {str(role): [staff(role), staff(role)] for role in sorted(OFFICE_ROLES)}


class Walk:
    """One walker: `step` takes one step; `steps` counts them by act and how they ended."""

    def __init__(self, city: City, seed: int) -> None:
        self.city = city
        self.random = Random(seed)
        self.pages = ""
        self.steps: Counter[str] = Counter()
        self.acts: Sequence[Callable[[], object]] = [
            self.file,
            *[self.move_on] * 12,
            self.turn_back,
            self.collect,
            self.prepare,
            *[self.seal] * 2,
            self.fetch,
            *[self.answer] * 3,
            self.answer_again,
            self.bounce,
            *[self.correct_account] * 2,
            *[self.approve_account] * 2,
            self.ask_back,
            self.confirm_recovery,
            self.receive_recovery,
            self.send_texts,
        ]

    def step(self) -> None:
        act = self.random.choice(self.acts)
        try:
            act()
        except REFUSED:
            self.steps[f"{act.__name__} refused"] += 1
        else:
            self.steps[act.__name__] += 1

    def who(self, role: Role) -> User:
        return self.random.choice(self.city.office[role])

    def one_of(self, rows: QuerySet) -> object | None:  # type: ignore[type-arg]
        """A random row, the same for the same seed."""
        count = rows.count()
        return rows.order_by("pk")[self.random.randrange(count)] if count else None

    # The claim

    def file(self) -> None:
        member: Member = self.random.choice(self.city.members)
        admitted = BEGINS + timedelta(days=self.random.randrange(330))
        discharged = admitted + timedelta(days=self.random.randrange(1, 25))
        claim = complete_draft(
            member=member,
            admitted=admitted,
            discharged=discharged,
            account=account_of(self.city.members.index(member)),
        )
        self.pages = keep_the_pages(claim, self.pages)

    def move_on(self) -> None:
        """The next move of a random claim, by somebody who may or may not."""
        claim = self.one_of(Claim.objects.exclude(status__in=[Status.APPROVED, Status.WITHDRAWN]))
        if isinstance(claim, Claim):
            self._move(claim)

    def _move(self, claim: Claim) -> None:
        pk, who = claim.pk, self.who
        match Status(claim.status):
            case Status.DRAFT:
                filing.submit(pk, by=claim.applicant, consents=True)
            case Status.SUBMITTED:
                review.take(pk, by=who(Role.PRE_REVIEWER))
            case Status.IN_REVIEW:
                review.pass_(pk, by=claim.reviewer or who(Role.PRE_REVIEWER))
            case Status.PASSED:
                receiving.receive(pk, by=who(Role.TELLER))
            case Status.RECEIVED:
                compare(claim, by=who(Role.TELLER))
                receiving.accept(pk, by=who(Role.TELLER))
            case Status.ACCEPTED:
                checking.start_check(pk, by=who(Role.FIRST_CHECKER))
            case Status.FIRST_CHECK:
                checking.propose(pk, by=who(Role.FIRST_CHECKER))
            case Status.SECOND_CHECK:
                checking.confirm(pk, by=who(Role.SECOND_CHECKER))
            case Status.REFUSED:
                filing.object_(pk, "请再核。", by=claim.applicant)
            case Status.OBJECTION:
                review.reopen(pk, by=who(Role.PRE_REVIEWER))

    def turn_back(self) -> None:
        claim = self.one_of(Claim.objects.exclude(status=Status.DRAFT))
        if not isinstance(claim, Claim):
            return
        pk, who = claim.pk, self.who
        match Status(claim.status):
            case Status.FIRST_CHECK:
                reasons = [Refusal.NOT_TRUE]
                checking.propose_refusal(pk, reasons, by=who(Role.FIRST_CHECKER), words="不实")
            case Status.SECOND_CHECK if self.random.random() < 0.5:
                checking.send_back(pk, "请再核。", by=who(Role.SECOND_CHECKER))
            case Status.SECOND_CHECK:
                checking.refuse(pk, by=who(Role.SECOND_CHECKER))
            case _:
                filing.withdraw(pk, by=claim.applicant)

    # The money

    def collect(self) -> None:
        batches.collect(timezone.localdate())

    def prepare(self) -> None:
        batch = self.one_of(PayoutBatch.objects.filter(prepared_at=None))
        if isinstance(batch, PayoutBatch):
            batches.prepare(batch.pk, by=self.who(Role.CASHIER))

    def seal(self) -> None:
        batch = self.one_of(PayoutBatch.objects.filter(sealed_at=None))
        if isinstance(batch, PayoutBatch):
            wrong = self.random.random() < 0.1
            total = batch.total_fen + wrong
            by = self.who(Role.ACCOUNTANT)
            batches.seal(batch.pk, by=by, count=batch.count, total_fen=total)

    def fetch(self) -> None:
        batch = self.one_of(PayoutBatch.objects.all())
        if isinstance(batch, PayoutBatch):
            batches.file(batch.pk, by=self.who(Role.CASHIER))

    def answer(self) -> None:
        """The bank answers for some lines of a batch that waits, and not all are paid."""
        waiting = Payout.objects.filter(state=Payout.State.EXPORTED).values("batch")
        batch = self.one_of(PayoutBatch.objects.filter(pk__in=waiting))
        if not isinstance(batch, PayoutBatch):
            return
        open_ = batch.payouts.filter(state=Payout.State.EXPORTED)
        refs = {
            ref for ref in open_.values_list("bank_ref", flat=True) if self.random.random() < 0.7
        }
        failed = {n for n in range(1, batch.count + 1) if self.random.random() < 0.2}
        content = bank.answer(batches.content(batch), failed=failed)
        self._take_up(batch, partial_answer(content, refs, batch.number))

    def answer_again(self) -> None:
        """A file that came before comes again, as it was or cut by a line."""
        received = self.one_of(BankReturn.objects.all())
        if isinstance(received, BankReturn):
            text = received.content.encode("latin-1").decode("gb18030")
            cut = self.random.random() < 0.5
            again = "\r\n".join(text.splitlines()[: -1 if cut else None]) + "\r\n"
            self._take_up(received.batch, again)

    def bounce(self) -> None:
        """What was paid comes back."""
        paid = self.one_of(Payout.objects.filter(state=Payout.State.PAID))
        if isinstance(paid, Payout) and paid.batch:
            yuan = f"{paid.amount_fen // 100}.{paid.amount_fen % 100:02}"
            line = f"{paid.bank_ref}|{paid.payee_account}|{yuan}|T002|账户已销户"
            text = partial_answer(f"\n{line}", {paid.bank_ref}, paid.batch.number)
            self._take_up(paid.batch, text)

    def correct_account(self) -> None:
        failed = self.one_of(Payout.objects.filter(state=Payout.State.RETURNED))
        if isinstance(failed, Payout):
            claim = failed.award.claim
            account = account_of(100 + self.random.randrange(10_000))
            how = {"name": claim.member.name, "bank": "示范银行", "account": account}
            accounts.correct(claim.pk, by=claim.applicant, **how)

    def approve_account(self) -> None:
        change = self.one_of(AccountChange.objects.filter(approved=None))
        if isinstance(change, AccountChange):
            accounts.approve(change.pk, by=self.who(Role.ACCOUNTANT))

    # What was wrongly paid

    def ask_back(self) -> None:
        paid = self.one_of(Payout.objects.filter(state=Payout.State.PAID))
        if isinstance(paid, Payout):
            fen = self.random.choice([paid.amount_fen, paid.amount_fen // 2, paid.amount_fen + 1])
            by, reason = self.who(Role.FIRST_CHECKER), Recovery.Reason.OVERPAID
            recovery.propose(paid.award_id, reason, by=by, fen=fen, words="多付。")

    def confirm_recovery(self) -> None:
        asked = self.one_of(Recovery.objects.filter(confirmed_at=None))
        if isinstance(asked, Recovery):
            recovery.confirm(asked.pk, by=self.who(Role.SECOND_CHECKER))

    def receive_recovery(self) -> None:
        asked = self.one_of(Recovery.objects.filter(received_at=None))
        if isinstance(asked, Recovery):
            recovery.receive(asked.pk, "回单", by=self.who(Role.CASHIER))

    def _take_up(self, batch: PayoutBatch, text: str) -> None:
        returns.take_up(batch.pk, text.encode("gb18030"), by=self.who(Role.CASHIER))

    def send_texts(self) -> None:
        outbox.send_owed(20)


def partial_answer(content: str, refs: set[str], number: str) -> str:
    """Cut an answer of the bank to some of its lines, with control totals to match."""
    lines = [line for line in content.splitlines()[1:] if line.split("|")[0] in refs]
    fen = sum(int(line.split("|")[2].replace(".", "")) for line in lines)
    header = f"huzhu-1-return|{number}|{len(lines)}|{fen}"
    return "\r\n".join([header, *lines, ""])
