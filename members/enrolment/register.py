"""What the register knows of the people of a roster, asked in one query however many a unit sends.

People go by the blind index of their ID number, in hex: as it is kept, sorted and written.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from members.fields import BlindIndexField
from members.identity import mask_id
from members.models import Member, Unit

ID_NUMBER: Final = Member._meta.get_field("id_number")  # noqa: SLF001 - Django's door
ID_INDEX: Final = Member._meta.get_field("id_number_index")  # noqa: SLF001
PHONE_INDEX: Final = Member._meta.get_field("phone_index")  # noqa: SLF001
LAST_PERIOD: Final = timedelta(days=366)
"""Whoever was covered through a unit so long ago at most belonged to its last period."""

MOST_ASKED: Final = 20_000
"""People at once; of more than a roster has, only a bench's, the answers would fill the memory."""

MEMBERS: Final = """
SELECT encode(m.id_number_index, 'hex'), m.id::text, m.name,
       coalesce(encode(m.phone_index, 'hex'), ''), m.unit_id IS NOT DISTINCT FROM %(unit)s::uuid,
       m.user_id IS NOT NULL, c.before, c.now, c.here, c.until
  FROM members_member m
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE NOT voided) > 0,
              count(*) FILTER (WHERE NOT voided AND starts_on <= %(ends_on)s
                                 AND ends_on >= %(starts_on)s) > 0,
              count(*) FILTER (WHERE NOT voided AND starts_on <= %(ends_on)s
                                 AND ends_on >= %(starts_on)s AND unit_id = %(unit)s) > 0,
              max(ends_on) FILTER (WHERE NOT voided AND ends_on < %(starts_on)s
                                     AND (unit_id = %(unit)s OR %(unit)s::uuid IS NULL))
         FROM members_coverage
        WHERE member_id = m.id) AS c (before, now, here, until)
 WHERE m.id_number_index = ANY(%(indexes)s::bytea[])
"""
"""Voided covers are told apart late: where they are left out at once, PostgreSQL goes by the index
that keeps covers from overlapping, which is many times slower than that of the member."""
LEFT: Final = """
SELECT m.name, m.id::text, encode(m.id_number, 'hex'), max(c.ends_on)::text
  FROM members_coverage c
  JOIN members_member m ON m.id = c.member_id
 WHERE c.unit_id = %(unit)s AND NOT c.voided AND c.ends_on >= %(since)s
   AND c.member_id <> ALL(%(staying)s::uuid[])
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

    @property
    def told_apart(self) -> bool:
        """Whether the unit that asks is told what its roster has otherwise."""
        return self.until is not None and not self.bound


def known(
    indexes: Collection[str], unit: Unit | None, starts_on: date, ends_on: date
) -> Mapping[str, Known]:
    """Give those who are members, by index. Without a unit every unit counts as the asking."""
    about: dict[str, Any] = {"unit": unit and unit.pk, "starts_on": starts_on, "ends_on": ends_on}
    asked, members = list(indexes), dict[str, Known]()
    with connection.cursor() as cursor:
        for first in range(0, len(asked), MOST_ASKED):
            part = asked[first : first + MOST_ASKED]
            cursor.execute(MEMBERS, {"indexes": _array(part)} | about)
            members |= {told[0]: Known._make(told) for told in cursor.fetchall()}
    return members


class Leaver(NamedTuple):
    """Somebody of the unit's last period, whose cover has ended and who is not in the roster."""

    name: str
    member_id: str
    id_number: str
    """Sealed, in hex: opened for those alone whom a page shows."""
    until: str
    """ISO."""

    @property
    def masked_id(self) -> str:
        return mask_id(ID_NUMBER.text(bytes.fromhex(self.id_number), self.member_id))


def leavers(unit: Unit, staying: Iterable[Known], starts_on: date) -> list[Leaver]:
    """Give those whose last cover here ended within a year before a day, but for `staying`."""
    values: dict[str, Any] = {
        "staying": "{" + ",".join(member.member_id for member in staying) + "}",
        "unit": unit.pk,
        "since": starts_on - LAST_PERIOD,
        "starts_on": starts_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(LEFT, values)
        return list(map(Leaver._make, cursor.fetchall()))


def hashed(field: BlindIndexField, values: Sequence[str]) -> dict[str, str]:
    """Give the blind index of each value, in hex."""
    return dict(zip(values, map(bytes.hex, field.indexes_of(values)), strict=True))


def _array(indexes: Collection[str]) -> str:
    """Write an array of bytea as PostgreSQL reads it: much faster than value by value."""
    return r'{"\\x' + r'","\\x'.join(indexes) + '"}'
