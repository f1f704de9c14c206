"""A member's claims on the first page, which belongs to an app that knows none."""

from django import template

from claims import lines
from members.models import Member

register = template.Library()

SHOWN = 3
LOOKED_AT = 20
"""Claims searched for what waits; who has more finds it in the list of all."""


@register.simple_tag
def own_claims(member: Member) -> dict[str, object]:
    """Give the newest few as `lines`, and what waits for the member as `waiting`."""
    claims = list(member.claims.all()[:LOOKED_AT])
    return {
        "lines": [lines.line(claim) for claim in claims[:SHOWN]],
        "waiting": lines.waiting(claims),
    }
