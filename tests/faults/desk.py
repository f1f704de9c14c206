"""Acts on claims, from the draft to what is approved: each on a random row, by a random person.

Filing is one transaction, as sending a photograph is: no page is seen before its bytes are there.
"""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from claims import checking, filing, review
from claims.awarding import Override
from claims.models import Award, Claim, Kind, Occurrence
from claims.originals import receiving
from claims.papers import needs_of
from claims.reasons import Refusal
from claims.states import Status
from members.models import Member
from members.roles import Role
from tests.factories.claims import (
    ClaimFactory,
    PageFactory,
    account_of,
    compare,
    complete_draft,
)
from tests.faults.walker import Nothing, Walker
from tests.faults.world import keep_the_pages

COVERED: Final = date(2023, 3, 16)
AT_REST: Final = [Status.APPROVED, Status.WITHDRAWN, Status.CLOSED_LATE]


@transaction.atomic
def file_stay(walker: Walker) -> None:
    """Somebody was in hospital: now and then at the same time as before."""
    member = _member(walker)
    admitted = _day(walker)
    claim = complete_draft(
        member=member,
        admitted=admitted,
        discharged=admitted + timedelta(days=walker.random.randrange(1, 25)),
        account=_account(walker, member),
    )
    walker.pages = keep_the_pages(claim, walker.pages)


@transaction.atomic
def file_once(walker: Walker) -> None:
    """An illness or a death: paid once, above the amount for which two are enough."""
    member = _member(walker)
    kind = walker.random.choice([Kind.CRITICAL_ILLNESS, Kind.DEATH])
    claim = ClaimFactory.create(
        member=member,
        kind=kind,
        payee_name=member.name,
        payee_bank="示范银行",
        payee_account=_account(walker, member),
    )
    Occurrence.objects.create(claim=claim, decisive_on=_day(walker), disease="示例疾病")
    for need in needs_of(kind, []):
        PageFactory.create(claim=claim, material=str(need.papers[0]))
    walker.pages = keep_the_pages(claim, walker.pages)


def move_on(walker: Walker) -> None:
    """The next move of a random claim, by somebody who may or may not."""
    claim: Claim = walker.one_of(Claim.objects.exclude(status__in=AT_REST))
    pk, who = claim.pk, walker.who
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
            _propose(walker, claim)
        case Status.SECOND_CHECK if _needs_third(claim):
            checking.pass_on(pk, by=who(Role.SECOND_CHECKER))
        case Status.SECOND_CHECK:
            checking.confirm(pk, by=who(Role.SECOND_CHECKER))
        case Status.THIRD_CHECK:
            checking.approve(pk, by=who(Role.THIRD_CHECKER))
        case Status.REFUSED:
            filing.object_(pk, "请再核。", by=claim.applicant)
        case Status.OBJECTION:
            review.reopen(pk, by=who(Role.PRE_REVIEWER))


def turn_back(walker: Walker) -> None:
    """A refusal, a proposal given back, or the member who does not want it any more."""
    claim: Claim = walker.one_of(Claim.objects.exclude(status__in=[Status.DRAFT, *AT_REST]))
    pk, who = claim.pk, walker.who
    match Status(claim.status):
        case Status.FIRST_CHECK:
            reasons = [Refusal.NOT_TRUE]
            checking.propose_refusal(pk, reasons, by=who(Role.FIRST_CHECKER), words="不实")
        case Status.SECOND_CHECK if walker.by_chance(0.5):
            checking.send_back(pk, "请再核。", by=who(Role.SECOND_CHECKER))
        case Status.SECOND_CHECK:
            checking.refuse(pk, by=who(Role.SECOND_CHECKER))
        case Status.THIRD_CHECK:
            checking.return_(pk, "请再核。", by=who(Role.THIRD_CHECKER))
        case _ if walker.by_chance(0.3):
            filing.withdraw(pk, by=claim.applicant)
        case _:
            raise Nothing


def close_late(_walker: Walker) -> None:
    """What the night does to claims that were not answered."""
    filing.close_late(timezone.localdate())


def _propose(walker: Walker, claim: Claim) -> None:
    by = walker.who(Role.FIRST_CHECKER)
    if claim.kind == Kind.CRITICAL_ILLNESS:
        listed = walker.by_chance(0.9)
        checking.judge_illness(claim.pk, listed=listed, first_diagnosis=True, by=by)
    found, otherwise = checking.preview(Claim.objects.get(pk=claim.pk)), None
    if found.fen and walker.by_chance(0.15):
        days = len(found.days) - 1 if found.days else None
        otherwise = Override(fen=found.fen - 8_000 or 4_000, reason="陪护一天，不计入。", days=days)
    checking.propose(claim.pk, by=by, otherwise=otherwise)


def _needs_third(claim: Claim) -> bool:
    award: Award | None = claim.awards.live().first()
    return award is not None and award.needs_third


def _member(walker: Walker) -> Member:
    grows = walker.city.grows and walker.by_chance(0.3)
    return walker.city.enrol() if grows else _known(walker)


def _known(walker: Walker) -> Member:
    member: Member = walker.random.choice(walker.city.members)
    return member


def _account(walker: Walker, member: Member) -> str:
    """Their own; of a few it is somebody else's as well."""
    owner = _known(walker) if walker.by_chance(0.05) else member
    return account_of(walker.city.members.index(owner))


def _day(walker: Walker) -> date:
    return COVERED + timedelta(days=walker.random.randrange(330))
