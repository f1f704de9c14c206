"""What the register knows of the people of a roster, asked in one query however many they are."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from members.models import Member, Unit

LAST_PERIOD: Final = timedelta(days=366)
"""Whoever was covered through a unit so long ago at most belonged to its last period."""

KNOWN: Final = """
SELECT m.id_number_index, m.id, m.name, m.phone_index, m.unit_id, m.user_id IS NOT NULL,
       count(c.id) > 0,
       coalesce(bool_or(c.starts_on <= %(ends_on)s AND c.ends_on >= %(starts_on)s), false),
       coalesce(bool_or(c.starts_on <= %(ends_on)s AND c.ends_on >= %(starts_on)s
                        AND c.unit_id = %(unit)s), false),
       max(c.ends_on) FILTER (WHERE c.ends_on < %(starts_on)s
                                AND (c.unit_id = %(unit)s OR %(unit)s::uuid IS NULL))
  FROM members_member m
  LEFT JOIN members_coverage c ON c.member_id = m.id AND NOT c.voided
 WHERE m.id_number_index = ANY(%(indexes)s)
 GROUP BY m.id
"""


class Known(NamedTuple):
    """A member, as far as enrolling them for certain days goes. Voided covers do not count."""

    member_id: UUID
    name: str
    phone_index: bytes | None
    unit_id: UUID | None
    bound: bool
    """To an account: then name and phone are theirs to change."""
    covered_before: bool
    covered: bool
    """On any of the days, through whichever unit."""
    covered_here: bool
    """… through the unit that asks."""
    until: date | None
    """The last day of the latest cover before those days, through the unit that asks."""


def known(
    numbers: Collection[str], unit: Unit | None, starts_on: date, ends_on: date
) -> Mapping[str, Known]:
    """Give those who are members, by ID number. Without a unit every unit counts as the asking."""
    index_of = Member._meta.get_field("id_number_index").index_of  # noqa: SLF001 - Django's door
    indexes = {index_of(number): number for number in numbers}
    values: dict[str, Any] = {
        "indexes": list(indexes),
        "unit": unit and unit.pk,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, values)
        return {indexes[bytes(index)]: Known(*rest) for index, *rest in cursor}


class Leaver(NamedTuple):
    """Somebody of the unit's last period, whose cover has ended and who is not in the roster."""

    name: str
    masked_id: str
    until: str
    """ISO."""


def leavers(unit: Unit, staying: Collection[UUID], starts_on: date) -> list[Leaver]:
    """Give those whose last cover here ended within a year before a day, but for `staying`."""
    last = Member.objects.covered_through(unit, since=starts_on - LAST_PERIOD)
    gone = [
        key
        for key, until in last.values_list("pk", "until")  # type: ignore[misc]
        if until < starts_on and key not in staying
    ]
    return [
        Leaver(member.name, member.masked_id, member.until.isoformat())  # type: ignore[attr-defined]
        for member in last.filter(pk__in=gone)
    ]
