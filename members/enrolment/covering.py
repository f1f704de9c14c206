"""Writing a roster into the register: members and coverages by COPY, sealed once, in one order.

Everything goes by the blind index of the ID number, so that two rosters with people in common
wait for each other and never deadlock. What must not be twice (a member, a day of cover) the
constraints refuse: then the caller's transaction is undone as a whole. The number of statements
does not depend on the number of people.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Final
from uuid import UUID

from django.db import connection

from members.crashes import crash_point
from members.enrolment.register import ID_NUMBER, PHONE_INDEX, Known, hashed
from members.enrolment.roster import Entry
from members.keys import new_keys
from members.models import EnrolmentBatch, Member

MEMBERS: Final = (
    "members_member (id, name, id_kind, id_number, id_number_index, sex, born_on, phone,"
    " phone_index, unit_id)"
)
COVERAGES: Final = (
    "members_coverage (id, member_id, scheme_id, unit_id, batch_id, fee_class, fee_fen, starts_on,"
    " ends_on, first_enrolment, most_days, voided)"
)
LOCK: Final = """
SELECT 1 FROM members_member WHERE id = ANY(%s::uuid[]) ORDER BY id_number_index FOR NO KEY UPDATE
"""
MOVE: Final = "UPDATE members_member SET unit_id = %s WHERE id = ANY(%s::uuid[])"
TAKE_OVER: Final = """
UPDATE members_member m
   SET name = said.name, phone = coalesce(said.phone, m.phone),
       phone_index = coalesce(decode(said.phone_index, 'hex'), m.phone_index)
  FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::text[])
       AS said (id, name, phone, phone_index)
 WHERE m.id = said.id AND m.user_id IS NULL
"""

PHONE: Final = Member._meta.get_field("phone")  # noqa: SLF001 - Django's door


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
    ordered = sorted(entries, key=attrgetter("id_index"))
    new = [entry for entry in ordered if entry.id_index not in members]
    keys = {index: member.member_id for index, member in members.items()}
    keys |= zip((entry.id_index for entry in new), new_keys(len(new)), strict=True)
    phones = hashed(PHONE_INDEX, [entry.row.phone for entry in ordered if entry.row.phone])
    _copy(MEMBERS, [_member(keys[entry.id_index], entry, phones, batch.unit_id) for entry in new])
    crash_point("roster.joined")
    _change(ordered, members, phones, batch.unit_id)
    crash_point("roster.changed")
    days = f"{starts_on},{ends_on}"
    cap = "" if most_days is None else most_days
    through = f"{batch.scheme_id},{batch.unit_id},{batch.pk}"
    returning = {index for index, member in members.items() if member.covered_before}
    _copy(
        COVERAGES,
        [
            f"{key},{keys[entry.id_index]},{through},{entry.fee_class},{entry.fee_fen},"
            f"{days},{entry.id_index not in returning},{cap},f\n"
            for key, entry in zip(new_keys(len(ordered)), ordered, strict=True)
        ],
    )
    crash_point("roster.covered")


def _member(key: str, entry: Entry, phones: Mapping[str, str], unit_id: UUID) -> str:
    """Write a line of CSV; of its fields only a name may need quotes."""
    row = entry.row
    name = row.name.replace('"', '""')
    phone_index = f"\\x{phones[row.phone]}" if row.phone else ""
    return (
        f'{key},"{name}",{row.id_kind},\\x{ID_NUMBER.sealed(row.id_number, key).hex()},'
        f"\\x{entry.id_index},{row.sex},{row.born_on},\\x{PHONE.sealed(row.phone, key).hex()},"
        f"{phone_index},{unit_id}\n"
    )


def _change(
    ordered: Iterable[Entry],
    members: Mapping[str, Known],
    phones: Mapping[str, str],
    unit_id: UUID,
) -> None:
    """Move members to their unit and take over what the roster knows better."""
    moved: list[str] = []
    said: list[tuple[str, str, bytes | None, str | None]] = []
    for entry in ordered:
        row, member = entry.row, members.get(entry.id_index)
        if member is None:
            continue
        if not member.here:
            moved.append(member.member_id)
        if member.bound:
            continue
        phone_index = phones.get(row.phone, member.phone_index)
        if phone_index != member.phone_index:
            phone = PHONE.sealed(row.phone, member.member_id)
            said.append((member.member_id, row.name, phone, phone_index))
        elif row.name != member.name:
            said.append((member.member_id, row.name, None, None))
    changed = [*moved, *(member_id for member_id, *_ in said)]
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [changed])
        cursor.execute(MOVE, [unit_id, moved])
        cursor.execute(TAKE_OVER, [[one[nth] for one in said] for nth in range(4)])


def _copy(into: str, lines: Iterable[str]) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write("".join(lines))
