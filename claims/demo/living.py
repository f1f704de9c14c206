"""Living the lives of the demo: by the verbs alone, each by somebody who may.

What the verbs are given follows from the seed. Times are those of the loading: what happened when
is a record, and cannot be dated back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from django.utils import timezone
from stdnum import luhn

from claims import checking, filing, intake, review
from claims.benefits import Paper
from claims.demo.lives import Life, Story
from claims.models import Claim, Comparison, Kind, Page, Payout
from claims.originals import receiving
from claims.outside import bank
from claims.payouts import batches, returns
from claims.photographs import attachments
from claims.promise.deadlines import PAID_WITHIN
from claims.reasons import Correctable, Refusal
from claims.states import MOVES, Action
from members.demo import STAFF
from members.keys import new_key
from members.models import Member, User
from members.roles import Role
from members.workdays import CalendarUnknown, add_workdays

PAPERS: Final = Path(__file__).with_name("papers")
"""Photographs of invented papers, each named for what it shows."""
HOSPITAL: Final = "鹭江市第一医院"
BANK: Final = "鹭江银行"

ASKED: Final = (
    review.Asked(Paper.DISCHARGE_RECORD, Correctable.NO_SEAL),
    review.Asked(
        Paper.HOSPITAL_INVOICE, Correctable.DAYS_NOT_SHOWN, "请补拍写有实际住院天数的一页。"
    ),
)


def _ask(claim_id: UUID, *, by: User) -> Claim:
    return review.ask(claim_id, ASKED, by=by)


def _decline(claim_id: UUID, *, by: User) -> Claim:
    return review.decline(claim_id, [Refusal.NOT_OURS], by=by, words="请向参保地的服务中心申请。")


def _accept(claim_id: UUID, *, by: User) -> Claim:
    """Find every page the same as its original, and accept the claim."""
    pages = list(Page.objects.live().filter(claim=claim_id).values_list("pk", flat=True))
    receiving.compare(claim_id, pages, Comparison.Verdict.SAME, by=by)
    return receiving.accept(claim_id, by=by)


VERBS: Final[Mapping[Action, Callable[..., Claim]]] = {
    Action.SUBMIT: partial(filing.submit, consents=True),
    Action.TAKE: review.take,
    Action.ASK: _ask,
    Action.DECLINE: _decline,
    Action.PASS: review.pass_,
    Action.RECEIVE: receiving.receive,
    Action.ACCEPT: _accept,
    Action.START_CHECK: checking.start_check,
    Action.PROPOSE: checking.propose,
    Action.CONFIRM: checking.confirm,
}

Office = Mapping[Role, User]


def live(
    members: Sequence[Member], lives: Sequence[Life], *, seed: int
) -> list[tuple[Story, Claim]]:
    """Have each member live the life of the same place; give every claim with its story.

    What the bank answered comes first, so that what is approved after it waits for a batch.
    """
    random = Random(seed)  # noqa: S311 - made-up stays, no secret
    office = {role: User.objects.get(username=name) for name, (_, role) in STAFF.items()}
    papers = {
        path.stem: attachments.keep(path.read_bytes()) for path in sorted(PAPERS.glob("*.jpg"))
    }
    told = [
        (story, _draft(member, stay, papers, random))
        for member, life in zip(members, lives, strict=True)
        for story, stay in zip(life.stories, _stays(life.stories, random), strict=True)
    ]
    answered = [(story, claim) for story, claim in told if story.bank]
    for story, claim in answered:
        _walk(claim, story, office)
    if _promises():
        failed = {claim for story, claim in answered if story.bank is Payout.State.RETURNED}
        _pay(failed, office)
    for story, claim in told:
        if not story.bank:
            _walk(claim, story, office)
    return told


def _stays(stories: Sequence[Story], random: Random) -> Iterator[intake.StayFacts]:
    """Draw a stay for each story, months apart, the last of them ended in these weeks."""
    for later in reversed(range(len(stories))):
        left = timezone.localdate() - timedelta(days=100 * later + random.randrange(3, 30))
        nights = stories[-1 - later].nights or random.randrange(3, 21)
        yield intake.StayFacts(HOSPITAL, left - timedelta(days=nights), left, nights)


def _draft(
    member: Member, stay: intake.StayFacts, papers: Mapping[str, attachments.Kept], random: Random
) -> Claim:
    assert member.user is not None  # noqa: S101 - for the types: who claims has an account
    claim = intake.open_draft(member, Kind.INPATIENT, by=member.user, client_key=new_key())
    intake.save_stays(claim.pk, [stay])
    digits = f"622202410000{random.randrange(1_000_000):06}"
    account = digits + str(luhn.calc_check_digit(digits))
    intake.save_account(claim.pk, name=member.name, bank=BANK, account=account)
    for paper, kept in papers.items():
        attachments.enter(claim.pk, paper, kept, client_key=new_key(), by=member.user)
    return claim


def _walk(claim: Claim, story: Story, office: Office) -> None:
    moves: Sequence[Action] = story.moves
    if not _promises():  # nothing can be approved where the working calendar ends
        moves = tuple(takewhile(lambda action: action is not Action.CONFIRM, moves))
    for action in moves:
        role = MOVES[action].by
        by = claim.applicant if role is None or role is Role.MEMBER else office[role]
        VERBS[action](claim.pk, by=by)
    if story.posted:
        receiving.register_parcel(claim.pk, courier="邮政EMS", number="1234567890123")


def _promises() -> bool:
    """Whether the working days are known by which a payment would be promised today."""
    try:
        add_workdays(timezone.localdate(), PAID_WITHIN)
    except CalendarUnknown:
        return False
    return True


def _pay(failed: set[Claim], office: Office) -> None:
    """Send all that is owed to the bank's stand-in, and take up what it answers."""
    cashier, accountant = office[Role.CASHIER], office[Role.ACCOUNTANT]
    while batch := batches.collect(timezone.localdate()):
        batch = batches.prepare(batch.pk, by=cashier)
        batches.seal(batch.pk, by=accountant, count=batch.count, total_fen=batch.total_fen)
        lines = batch.payouts.filter(award__claim__in=failed).values_list("line_no", flat=True)
        sent = batches.file(batch.pk, by=cashier)
        answer = bank.answer(sent, failed=[line for line in lines if line])
        returns.take_up(batch.pk, answer.encode(), by=cashier)
