"""The one way in which a claim moves: nothing else writes its status.

A verb (claims.filing, review, originals, checking) locks the claim, asks whether the move is
allowed, writes what goes with it and moves, all in one transaction. `move` records an event and
owes the message. No verb calls Celery, a text message or a bank: they leave rows behind, which the
sweeps pick up.

Of every verb is true: `version` is the one the caller's form was read at; it gives the claim as it
then stands; it raises MoveRefused, SamePerson, PermissionDenied or Stale with nothing written.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import notices
from claims.errors import MoveRefused, SamePerson, Stale
from claims.models import Claim, ClaimEvent
from claims.states import MOVES, Action, Status
from members.models import User
from members.roles import Role


def locked(claim_id: UUID, version: int | None = None) -> Claim:
    """Lock a claim for a move; Stale when it is not of the version that the caller read."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("member").get(pk=claim_id)
    if version is not None and claim.version != version:
        raise Stale(version, claim.version)
    return claim


def check_move(claim: Claim, action: Action, *, by: User | None) -> None:
    """Refuse a move that the table does not give to this person on this claim."""
    allowed = MOVES[action]
    found = Status(claim.status)
    if found not in allowed.sources:
        raise MoveRefused(action, found)
    if allowed.by is None:
        return
    if by is None or not by.has_role(allowed.by):
        raise PermissionDenied
    own = by.pk in {claim.applicant_id, claim.member.user_id}
    if allowed.by is Role.MEMBER:
        if not own:
            raise PermissionDenied
    elif own or _did(claim, by, allowed.other_than):
        raise SamePerson(action)


def move(claim: Claim, action: Action, *, by: User | None, note: str = "") -> Claim:
    """Make one move on a locked claim: check, write, record, tell."""
    check_move(claim, action, by=by)
    before = claim.status
    claim.status = MOVES[action].target
    claim.since = timezone.now()
    claim.version += 1
    claim.save()
    event = ClaimEvent.objects.create(
        claim=claim,
        action=action,
        status_before=before,
        status_after=claim.status,
        by=by,
        note=note,
    )
    notices.moved(claim, event)
    return claim


def _did(claim: Claim, by: User, actions: frozenset[Action]) -> bool:
    return bool(actions) and claim.events.filter(by=by, action__in=actions).exists()
