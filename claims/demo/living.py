"""Living the lives of the demo: by the verbs alone, each by somebody who may.

What the verbs are given follows from the seed, and so does when: see claims.demo.past.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby, takewhile
from random import Random
from typing import Final
from uuid import UUID

from django.utils import timezone
from stdnum import luhn

from claims import checking, filing, intake, rating, review
from claims.benefits import Paper
from claims.demo.lives import Life, Story
from claims.demo.past import at, moments
from claims.demo.photographed import HOSPITALS, Papers
from claims.models import Claim, Comparison, Kind, Page, Payout, Rating
from claims.originals import receiving
from claims.outside import bank
from claims.payouts import batches, returns
from claims.photographs import attachments
from claims.promise.deadlines import PAID_WITHIN
from claims.reasons import Correctable, Refusal
from claims.states import MOVES, Action
from members.demo import STAFF
from members.keys import new_key
from members.models import Member, Station, User
from members.roles import Role
from members.workdays import CalendarUnknown, add_workdays

BANK: Final = "鹭江银行"
APART: Final = timedelta(days=45)
"""From one claim of a person to the next."""
PAYS_AFTER: Final = 2
"""Working days from approval to the bank's answer."""
GRUMBLE: Final = "等了两周才有结果，中间没有人告诉我办到哪一步。"

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


def _submit_to_station(claim_id: UUID, *, by: User) -> Claim:
    station = Station.objects.reviewing_first().first()
    return filing.submit(claim_id, by=by, consents=True, community=station)


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


@dataclass(frozen=True, slots=True)
class _Told:
    """A story, its claim, and when each of its moves is made."""

    story: Story
    claim: Claim
    moments: Sequence[datetime]
    paid_at: datetime


def live(
    members: Sequence[Member], lives: Sequence[Life], papers: Papers, *, seed: int
) -> list[tuple[Story, Claim]]:
    """Have each member live the life of the same place; give every claim with its story.

    What the bank answered comes first, so that what is approved after it waits for a batch.
    """
    random = Random(seed)  # noqa: S311 - made-up stays, no secret
    office = {role: User.objects.get(username=name) for name, (_, role) in STAFF.items()}
    told = [
        _draft(member, story, older, papers, random)
        for member, life in zip(members, lives, strict=True)
        for older, story in zip(reversed(range(len(life.stories))), life.stories, strict=True)
    ]
    answered = sorted((each for each in told if each.story.bank), key=lambda each: each.paid_at)
    for _day, together in groupby(answered, key=lambda each: each.paid_at.date()):
        _pay(list(together), office)
    for each in told:
        if not each.story.bank:
            _walk(each, office)
    return [(each.story, each.claim) for each in told]


def _draft(
    member: Member,
    story: Story,
    older: int,
    papers: Papers,
    random: Random,
) -> _Told:
    """Fill a claim in, on the day on which its first move is made."""
    assert member.user is not None  # noqa: S101 - for the types: who claims has an account
    until = timezone.localdate() - older * APART
    moves = len(story.moves) + (PAYS_AFTER if story.bank else 0)
    made = moments(moves, until, random)
    nights = story.nights or random.randrange(3, 21)
    left = timezone.localdate(made[0]) - timedelta(days=random.randrange(3, 15))
    folder = random.choice(list(HOSPITALS))
    digits = f"622202410000{random.randrange(1_000_000):06}"
    account = digits + str(luhn.calc_check_digit(digits))
    with at(made[0] - timedelta(minutes=random.randrange(20, 90))):
        claim = intake.open_draft(member, Kind.INPATIENT, by=member.user, client_key=new_key())
        stay = intake.StayFacts(HOSPITALS[folder], left - timedelta(days=nights), left, nights)
        intake.save_stays(claim.pk, [stay])
        intake.save_account(claim.pk, name=member.name, bank=BANK, account=account)
        for paper, kept in papers[folder].items():
            attachments.enter(claim.pk, paper, kept, client_key=new_key(), by=member.user)
    return _Told(story, claim, made, made[-1])


def _walk(told: _Told, office: Office) -> None:
    claim, moves = told.claim, list(zip(told.story.moves, told.moments, strict=False))
    if not _promises():  # nothing can be approved where the working calendar ends
        moves = list(takewhile(lambda move: move[0] is not Action.CONFIRM, moves))
    for action, moment in moves:
        role = MOVES[action].by
        by = claim.applicant if role is None or role is Role.MEMBER else office[role]
        held = action is Action.TAKE and told.story.moves[-1] is Action.TAKE
        to_station = action is Action.SUBMIT and told.story.station_first
        with at(timezone.now() if held else moment):
            (_submit_to_station if to_station else VERBS[action])(claim.pk, by=by)
    if told.story.posted:
        receiving.register_parcel(claim.pk, courier="邮政EMS", number="1234567890123")


def _promises() -> bool:
    """Whether the working days are known by which a payment would be promised today."""
    try:
        add_workdays(timezone.localdate(), PAID_WITHIN)
    except CalendarUnknown:
        return False
    return True


def _pay(together: Sequence[_Told], office: Office) -> None:
    """Send what is owed to the bank's stand-in in one batch, and take up what it answers."""
    for told in together:
        _walk(told, office)
    if not _promises():
        return
    cashier, accountant = office[Role.CASHIER], office[Role.ACCOUNTANT]
    failed = [told.claim for told in together if told.story.bank is Payout.State.RETURNED]
    with at(max(told.moments[-PAYS_AFTER] for told in together)):
        batch = batches.collect(timezone.localdate())
        assert batch is not None  # noqa: S101 - for the types: something is owed
        batch = batches.prepare(batch.pk, by=cashier)
        batches.seal(batch.pk, by=accountant, count=batch.count, total_fen=batch.total_fen)
        lines = batch.payouts.filter(award__claim__in=failed).values_list("line_no", flat=True)
        sent = batches.file(batch.pk, by=cashier)
    with at(max(told.paid_at for told in together)):
        answer = bank.answer(sent, failed=[line for line in lines if line])
        returns.take_up(batch.pk, answer.encode(), by=cashier)
    for told in together:
        if told.story.rated is not None:
            words = GRUMBLE if told.story.rated <= Rating.POOR else ""
            rating.rate(told.claim.pk, told.story.rated, words, by=told.claim.applicant)
