"""Who had a part in a claim, so that somebody else takes the second look."""

from django.db.models import Q

from claims.models import Claim, ClaimEvent, Payout, Ruling
from members.models import User


def took_part(claim: Claim, user: User) -> bool:
    """Whether a person moved the claim, paid it, ruled on its payments, or is whom it is about."""
    if user.pk in {claim.applicant_id, claim.member.user_id}:
        return True
    paid = Q(batch__prepared_by=user) | Q(batch__sealed_by=user) | Q(changes__decided_by=user)
    ruled = Q(asked_by=user) | Q(confirmed_by=user)
    return (
        ClaimEvent.objects.filter(claim=claim, by=user).exists()
        or Payout.objects.filter(paid, award__claim=claim).exists()
        or Ruling.objects.filter(ruled, payout__award__claim=claim).exists()
    )
