"""Stays of one member that overlap in two claims."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from claims.models import Claim, Stay
from claims.states import Status

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Overlap:
    """A stay of this claim and one of another of the same member's."""

    own: Stay
    other: Stay


def overlaps(claim: Claim) -> list[Overlap]:
    """Find stays that share a night, or are of the same days. Two queries.

    Leaving one hospital on the day one enters another is no overlap. Drafts are the member's alone,
    and what was taken over from a claim closed late is in both.
    """
    own = list(claim.stays.all())
    if not own:
        return []
    spans = [_shares_a_night(stay) for stay in own]
    others = (
        Stay.objects.filter(_any(spans), claim__member=claim.member_id)
        .exclude(claim=claim)
        .exclude(claim__status=Status.DRAFT)
        .exclude(claim=claim.follows_id)
        .exclude(claim__follows=claim)
        .select_related("claim")
        .order_by("admitted_on", "pk")[:MOST]
    )
    return [Overlap(stay, other) for other in others for stay in own if overlap(stay, other)]


def overlap(one: Stay, other: Stay) -> bool:
    days = (one.admitted_on, one.discharged_on)
    if days == (other.admitted_on, other.discharged_on):
        return True
    return one.admitted_on < other.discharged_on and other.admitted_on < one.discharged_on


def _shares_a_night(stay: Stay) -> Q:
    within = Q(admitted_on__lt=stay.discharged_on, discharged_on__gt=stay.admitted_on)
    return within | Q(admitted_on=stay.admitted_on, discharged_on=stay.discharged_on)


def _any(conditions: list[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
