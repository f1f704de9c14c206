"""For which unit the account acts on this page."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from members import posts
from members.models import Cadre, EnrolmentBatch, Unit
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


def batch_of(request: HttpRequest, batch_id: UUID) -> EnrolmentBatch:
    """Give a roster of any unit the account acts for; 404 for another's as for none."""
    units = Cadre.objects.on(timezone.localdate()).filter(user=account(request)).values("unit")
    batches = EnrolmentBatch.objects.select_related("unit", "scheme", "gift").filter(unit__in=units)
    return get_object_or_404(batches, pk=batch_id)
