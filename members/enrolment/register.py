"""What the register knows of the people of a roster, asked in two queries however many they are.

People go by the blind index of their ID number, in hex: as it is kept, sorted and written.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from members.identity import mask_id
from members.models import Member, Unit

ID_NUMBER: Final = Member._meta.get_field("id_number")  # noqa: SLF001 - Django's door
LAST_PERIOD: Final = timedelta(days=366)
"""Whoever was covered through a unit so long ago at most belonged to its last period."""

MEMBERS: Final = """
SELECT encode(m.id_number_index, 'hex'), m.id::text, m.name,
       coalesce(encode(m.phone_index, 'hex'), ''), m.unit_id IS NOT DISTINCT FROM %(unit)s::uuid,
       m.user_id IS NOT NULL
  FROM members_member m
 WHERE m.id_number_index = ANY(%(indexes)s::bytea[])
"""
COVERED: Final = """
SELECT c.member_id::text,
       bool_or(c.starts_on <= %(ends_on)s AND c.ends_on >= %(starts_on)s),
       bool_or(c.starts_on <= %(ends_on)s AND c.ends_on >= %(starts_on)s AND c.unit_id = %(unit)s),
       max(c.ends_on) FILTER (WHERE c.ends_on < %(starts_on)s
                                AND (c.unit_id = %(unit)s OR %(unit)s::uuid IS NULL))
  FROM members_coverage c
 WHERE c.member_id = ANY(%(members)s::uuid[]) AND NOT c.voided
 GROUP BY c.member_id
"""
LEFT: Final = """
SELECT m.id::text, m.name, m.id_number, max(c.ends_on)
  FROM members_coverage c
  JOIN members_member m ON m.id = c.member_id
 WHERE c.unit_id = %(unit)s AND NOT c.voided AND c.ends_on >= %(since)s
   AND m.id_number_index <> ALL(%(staying)s::bytea[])
 GROUP BY m.id
HAVING max(c.ends_on) < %(starts_on)s
 ORDER BY m.name, m.id
"""


class Known(NamedTuple):
    """A member, as far as enrolling them for certain days goes. Voided covers do not count."""

    id_index: str
    member_id: str
    name: str
    phone_index: str
    """Empty where no phone is known."""
    here: bool
    """Whether they were last enrolled by the unit that asks."""
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
    indexes: Collection[str], unit: Unit | None, starts_on: date, ends_on: date
) -> Mapping[str, Known]:
    """Give those who are members, by index. Without a unit every unit counts as the asking."""
    asked: dict[str, Any] = {"unit": unit and unit.pk, "starts_on": starts_on, "ends_on": ends_on}
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, {"indexes": _array(indexes)} | asked)
        members = cursor.fetchall()
        if not members:
            return {}
        keys = ",".join(member[1] for member in members)
        cursor.execute(COVERED, {"members": f"{{{keys}}}"} | asked)
        covers = {key: (True, *told) for key, *told in cursor.fetchall()}
    return {member[0]: Known(*member, *covers.get(member[1], NEVER)) for member in members}


NEVER: Final = (False, False, False, None)
"""Of whom was never covered."""


class Leaver(NamedTuple):
    """Somebody of the unit's last period, whose cover has ended and who is not in the roster."""

    name: str
    masked_id: str
    until: str
    """ISO."""


def leavers(unit: Unit, staying: Collection[str], starts_on: date) -> list[Leaver]:
    """Give those whose last cover here ended within a year before a day, but for `staying`."""
    values: dict[str, Any] = {
        "staying": _array(staying),
        "unit": unit.pk,
        "since": starts_on - LAST_PERIOD,
        "starts_on": starts_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(LEFT, values)
        return [
            Leaver(name, mask_id(ID_NUMBER.text(number, key)), until.isoformat())
            for key, name, number, until in cursor.fetchall()
        ]


def _array(indexes: Collection[str]) -> str:
    """Write an array of bytea as PostgreSQL reads it: much faster than value by value."""
    return r'{"\\x' + r'","\\x'.join(indexes) + '"}' if indexes else "{}"
