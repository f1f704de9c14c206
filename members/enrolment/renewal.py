"""Renewing: the roster of the next period, filled in with the people of the last."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from members.enrolment.columns import ID_KINDS, SEXES
from members.enrolment.register import LAST_PERIOD
from members.models import AccessLog, Member, Unit, User

READ: Final = "unit_people"
"""In the access log: who took away the numbers of a unit's people."""

_KINDS: Final = {kind: words for words, kind in ID_KINDS.items()}
_SEXES: Final = {str(sex): words for words, sex in SEXES.items()}


def people(unit: Unit, *, by: User) -> list[Mapping[str, str]]:
    """Give those whom the unit had covered within a year, cells by heading; on record.

    Clear ID numbers, which a unit has of its own people, and no phone: it may have become the
    member's own.
    """
    since = timezone.localdate() - LAST_PERIOD
    found: list[Mapping[str, str]] = [
        {
            "姓名": member.name,
            "证件类型": _KINDS.get(member.id_kind, ""),
            "证件号码": member.id_number,
            "性别": _SEXES.get(member.sex, ""),
        }
        for member in Member.objects.covered_through(unit, since=since)
    ]
    AccessLog.objects.create(
        by=by, what=READ, object_id=str(unit.pk), reason=f"续保名册 {len(found)}人"
    )
    return found
