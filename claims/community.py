"""The community's first review (社区初审): are the papers all there, before the centre looks?

No status of its own: the claim waits for the centre as any does, and names the station that looks
first and until when. The station vouches for it, or asks for all that is lacking at once; it never
decides. Once its day has passed the centre goes on without it.
"""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import completeness
from claims.errors import Incomplete, MoveRefused
from claims.models import Claim
from claims.review import Asked, open_correction
from claims.states import Action, Status
from claims.transitions import check_move, locked, move
from members.models import Station, User


def waiting(user: User) -> QuerySet[Claim]:
    """What waits for the stations below a reviewer's own, oldest first."""
    if user.station is None:
        return Claim.objects.none()
    stations = Station.objects.within(user.station)
    found = Claim.objects.filter(
        status=Status.SUBMITTED, community__in=stations, community_until__isnull=False
    )
    return found.order_by("submitted_at", "pk").select_related("member", "community")


@transaction.atomic
def vouch(claim_id: UUID, *, by: User) -> Claim:
    """Say that the papers are all there. Incomplete where one is not; the claim goes to the centre.

    MoveRefused when nothing is asked of a station any more, PermissionDenied for another's claims.
    """
    claim = _theirs(claim_id, Action.VOUCH, by)
    lacking = completeness.paper_problems(claim)
    if lacking:
        raise Incomplete(lacking)
    claim.community_until, claim.vouched_at = None, timezone.now()
    return move(claim, Action.VOUCH, by=by, note=str(claim.community))


@transaction.atomic
def ask(claim_id: UUID, asked: Iterable[Asked], *, by: User) -> Claim:
    """Ask for what is lacking, all of it at once; what is answered goes to the centre."""
    claim = _theirs(claim_id, Action.STATION_ASK, by)
    open_correction(claim, asked, by=by)
    claim.community_until = None
    return move(claim, Action.STATION_ASK, by=by, note=str(claim.community))


def _theirs(claim_id: UUID, action: Action, by: User) -> Claim:
    claim = locked(claim_id)
    check_move(claim, action, by=by)
    if claim.community_until is None:
        raise MoveRefused(action, Status(claim.status))
    if by.station is None or claim.community is None:
        raise PermissionDenied
    if claim.community not in Station.objects.within(by.station):
        raise PermissionDenied
    return claim
