"""A member's claims on the first page, which belongs to an app that knows none."""

from typing import Final

from django import template

from claims import listing
from members.models import Member

register = template.Library()

SHOWN: Final = 3
LOOKED_AT: Final = 20
"""Claims searched for what waits; who has more finds it in the list of all."""


@register.simple_tag
def my_claims(member: Member) -> dict[str, object]:
    """Give the newest few as `lines`, and what waits for the member as `waiting`."""
    claims = list(member.claims.with_standing()[:LOOKED_AT])
    return {
        "lines": [listing.line(claim) for claim in claims[:SHOWN]],
        "waiting": listing.waiting(claims),
    }
