"""The two checks of an accepted claim: what it is worth, found by one person, confirmed by another.

Verbs as claims.transitions says, which also count days and owe money. Locks are taken in one order:
coverages, then the claim; what is scarce is locked before it is counted.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import benefits, facts
from claims.deadlines import PAID_WITHIN
from claims.errors import Changed, Incomplete, NotPayable
from claims.models import Award, Claim, Kind, LumpSum, Occurrence, PaidDay
from claims.payouts import orders
from claims.reasons import Refusal
from claims.states import Action
from claims.transitions import check_move, locked, move
from claims.working import lines_of
from members.models import Coverage, User
from members.workdays import add_workdays


@transaction.atomic
def start_check(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Begin the first check."""
    return move(locked(claim_id, version), Action.START_CHECK, by=by)


@transaction.atomic
def judge_illness(
    claim_id: UUID, *, listed: bool, first_diagnosis: bool, by: User, version: int | None = None
) -> None:
    """Record what the first checker found of an illness: the system does not decide medicine."""
    claim = locked(claim_id, version)
    check_move(claim, Action.PROPOSE, by=by)
    Occurrence.objects.filter(claim=claim).update(listed=listed, first_diagnosis=first_diagnosis)
    claim.version += 1
    claim.save(update_fields=["version"])


def preview(claim: Claim) -> benefits.Assessment:
    """Value a claim as it stands, writing nothing. Incomplete when a fact is missing."""
    return benefits.assess(facts.facts_of(claim), facts.covers(facts.coverages_of(claim)))


@transaction.atomic
def propose(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Propose what the rules give: an amount, or nothing where the cap is used up.

    NotPayable when the rules refuse or do not know: then a refusal is to be proposed.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.PROPOSE, by=by)
    known = facts.facts_of(claim)
    covered = facts.covers(facts.coverages_of(claim))
    assessment = benefits.assess(known, covered)
    if assessment.outcome not in {benefits.Outcome.PAYABLE, benefits.Outcome.ZERO}:
        raise NotPayable(assessment.outcome, tuple(assessment.reasons))
    claim.reason = claim.reason_words = ""
    Award.objects.create(
        claim=claim,
        outcome=assessment.outcome,
        amount_fen=assessment.fen or 0,
        days=len(assessment.days) if claim.kind == Kind.INPATIENT else None,
        lines=lines_of(assessment),
        reasons=[str(reason) for reason in assessment.reasons],
        input_hash=facts.digest(claim, known, covered),
        proposed_by=by,
    )
    return move(claim, Action.PROPOSE, by=by)


@transaction.atomic
def propose_refusal(
    claim_id: UUID, reason: Refusal, *, by: User, words: str = "", version: int | None = None
) -> Claim:
    """Propose to pay nothing, for a coded reason; only another person can decide it."""
    claim = locked(claim_id, version)
    claim.reason, claim.reason_words = reason, words.strip()
    return move(claim, Action.PROPOSE, by=by, note=words.strip())


@transaction.atomic
def send_back(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """Give a proposal back to the first check; what was proposed no longer stands."""
    claim = locked(claim_id, version)
    check_move(claim, Action.SEND_BACK, by=by)
    if not words.strip():
        raise Incomplete({"words": "请写明退回的理由。"})
    claim.awards.live().update(voided=True)
    claim.reason = claim.reason_words = ""
    return move(claim, Action.SEND_BACK, by=by, note=words.strip())


@transaction.atomic
def confirm(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Second check passed: the award stands, its days are used, and it is owed by a day.

    Changed when facts, coverages, what is used of them or the payee are not those proposed;
    CalendarUnknown when the working days to come are not known: nothing is promised by guess.
    """
    coverages = facts.lock_coverages(Claim.objects.get(pk=claim_id))
    claim = locked(claim_id, version)
    check_move(claim, Action.CONFIRM, by=by)
    award = claim.awards.live().first()
    if award is None:
        raise NotPayable(benefits.Outcome.REFUSED, (claim.reason,))
    known, covered = facts.facts_of(claim), facts.covers(coverages)
    if facts.digest(claim, known, covered) != award.input_hash:
        raise Changed
    award.approved_by, award.approved_at = by, timezone.now()
    if award.amount_fen:
        award.due_on = add_workdays(timezone.localdate(award.approved_at), PAID_WITHIN)
    award.save()
    _use(award, benefits.assess(known, covered), coverages)
    if award.amount_fen:
        orders.order(award, by=by)
    return move(claim, Action.CONFIRM, by=by)


@transaction.atomic
def refuse(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Second check of a proposed refusal: nothing is paid. Incomplete when an amount stands."""
    claim = locked(claim_id, version)
    check_move(claim, Action.REFUSE, by=by)
    if not claim.reason:
        raise Incomplete({"reason": "初审提出的是补助金额，不是不予补助；如不同意，请退回初审。"})
    return move(claim, Action.REFUSE, by=by)


def _use(award: Award, assessment: benefits.Assessment, coverages: Sequence[Coverage]) -> None:
    """Write what an award uses: a row a night, or a row a lump sum."""
    by_key = {str(coverage.pk): coverage for coverage in coverages}
    for line in assessment.lines:
        coverage = by_key[line.cover.key]
        if isinstance(line, benefits.DayLine):
            PaidDay.objects.bulk_create(
                PaidDay(
                    coverage=coverage, most_days=line.most_days, award=award, day=day, slot=slot
                )
                for day, slot in zip(line.days, _free_slots(coverage, line.most_days), strict=False)
            )
        else:
            LumpSum.objects.create(
                coverage=coverage, member=award.claim.member, kind=line.kind, award=award
            )


def _free_slots(coverage: Coverage, most_days: int) -> list[int]:
    """The numbers within the cap that no paid day holds; days taken back leave gaps."""
    taken = set(coverage.paid_days.filter(voided=False).values_list("slot", flat=True))
    return [slot for slot in range(1, most_days + 1) if slot not in taken]
