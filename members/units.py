"""What a unit's cadre may put right of the unit itself."""

from typing import Final
from uuid import UUID

from django.db import transaction

from members.models import AccessLog, Unit, User

HEADCOUNT: Final = "unit_headcount"
"""In the access log: who corrected the number of staff, from what to what."""


@transaction.atomic
def correct_headcount(unit_id: UUID, *, by: User, headcount: int, joining_note: str) -> Unit:
    """Take over how many staff the unit has now, and why fewer joined than is asked for."""
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    changed = f"{unit.headcount} → {headcount}"
    unit.headcount, unit.joining_note = headcount, joining_note
    unit.save(update_fields=["headcount", "joining_note"])
    AccessLog.objects.create(by=by, what=HEADCOUNT, object_id=str(unit.pk), reason=changed)
    return unit
