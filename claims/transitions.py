"""The one way in which a claim moves: nothing else writes its status.

A verb (claims.filing, review, originals, checking) locks the claim, asks whether the move is
allowed, writes what goes with it and moves, all in one transaction. `move` records an event and
owes the message. No verb calls Celery, a text message or a bank: they leave rows behind, which the
sweeps pick up.

Of every verb is true: `version` is the one the caller's form was read at; it gives the claim as it
then stands; it raises MoveRefused, SamePerson, Held, PermissionDenied or Stale with nothing
written.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from claims import notices
from claims.errors import AtStation, Disputed, Held, Interested, MoveRefused, SamePerson, Stale
from claims.models import Claim, ClaimEvent
from claims.recording import record
from claims.states import CONTESTING, JUDGING, MOVES, Action, Hold, Move, Status
from members.models import Cadre, User
from members.prepared import prepared
from members.roles import Role


def locked(claim_id: UUID, version: int | None = None, *, of_member: bool = False) -> Claim:
    """Lock a claim for a move; Stale when it is not of the version that the caller read.

    `of_member` locks the member too, so that one claim of theirs is moved at a time.
    """
    found = _locked_with_member(claim_id) if of_member else _locked(claim_id)
    if not found:
        raise Claim.DoesNotExist
    [claim] = found
    if version is not None and claim.version != version:
        raise Stale(version, claim.version)
    return claim


@prepared
def _locked(claim_id: UUID) -> QuerySet[Claim]:
    claims = Claim.objects.select_related("member", "applicant", "agency")
    return claims.filter(pk=claim_id).select_for_update(of=("self",))


@prepared
def _locked_with_member(claim_id: UUID) -> QuerySet[Claim]:
    claims = Claim.objects.select_related("member", "applicant", "agency")
    return claims.filter(pk=claim_id).select_for_update(of=("self", "member"), no_key=True)


def check_move(claim: Claim, action: Action, *, by: User | None) -> None:
    """Refuse a move that the table does not give to this person on this claim."""
    allowed = MOVES[action]
    found = Status(claim.status)
    if found not in allowed.sources:
        raise MoveRefused(action, found)
    if allowed.by is None:
        return
    if by is None:
        raise PermissionDenied
    if allowed.by is Role.MEMBER:
        if not by.has_role(Role.MEMBER, Role.AGENT) or not claim.is_handled_by(by):
            raise PermissionDenied
        return
    if not by.has_role(allowed.by):
        raise PermissionDenied
    if by.pk in {claim.applicant_id, claim.member.user_id} or _of_their_unit(claim, by):
        raise Interested(action)
    if _acted(claim, by, allowed):
        raise SamePerson(action)
    if allowed.target is Status.APPROVED and claim.by_agent and claim.by_agent.disputed:
        raise Disputed
    until = claim.community_until
    if action is Action.TAKE and until is not None and until >= timezone.localdate():
        raise AtStation(str(claim.community), until)
    _check_hold(claim, action, by)


def move(claim: Claim, action: Action, *, by: User | None, note: str = "") -> Claim:
    """Make one move on a locked claim: check, write, record, tell."""
    check_move(claim, action, by=by)
    before = claim.status
    claim.status = MOVES[action].target
    claim.since = timezone.now()
    claim.version += 1
    if claim.status != Status.IN_REVIEW:
        claim.held_until = None
    claim.contested |= action in CONTESTING
    event = ClaimEvent(
        claim=claim,
        action=action,
        status_before=before,
        status_after=claim.status,
        by=by,
        note=note,
    )
    record(claim, event, notices.moved(claim, action))
    claim.__dict__.pop("past", None)
    return claim


def _check_hold(claim: Claim, action: Action, by: User) -> None:
    """A claim in pre-review is one person's, until the hold has lapsed and another takes over."""
    if claim.status != Status.IN_REVIEW:
        return
    hold, mine = MOVES[action].hold, claim.reviewer_id == by.pk
    living = claim.held_until if claim.held_until and claim.held_until > timezone.now() else None
    others = claim.reviewer_id is not None and not mine
    if others and (hold is Hold.OWN or (hold is Hold.LAPSED and living)):
        raise Held(str(claim.reviewer), living)


def _of_their_unit(claim: Claim, by: User) -> bool:
    """Whether they act for the unit of the claim's member."""
    return by.has_role(Role.CADRE) and (
        Cadre.objects.on(timezone.localdate()).filter(user=by, unit=claim.member.unit_id).exists()
    )


def _acted(claim: Claim, by: User, allowed: Move) -> bool:
    """Whether a person's earlier acts on the claim bar a move. One query at most."""
    if not (allowed.other_than or allowed.judges):
        return False
    if not claim.contested and allowed.other_than <= CONTESTING:
        return False
    objected = False
    for action, who, _at in claim.past:
        objected = objected or action == Action.OBJECT
        judged = objected and allowed.judges and action in JUDGING
        if who == by.pk and (action in allowed.other_than or judged):
            return True
    return False
