"""From a unit's roster to coverages: received, confirmed by the unit, in force once it has paid.

Each verb locks the batch first and reads the kept file anew. Coverages are written for everybody
who was confirmed, or for nobody.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from members import days, outbox, vault
from members.enrolment.roster import Entry, Roster, kept_roster, roster
from members.enrolment.terms import terms_of
from members.errors import BatchMoved, FileSeen, FileUnusable, RosterChanged
from members.models import AccessLog, Coverage, EnrolmentBatch, Member, Scheme, Unit, User

Status = EnrolmentBatch.Status
PAYMENT: Final = "enrolment_paid"
"""In the access log: who registered a fee, and the voucher it was seen on."""
TOLD_WITHIN: Final = timedelta(days=3)
EFFECTIVE: Final = "{unit}的参保名册已生效：{people}人，保障自{from_}起，至{until}止。"


def receive(unit: Unit, scheme: Scheme, content: bytes, *, by: User) -> EnrolmentBatch:
    """Take up a roster file and say in a batch what is in it; nobody is covered yet.

    FileUnusable with the problems when no person can be read from it; FileSeen when the unit sent
    the same bytes for this scheme before and did not abandon them.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    seen = EnrolmentBatch.objects.filter(unit=unit, scheme=scheme, sha256=sha256)
    if batch := seen.exclude(status=Status.ABANDONED).first():
        raise FileSeen(batch.pk)
    found = roster(content, scheme)
    if not found.rows:
        raise FileUnusable([problem.message for problem in found.problems])
    return EnrolmentBatch.objects.create(
        unit=unit,
        scheme=scheme,
        file_key=vault.put(content),
        sha256=sha256,
        uploaded_by=by,
        rows=len(found.rows),
        good_rows=len(found.entries),
        due_fen=found.due_fen,
    )


@transaction.atomic
def confirm(batch_id: UUID, *, by: User, papers_on: date, people: int) -> EnrolmentBatch:
    """Settle that these people are to be covered; from now on the unit owes the fee.

    `people` is the number that was read by whoever confirms: RosterChanged when it is another now.
    BatchMoved unless it waits for this; FileUnusable when nobody is left; FileSeen when the same
    file was confirmed meanwhile.
    """
    batch = _lock(batch_id, Status.CHECKED)
    found = kept_roster(batch)
    if not found.entries:
        raise FileUnusable([problem.message for problem in found.problems])
    if len(found.entries) != people:
        raise RosterChanged(found.covered_already)
    batch.status, batch.papers_on = Status.CONFIRMED, papers_on
    batch.good_rows, batch.due_fen = len(found.entries), found.due_fen
    try:
        with transaction.atomic():
            batch.save(update_fields=["status", "papers_on", "good_rows", "due_fen"])
    except IntegrityError as error:  # enrolment_file_once
        raise FileSeen(batch.pk) from error
    return batch


@transaction.atomic
def abandon(batch_id: UUID, *, by: User) -> EnrolmentBatch:
    """Give a roster up before it was paid; the same file may come again. BatchMoved otherwise."""
    batch = _lock(batch_id, Status.CHECKED, Status.CONFIRMED)
    batch.status = Status.ABANDONED
    batch.save(update_fields=["status"])
    return batch


def take_effect(batch_id: UUID, *, paid_on: date, by: User, voucher: str = "") -> int:
    """Register that the fee arrived and cover everybody who was confirmed; give how many.

    BatchMoved unless it was confirmed. RosterChanged, and nothing written, when somebody cannot
    be covered any more, be it that another batch was quicker by a moment.
    """
    try:
        return _take_effect(batch_id, paid_on=paid_on, by=by, voucher=voucher)
    except IntegrityError as error:
        # coverage_no_overlap_a_member, or the ID number of a member who was not there yet.
        raise RosterChanged({}) from error


@transaction.atomic
def _take_effect(batch_id: UUID, *, paid_on: date, by: User, voucher: str) -> int:
    batch = _lock(batch_id, Status.CONFIRMED)
    assert batch.papers_on is not None  # noqa: S101 - for the types: confirmed with its day
    starts_on, ends_on = terms_of(batch.scheme).cover_dates(batch.papers_on, paid_on)
    found = kept_roster(batch, complete_on=max(batch.papers_on, paid_on))
    if len(found.entries) != batch.good_rows:
        raise RosterChanged(found.covered_already)
    _cover(batch, found, starts_on, ends_on)
    batch.status, batch.paid_on, batch.voucher = Status.EFFECTIVE, paid_on, voucher
    batch.registered_by = by
    batch.save(update_fields=["status", "paid_on", "voucher", "registered_by"])
    AccessLog.objects.create(by=by, what=PAYMENT, object_id=str(batch.pk), reason=voucher)
    outbox.owe(
        batch.uploaded_by,
        key=f"enrolment-effective:{batch.pk}",
        text=EFFECTIVE.format(
            unit=batch.unit,
            people=batch.good_rows,
            from_=days.long(starts_on),
            until=days.long(ends_on),
        ),
        link=f"/unit/roster/{batch.pk}/",
        sms=True,
        expires_at=timezone.now() + TOLD_WITHIN,
    )
    return batch.good_rows


def _cover(batch: EnrolmentBatch, found: Roster, starts_on: date, ends_on: date) -> None:
    # In one order everywhere, so that two batches with people in common wait and do not deadlock.
    entries = sorted(found.entries, key=lambda entry: entry.row.id_number)
    members = _members(entries, batch.unit)
    known = set(
        Coverage.objects.live()
        .filter(member__in=members.values())
        .values_list("member_id", flat=True)
    )
    Coverage.objects.bulk_create(
        Coverage(
            member=member,
            scheme=batch.scheme,
            unit=batch.unit,
            batch=batch,
            fee_class=entry.fee_class,
            fee_fen=entry.fee_fen,
            starts_on=starts_on,
            ends_on=ends_on,
            first_enrolment=member.pk not in known,
            most_days=found.most_days,
        )
        for entry in entries
        for member in [members[entry.row.id_number]]
    )


def _members(entries: list[Entry], unit: Unit) -> Mapping[str, Member]:
    """Find or make the member of each entry, by ID number.

    What the roster says of name and phone is taken over until the member is bound to an account;
    from then on only they themselves or the service centre change it.
    """
    numbers = [entry.row.id_number for entry in entries]
    found = Member.objects.filter(id_number_index__in=numbers).order_by("pk")
    members = {member.id_number: member for member in found.select_for_update()}
    new = []
    for entry in entries:
        row = entry.row
        member = members.get(row.id_number)
        if member is None:
            assert row.sex is not None and row.born_on is not None  # noqa: S101, PT018 - from the number
            member = members[row.id_number] = Member(
                name=row.name,
                id_kind=row.id_kind,
                id_number=row.id_number,
                sex=row.sex,
                born_on=row.born_on,
                phone=row.phone,
                unit=unit,
            )
            new.append(member)
            continue
        member.unit = unit
        if member.user_id is None:
            member.name = row.name
            member.phone = row.phone or member.phone
        member.save(update_fields=["unit", "name", "phone", "phone_index"])
    Member.objects.bulk_create(new)
    return members


def _lock(batch_id: UUID, *expected: EnrolmentBatch.Status) -> EnrolmentBatch:
    batch = (
        EnrolmentBatch.objects.select_for_update(of=("self",))
        .select_related("unit", "scheme", "uploaded_by")
        .get(pk=batch_id)
    )
    if batch.status not in expected:
        raise BatchMoved(batch.get_status_display())
    return batch
