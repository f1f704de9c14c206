"""From a unit's roster to coverages: received, checked, confirmed, in force once it has paid.

People who are given their cover (see members.models.Gift) are covered with the confirmation.

Each verb locks the batch first. What is confirmed and covered are the people who were found in
the background (members.enrolment.checking) and kept, never what a form says. Coverages are
written for everybody who was confirmed, or for nobody.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from members import days, outbox, vault
from members.crashes import crash_point
from members.enrolment import workbook
from members.enrolment.covering import cover
from members.enrolment.kept import kept, who
from members.enrolment.problems import RosterUnreadable
from members.enrolment.register import Known, known
from members.enrolment.terms import terms_of
from members.errors import (
    AskedTooMuch,
    BatchMoved,
    FeeDiffers,
    FileSeen,
    FileUnusable,
    GiftFull,
    GiftOver,
    NobodyGood,
    OwnGift,
    RosterChanged,
    VoucherUsed,
)
from members.models import AccessLog, Coverage, EnrolmentBatch, Gift, Scheme, Unit, User

logger = logging.getLogger(__name__)

Status = EnrolmentBatch.Status
PAYMENT: Final = "enrolment_paid"
"""In the access log: who registered a fee, and the voucher it was seen on."""
GIVEN: Final = "enrolment_given"
"""In the access log: who confirmed whom a gift covers."""
TOLD_WITHIN: Final = timedelta(days=3)
EFFECTIVE: Final = "{unit}的参保名册已生效：{people}人，保障自{from_}起，至{until}止。"
MOST_ELSEWHERE_A_DAY: Final = 50
MOST_ROWS_A_DAY: Final = 200_000
"""What one account may have looked up a day: people of other units, and rows in all. Rosters are
no way to find out who is covered. Defaults, not sourced."""


def receive(
    unit: Unit, scheme: Scheme, content: bytes, *, by: User, gift: Gift | None = None
) -> EnrolmentBatch:
    """Take up a roster file, to be checked in the background; nobody is covered yet.

    FileUnusable when a glance shows that it is no roster; FileSeen when the unit sent the same
    bytes for this scheme before and they are neither refused nor abandoned; AskedTooMuch when the
    account may have no more looked up today; GiftOver when the gift is not open to the unit.
    """
    if gift and (gift.unit_id != unit.pk or gift.until < timezone.localdate()):
        raise GiftOver(gift.sponsor)
    try:
        workbook.sniff(content)
    except RosterUnreadable as refused:
        raise FileUnusable([refused.problem.message]) from None
    _ask_the_day(by)
    sha256 = hashlib.sha256(content).hexdigest()
    same = EnrolmentBatch.objects.alive().filter(unit=unit, scheme=scheme, sha256=sha256)
    if seen := same.first():
        raise FileSeen(seen.pk)
    file_key = vault.put(content)
    crash_point("roster.stored")
    try:
        with transaction.atomic():
            return EnrolmentBatch.objects.create(
                unit=unit,
                scheme=scheme,
                gift=gift,
                file_key=file_key,
                sha256=sha256,
                uploaded_by=by,
            )
    except IntegrityError:  # enrolment_file_once: sent twice in one moment
        raise FileSeen(same.values_list("pk", flat=True).get()) from None


@transaction.atomic
def recheck(batch_id: UUID, *, by: User) -> EnrolmentBatch:
    """Have a roster checked anew, for the register has moved on. BatchMoved otherwise."""
    batch = _lock(batch_id, Status.CHECKED)
    batch.status, batch.takes = Status.WAITING, 0
    batch.save(update_fields=["status", "takes"])
    return batch


def confirm(
    batch_id: UUID, *, by: User, papers_on: date, people: int, left_out: int
) -> EnrolmentBatch:
    """Settle that these people are to be covered; from now on the unit owes the fee.

    Whom a gift covers are covered with that: GiftFull when it has not as many places left, OwnGift
    for who set it up. `people` and `left_out` are the numbers, of those who can be covered and of
    the rows that cannot, that whoever confirms has read and agreed to: RosterChanged when they are
    others now, or when somebody has been covered meanwhile. BatchMoved unless it waits for this;
    NobodyGood when nobody is left.
    """
    try:
        return _confirm(batch_id, by=by, papers_on=papers_on, people=people, left_out=left_out)
    except IntegrityError as error:  # a gift, and another batch was quicker by a moment
        raise RosterChanged([]) from error


@transaction.atomic
def _confirm(
    batch_id: UUID, *, by: User, papers_on: date, people: int, left_out: int
) -> EnrolmentBatch:
    batch = _lock(batch_id, Status.CHECKED)
    if not batch.good_rows:
        raise NobodyGood
    if (batch.good_rows, batch.bad_rows) != (people, left_out):
        raise RosterChanged([])
    today = timezone.localdate()
    terms = terms_of(batch.scheme, batch.gift)
    _members(batch, who(batch), *terms.cover_dates(today, today))
    batch.status, batch.papers_on = Status.CONFIRMED, papers_on
    batch.save(update_fields=["status", "papers_on"])
    crash_point("roster.confirmed")
    if batch.gift_id:
        _ask_places(batch.gift_id, people, by=by)
        _cover(batch, paid_on=papers_on, by=by, log=(GIVEN, str(batch.gift)))
    return batch


@transaction.atomic
def abandon(batch_id: UUID, *, by: User) -> EnrolmentBatch:
    """Give a roster up before it was paid; the same file may come again. BatchMoved otherwise."""
    batch = _lock(batch_id, Status.WAITING, Status.CHECKING, Status.CHECKED, Status.CONFIRMED)
    batch.status = Status.ABANDONED
    batch.save(update_fields=["status"])
    return batch


def take_effect(batch_id: UUID, *, received_fen: int, voucher: str, paid_on: date, by: User) -> int:
    """Register that the fee arrived and cover everybody who was confirmed; give how many.

    BatchMoved unless it was confirmed; FeeDiffers unless it is what is due; VoucherUsed when the
    voucher stands on another roster. RosterChanged, and nothing written, when somebody cannot be
    covered any more. The last two also when somebody else was quicker by a moment.
    """
    try:
        return _take_effect(
            batch_id, received_fen=received_fen, voucher=voucher, paid_on=paid_on, by=by
        )
    except IntegrityError as error:
        # enrolment_voucher_once, coverage_no_overlap_a_member, or the ID number of a member who
        # was not there yet.
        _ask_voucher(batch_id, voucher)
        raise RosterChanged([]) from error


@transaction.atomic
def _take_effect(
    batch_id: UUID, *, received_fen: int, voucher: str, paid_on: date, by: User
) -> int:
    batch = _lock(batch_id, Status.CONFIRMED)
    if received_fen != batch.due_fen:
        raise FeeDiffers(batch.due_fen, received_fen)
    _ask_voucher(batch_id, voucher)
    batch.voucher = voucher
    return _cover(batch, paid_on=paid_on, by=by, log=(PAYMENT, voucher))


def _ask_voucher(batch_id: UUID, voucher: str) -> None:
    others = EnrolmentBatch.objects.exclude(pk=batch_id).select_related("unit")
    if used := others.filter(voucher=voucher).first():
        raise VoucherUsed(used.unit.name, used.paid_on)


def _cover(batch: EnrolmentBatch, *, paid_on: date, by: User, log: tuple[str, str]) -> int:
    """Cover everybody of a locked batch that was confirmed."""
    assert batch.papers_on is not None  # noqa: S101 - for the types: confirmed with its day
    terms = terms_of(batch.scheme, batch.gift)
    starts_on, ends_on = terms.cover_dates(batch.papers_on, paid_on)
    entries = kept(batch).entries
    rows = {entry.id_index: entry.row.number for entry in entries}
    members = _members(batch, rows, starts_on, ends_on)
    cover(
        batch,
        entries,
        members,
        starts_on=starts_on,
        ends_on=ends_on,
        most_days=terms.most_days,
    )
    batch.status, batch.paid_on, batch.registered_by = Status.EFFECTIVE, paid_on, by
    batch.save(update_fields=["status", "paid_on", "voucher", "registered_by"])
    crash_point("roster.effective")
    what, reason = log
    AccessLog.objects.create(by=by, what=what, object_id=str(batch.pk), reason=reason)
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
    crash_point("roster.told")
    return batch.good_rows


def _ask_places(gift_id: UUID, people: int, *, by: User) -> None:
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)
    if gift.opened_by_id == by.pk:
        raise OwnGift
    given = Coverage.objects.live().filter(batch__gift=gift).count()
    if given + people > gift.people:
        raise GiftFull(max(gift.people - given, 0))


def _members(
    batch: EnrolmentBatch, rows: Mapping[str, int], starts_on: date, ends_on: date
) -> Mapping[str, Known]:
    """Give those of the people who are members; RosterChanged when any of them is covered."""
    members = known(rows, batch.unit, starts_on, ends_on)
    covered = [rows[index] for index, member in members.items() if member.covered]
    if covered:
        raise RosterChanged(sorted(covered))
    return members


def _ask_the_day(by: User) -> None:
    today = EnrolmentBatch.objects.filter(uploaded_by=by, uploaded_at__date=timezone.localdate())
    asked = today.aggregate(rows=Sum("rows", default=0), elsewhere=Sum("elsewhere", default=0))
    if asked["elsewhere"] > MOST_ELSEWHERE_A_DAY or asked["rows"] > MOST_ROWS_A_DAY:
        logger.warning("roster_day_full", extra={"user": str(by.pk)})
        raise AskedTooMuch


def _lock(batch_id: UUID, *expected: EnrolmentBatch.Status) -> EnrolmentBatch:
    batch = (
        EnrolmentBatch.objects.select_for_update(of=("self",))
        .select_related("unit", "scheme", "gift", "uploaded_by")
        .get(pk=batch_id)
    )
    if batch.status not in expected:
        raise BatchMoved(batch.get_status_display())
    return batch
