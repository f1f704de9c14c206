"""The nightly look at the books, and clearing what it found.

Every invariant is asked; what breaks one is written down and stops all exports until one person
has explained it and another has cleared it. What was cleared once is known and stops nothing again.
"""

from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims import invariants
from claims.models import Payout, Reconciliation
from claims.payouts.errors import AlreadyCleared, NotExplained, NoWords, OwnExplanation
from members.models import User
from members.roles import Role

FILES_OF: Final = timedelta(days=2)
"""Files and batches this young are opened every night, of the older files a part of 256."""


def reconcile() -> Reconciliation:
    """Ask every invariant and write down what was found. Twice a night does no harm."""
    now = timezone.now()
    late = Payout.objects.late(timezone.localdate(now)).exclude(state=Payout.State.RETURNED)
    found = [
        {"invariant": one.invariant, "what": one.what}
        for one in invariants.all_breaks(since=now - FILES_OF)
    ]
    cleared = Reconciliation.objects.exclude(cleared_at=None).values_list("breaks", flat=True)
    known = [one for breaks in cleared for one in breaks]
    return Reconciliation.objects.create(
        at=now,
        breaks=[one for one in found if one not in known],
        known=sum(one in known for one in found),
        late=list(late.order_by("due_on").values_list("bank_ref", flat=True)),
    )


@transaction.atomic
def explain(reconciliation_id: int, words: str, *, by: User) -> Reconciliation:
    """First of two: say what was found and why it is harmless, or how it was mended."""
    if not by.has_role(Role.ACCOUNTANT):
        raise PermissionDenied
    reconciliation = _locked(reconciliation_id)
    if not reconciliation.open:
        raise AlreadyCleared
    if not words.strip():
        raise NoWords
    reconciliation.explanation = words.strip()
    reconciliation.explained_by, reconciliation.explained_at = by, timezone.now()
    reconciliation.save(update_fields=["explanation", "explained_by", "explained_at"])
    return reconciliation


@transaction.atomic
def clear(reconciliation_id: int, words: str, *, by: User) -> Reconciliation:
    """Second of two: agree in words, and let exports go on."""
    if not by.has_role(Role.AUDITOR):
        raise PermissionDenied
    reconciliation = _locked(reconciliation_id)
    if not reconciliation.open:
        raise AlreadyCleared
    if reconciliation.explained_by_id is None:
        raise NotExplained
    if reconciliation.explained_by_id == by.pk:
        raise OwnExplanation
    if not words.strip():
        raise NoWords
    reconciliation.clearance = words.strip()
    reconciliation.cleared_by, reconciliation.cleared_at = by, timezone.now()
    reconciliation.save(update_fields=["clearance", "cleared_by", "cleared_at"])
    return reconciliation


def _locked(reconciliation_id: int) -> Reconciliation:
    return Reconciliation.objects.select_for_update(of=["self"]).get(pk=reconciliation_id)
