"""The originals: on their way, signed in, compared with the pictures, accepted.

Verbs as claims.transitions says.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import deadlines, numbers
from claims.errors import Incomplete, NotOpen
from claims.models import Claim, Parcel
from claims.states import AWAITING_ORIGINALS, Action
from claims.transitions import check_move, locked, move
from members.models import User


@transaction.atomic
def register_parcel(claim_id: UUID, *, courier: str, number: str) -> Parcel:
    """Note that the originals were posted; a second registration corrects the first."""
    claim = locked(claim_id)
    if claim.status not in AWAITING_ORIGINALS:
        raise NotOpen
    parcel, _created = Parcel.objects.update_or_create(
        claim=claim,
        received_at=None,
        defaults={"way": Parcel.Way.POSTED, "courier": courier, "number": number},
    )
    claim.version += 1
    claim.save(update_fields=["version"])
    return parcel


@transaction.atomic
def receive(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Sign the originals in: the parcel under way, or papers brought to the counter."""
    claim = locked(claim_id, version)
    check_move(claim, Action.RECEIVE, by=by)
    parcel = claim.parcels.under_way().first()
    if parcel is None:
        parcel = Parcel(claim=claim, way=Parcel.Way.BROUGHT)
    parcel.received_at, parcel.received_by = timezone.now(), by
    parcel.save()
    claim.answer_by = None
    return move(claim, Action.RECEIVE, by=by)


@transaction.atomic
def dispute(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """Say that the originals do not match the pictures, and what to send instead."""
    claim = locked(claim_id, version)
    check_move(claim, Action.DISPUTE, by=by)
    if not words.strip():
        raise Incomplete({"words": "请写明哪份原件不符、需要怎样补交。"})
    claim.answer_by = timezone.localdate() + deadlines.ANSWER_WITHIN
    claim.reason_words = words.strip()
    return move(claim, Action.DISPUTE, by=by, note=words.strip())


@transaction.atomic
def accept(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Accept the claim formally: from here on the office alone moves it."""
    claim = locked(claim_id, version)
    claim.acceptance_number = claim.acceptance_number or numbers.acceptance_number()
    claim.reason_words = ""
    return move(claim, Action.ACCEPT, by=by)
