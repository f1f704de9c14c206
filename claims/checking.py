"""The checks of an accepted claim: what it is worth, found by one person, confirmed by others.

Verbs as claims.transitions says, which also count days and owe money. Locks are taken in one order:
coverages, then the claim; what is scarce is locked before it is counted.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import awarding, benefits, facts
from claims.errors import Incomplete, NotPayable, ThirdNeeded
from claims.models import Award, Claim, Occurrence
from claims.reasons import Refusal
from claims.states import Action
from claims.transitions import check_move, locked, move
from members.models import User


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
def propose(
    claim_id: UUID,
    *,
    by: User,
    otherwise: awarding.Override | None = None,
    version: int | None = None,
) -> Claim:
    """Propose what the rules give: an amount, or nothing where the cap is used up.

    `otherwise` proposes something else, for a reason that is kept beside what the rules give.
    NotPayable when the rules refuse, or do not know and nobody says otherwise: then a refusal is
    to be proposed. Incomplete when the override cannot be.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.PROPOSE, by=by)
    award = awarding.proposed(claim, by=by, otherwise=otherwise)
    claim.reasons, claim.reason_words = [], ""
    return move(claim, Action.PROPOSE, by=by, note=award.override_reason)


@transaction.atomic
def propose_refusal(
    claim_id: UUID,
    reasons: Sequence[Refusal],
    *,
    by: User,
    words: str = "",
    version: int | None = None,
) -> Claim:
    """Propose to pay nothing, for all the coded reasons; only another person can decide it."""
    claim = locked(claim_id, version)
    check_move(claim, Action.PROPOSE, by=by)
    if not reasons:
        raise Incomplete({"reasons": "请至少选择一项原因。"})
    claim.reasons, claim.reason_words = [*reasons], words.strip()
    return move(claim, Action.PROPOSE, by=by, note=words.strip())


@transaction.atomic
def send_back(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """Give a proposal back to the first check; what was proposed no longer stands."""
    return _returned(claim_id, words, Action.SEND_BACK, by=by, version=version)


@transaction.atomic
def return_(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """The same by the third: what two found no longer stands."""
    return _returned(claim_id, words, Action.RETURN, by=by, version=version)


@transaction.atomic
def confirm(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Second check passed: the award stands, its days are used, and it is owed by a day.

    Changed when facts, coverages, what is used of them or the payee are not those proposed;
    CalendarUnknown when the working days to come are not known: nothing is promised by guess;
    ThirdNeeded when two people are not enough: also while a flag is open.
    """
    facts.lock_coverages(claim_id)
    claim = locked(claim_id, version)
    check_move(claim, Action.CONFIRM, by=by)
    award = _live(claim)
    if award.needs_third or award.noticed:
        raise ThirdNeeded
    awarding.approved(award, by=by)
    return move(claim, Action.CONFIRM, by=by)


@transaction.atomic
def pass_on(claim_id: UUID, *, by: User, words: str = "", version: int | None = None) -> Claim:
    """Second check passed, and a third person decides: over the sheet's amount, or flagged."""
    facts.lock_coverages(claim_id)
    claim = locked(claim_id, version)
    check_move(claim, Action.PASS_ON, by=by)
    award = _live(claim)
    if not (award.needs_third or award.noticed or words.strip()):
        raise Incomplete({"words": "请写明为什么须由第三位工作人员终审。"})
    awarding.unchanged(award, facts.coverages_of(claim))
    award.needs_third = True
    award.checked_by, award.checked_at = by, timezone.now()
    award.save(update_fields=["needs_third", "checked_by", "checked_at"])
    return move(claim, Action.PASS_ON, by=by, note=words.strip())


@transaction.atomic
def approve(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Third check passed; all that `confirm` says."""
    facts.lock_coverages(claim_id)
    claim = locked(claim_id, version)
    check_move(claim, Action.APPROVE, by=by)
    awarding.approved(_live(claim), by=by)
    return move(claim, Action.APPROVE, by=by)


@transaction.atomic
def refuse(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Second check of a proposed refusal: nothing is paid. Incomplete when an amount stands."""
    claim = locked(claim_id, version)
    check_move(claim, Action.REFUSE, by=by)
    if not claim.reasons or claim.awards.live().exists():
        raise Incomplete({"reasons": "初审提出的是补助金额，不是不予补助；如不同意，请退回初审。"})
    claim.refused_by = by
    return move(claim, Action.REFUSE, by=by)


def _live(claim: Claim) -> Award:
    """The proposal of a locked claim."""
    if claim.live_award is None:
        raise NotPayable(benefits.Outcome.REFUSED, tuple(claim.reasons))
    return claim.live_award


def _returned(
    claim_id: UUID, words: str, action: Action, *, by: User, version: int | None
) -> Claim:
    claim = locked(claim_id, version)
    check_move(claim, action, by=by)
    if not words.strip():
        raise Incomplete({"words": "请写明退回的理由。"})
    claim.awards.live().update(voided=True)
    claim.reasons, claim.reason_words = [], ""
    return move(claim, action, by=by, note=words.strip())
