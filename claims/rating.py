"""Rating how a claim was handled (好差评): invited once it has ended, answered where it is poor.

One rating a claim, by whoever handles it for the member; it may be changed for some days, until
the office has answered. A poor one is answered by somebody who had no part in the claim, within so
many working days, and the member is told.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims import notices
from claims.control.apart import took_part
from claims.control.errors import AlreadyAnswered, Missing, TookPart
from claims.errors import NotToRate
from claims.models import Claim, Payout, Rating
from claims.models.payout import awards_paid
from claims.promise.payment import payout_of
from claims.promise.payments import start
from claims.states import Status
from members.models import Message, User
from members.roles import Role
from members.workdays import CalendarUnknown, add_workdays

INVITED_AFTER: Final = timedelta(days=3)
"""From payment, or from the day a claim ended without one."""
MADE_UP_FOR: Final = timedelta(days=7)
"""How long a sweep that did not run is made up for. Default."""
RATED_WITHIN: Final = timedelta(days=60)
"""From the end of the claim. Default, not sourced."""
CHANGED_WITHIN: Final = timedelta(days=7)
"""From the first rating. Default, not sourced."""
ANSWERED_WITHIN: Final = 15
"""Working days for the office to answer a poor rating."""
ANSWERERS: Final = (Role.SECOND_CHECKER, Role.AUDITOR)

ENDED: Final = (Status.REFUSED, Status.CLOSED_LATE)


def invite(today: date) -> int:
    """Owe an invitation for each claim that ended three days ago; give how many were new.

    Harmless to run twice. A claim that was taken back is nobody's service, and is left alone.
    """
    since, until = start(today - INVITED_AFTER - MADE_UP_FOR), start(today - INVITED_AFTER)
    span = (since, until + timedelta(days=1) - timedelta(microseconds=1))
    paid = Payout.objects.filter(state=Payout.State.PAID, settled_at__range=span)
    ended = Q(status__in=[*ENDED, Status.APPROVED], since__range=span)
    found = (
        Claim.objects.filter(ended | Q(pk__in=paid.values("award__claim")), rating=None)
        .select_related("applicant", "agency", "member__user")
        .prefetch_related(*awards_paid())
    )
    keyed = {notices.rating_key(claim): claim for claim in found if _ended_in(claim, span)}
    known = set(Message.objects.filter(key__in=keyed).values_list("key", flat=True))
    owed = [claim for key, claim in keyed.items() if key not in known]
    for claim in owed:
        notices.rating_invited(claim)
    return len(owed)


@transaction.atomic
def rate(claim_id: UUID, grade: Rating.Grade, words: str, *, by: User) -> Rating:
    """Rate a claim that ended, or change what was said. NotToRate before and after its time."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    if not claim.is_handled_by(by):
        raise PermissionDenied
    if not may_rate(claim):
        raise NotToRate
    now = timezone.now()
    rating = rating_of(claim)
    if rating is None:
        rating = Rating(claim=claim, given_at=now)
    else:
        rating.changed_at = now
    rating.grade, rating.words, rating.by = grade, words.strip(), by
    rating.answer_by = _answer_by(rating.given_at) if rating.poor else None
    rating.save()
    return rating


@transaction.atomic
def answer(rating_id: UUID, words: str, *, by: User) -> Rating:
    """Say what was done about a poor rating; the member is told.

    AlreadyAnswered, TookPart, Missing.
    """
    if not by.has_role(*ANSWERERS):
        raise PermissionDenied
    rows = Rating.objects.poor().select_for_update(of=("self",))
    rating = rows.select_related("claim__member__user", "claim__applicant").get(pk=rating_id)
    if rating.answered_at is not None:
        raise AlreadyAnswered
    if took_part(rating.claim, by):
        raise TookPart
    if not words.strip():
        raise Missing({"words": "请写明怎样联系的职工、做了什么改进。"})
    rating.answered_by, rating.answered_at, rating.answer = by, timezone.now(), words.strip()
    rating.save(update_fields=["answered_by", "answered_at", "answer"])
    notices.rating_answered(rating)
    return rating


def may_rate(claim: Claim) -> bool:
    """Whether a claim can be rated now, or its rating changed."""
    ended, rating, now = ended_at(claim), rating_of(claim), timezone.now()
    if rating is not None:
        return rating.answered_at is None and now <= rating.given_at + CHANGED_WITHIN
    return ended is not None and now <= ended + RATED_WITHIN


def rating_of(claim: Claim) -> Rating | None:
    return getattr(claim, "rating", None)


def ended_at(claim: Claim) -> datetime | None:
    """When the office was done with a claim: paid, worth nothing, refused, closed; else None."""
    if claim.status in ENDED:
        return claim.since
    if claim.status != Status.APPROVED:
        return None
    last = payout_of(claim.live_award)
    if last is None:
        return claim.since
    return last.settled_at if last.state == Payout.State.PAID else None


def _ended_in(claim: Claim, span: tuple[datetime, datetime]) -> bool:
    ended = ended_at(claim)
    return ended is not None and span[0] <= ended <= span[1]


def _answer_by(given_at: datetime) -> date | None:
    try:
        return add_workdays(timezone.localdate(given_at), ANSWERED_WITHIN)
    except CalendarUnknown:
        return None
