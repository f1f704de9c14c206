"""For which unit the account acts on this page."""

from typing import Final

from django.http import HttpRequest

from members import posts
from members.models import Unit
from members.signin import account

CHOSEN: Final = "unit"
"""In the session: the unit chosen of several."""


def unit_of(request: HttpRequest) -> Unit | None:
    """Give the unit that was chosen, or the first of those the account acts for; None for none."""
    units = posts.units_of(account(request))
    chosen = request.session.get(CHOSEN)
    return next((unit for unit in units if str(unit.pk) == chosen), units[0] if units else None)
