"""Writing a roster into the register: members and coverages by COPY, sealed once, in one order.

Everything goes by the blind index of the ID number, so that two rosters with people in common
wait for each other and never deadlock. What must not be twice (a member, a day of cover) the
constraints refuse: then the caller's transaction is undone as a whole. The number of statements
does not depend on the number of people.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Final
from uuid import UUID

from django.db import connection

from members.enrolment.columns import Row
from members.enrolment.register import Known
from members.enrolment.roster import Entry
from members.keys import new_key
from members.models import EnrolmentBatch, Member

MEMBERS: Final = (
    "members_member (id, name, id_kind, id_number, id_number_index, sex, born_on, phone,"
    " phone_index, unit_id)"
)
COVERAGES: Final = (
    "members_coverage (id, member_id, scheme_id, unit_id, batch_id, fee_class, fee_fen, starts_on,"
    " ends_on, first_enrolment, most_days, voided)"
)
LOCK: Final = (
    "SELECT 1 FROM members_member WHERE id = ANY(%s) ORDER BY id_number_index FOR NO KEY UPDATE"
)
MOVE: Final = "UPDATE members_member SET unit_id = %s WHERE id = ANY(%s)"
TAKE_OVER: Final = """
UPDATE members_member m
   SET name = said.name, phone = coalesce(said.phone, m.phone),
       phone_index = coalesce(said.phone_index, m.phone_index)
  FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::bytea[])
       AS said (id, name, phone, phone_index)
 WHERE m.id = said.id AND m.user_id IS NULL
"""

ID_NUMBER: Final = Member._meta.get_field("id_number")  # noqa: SLF001
ID_INDEX: Final = Member._meta.get_field("id_number_index")  # noqa: SLF001
PHONE: Final = Member._meta.get_field("phone")  # noqa: SLF001
PHONE_INDEX: Final = Member._meta.get_field("phone_index")  # noqa: SLF001


def cover(
    batch: EnrolmentBatch,
    entries: Iterable[Entry],
    members: Mapping[str, Known],
    *,
    starts_on: date,
    ends_on: date,
    most_days: int | None,
) -> None:
    """Cover everybody for these days, making members of those who are none.

    What the roster says of name and phone is taken over until the member is bound to an account;
    from then on only they themselves or the service centre change it. IntegrityError when
    somebody became a member or was covered meanwhile.
    """
    indexed = sorted(
        ((ID_INDEX.index_of(entry.row.id_number), entry) for entry in entries), key=itemgetter(0)
    )
    ordered = [entry for _, entry in indexed]
    keys = {number: member.member_id for number, member in members.items()}
    new = [
        (new_key(), index, entry.row) for index, entry in indexed if entry.row.id_number not in keys
    ]
    keys |= {row.id_number: key for key, _, row in new}
    _copy(MEMBERS, (_member(*one, batch.unit_id) for one in new))
    _change(ordered, members, batch.unit_id)
    _copy(
        COVERAGES,
        (
            (
                new_key(),
                keys[entry.row.id_number],
                batch.scheme_id,
                batch.unit_id,
                batch.pk,
                entry.fee_class,
                entry.fee_fen,
                starts_on,
                ends_on,
                not (member and member.covered_before),
                most_days,
                False,
            )
            for entry in ordered
            for member in [members.get(entry.row.id_number)]
        ),
    )


def _member(key: UUID, index: bytes | None, row: Row, unit_id: UUID) -> Sequence[object]:
    return (
        key,
        row.name,
        row.id_kind,
        _hex(ID_NUMBER.sealed(row.id_number, key)),
        _hex(index),
        row.sex,
        row.born_on,
        _hex(PHONE.sealed(row.phone, key)),
        _hex(PHONE_INDEX.index_of(row.phone)),
        unit_id,
    )


def _change(ordered: Iterable[Entry], members: Mapping[str, Known], unit_id: UUID) -> None:
    """Move members to their unit and take over what the roster knows better."""
    moved: list[UUID] = []
    said: list[tuple[UUID, str, bytes | None, bytes | None]] = []
    for row in (entry.row for entry in ordered):
        member = members.get(row.id_number)
        if member is None:
            continue
        if member.unit_id != unit_id:
            moved.append(member.member_id)
        index = PHONE_INDEX.index_of(row.phone) if not member.bound else None
        if index == member.phone_index:
            index = None
        if not member.bound and (index or row.name != member.name):
            phone = PHONE.sealed(row.phone, member.member_id) if index else None
            said.append((member.member_id, row.name, phone, index))
    changed = [*moved, *(member_id for member_id, *_ in said)]
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [changed])
        cursor.execute(MOVE, [unit_id, moved])
        cursor.execute(TAKE_OVER, [[one[nth] for one in said] for nth in range(4)])


def _copy(into: str, rows: Iterable[Sequence[object]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(out.getvalue())


def _hex(value: bytes | None) -> str | None:
    return None if value is None else f"\\x{value.hex()}"
