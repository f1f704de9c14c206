"""For which unit the account acts on this page."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest

from members import posts
from members.models import Unit
from members.signin import account

CHOSEN: Final = "unit"
"""In the session: the unit chosen of several."""


def unit_of(request: HttpRequest) -> Unit | None:
    """Give the unit for which the account acts now; None when it acts for none."""
    return chosen(request, posts.units_of(account(request)))


def chosen(request: HttpRequest, units: Sequence[Unit]) -> Unit | None:
    """Give the one of an account's units that was chosen, or the first."""
    wanted = request.session.get(CHOSEN)
    return next((unit for unit in units if str(unit.pk) == wanted), units[0] if units else None)
