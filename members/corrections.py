"""Putting a wrong ID number right: asked by the unit, looked at again by the office.

Only before money depends on it: not once a claim of the member was accepted, and so not once a
benefit was paid. What the unit is told of other people's numbers is nothing.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from members import identity, outbox
from members.errors import AskedAlready, NotOurs, NumberInUse, NumberTaken, RequestDecided
from members.models import AccessLog, Member, NumberCorrection, Unit, User
from members.roles import Role

Status = NumberCorrection.Status
CORRECTED: Final = "number_corrected"
DECLINED: Final = "number_not_corrected"
READ: Final = "number_correction_read"
"""In the access log: who looked at both numbers in clear."""
TOLD_WITHIN: Final = timedelta(days=3)
TO_MEMBER: Final = "您登记的证件号码已由单位申请更正，尾号为{tail}。如非本人情况，请拨打12351。"
TO_CADRE: Final = "您申请更正的证件号码（尾号{tail}）已更正。"
NOT_DONE: Final = "您申请更正的证件号码（尾号{tail}）没有更正：{reason}"


@transaction.atomic
def ask(unit: Unit, *, by: User, old: str, new: str, words: str) -> NumberCorrection:
    """Ask to put another number in the place of one; both in their canonical form.

    NotOurs when nobody with the old number was covered through the unit; NumberInUse; AskedAlready.
    """
    ours = Member.objects.filter(coverages__unit=unit, coverages__voided=False).distinct()
    found = ours.with_id_number(old).first()
    if found is None:
        raise NotOurs
    member = _lock_untouched(found.pk)
    try:
        with transaction.atomic():
            return NumberCorrection.objects.create(
                unit=unit, member=member, old_number=old, new_number=new, words=words, asked_by=by
            )
    except IntegrityError as error:  # number_correction_one_open
        raise AskedAlready from error


def approve(correction_id: UUID, *, by: User, reason: str = "") -> NumberCorrection:
    """Put the number right, with birthday and sex, which it says; the member is told.

    RequestDecided; NumberInUse; NumberTaken when the number is somebody else's, also when they came
    a moment ago.
    """
    try:
        return _approve(correction_id, by=by, reason=reason)
    except IntegrityError as error:  # the number of a member is unique
        raise NumberTaken from error


@transaction.atomic
def decline(correction_id: UUID, *, by: User, reason: str) -> NumberCorrection:
    """Leave the number as it is, with a reason that the cadre reads. RequestDecided."""
    asked = _decided(correction_id, Status.DECLINED, by=by, reason=reason)
    AccessLog.objects.create(by=by, what=DECLINED, object_id=str(asked.pk), reason=reason)
    _tell(asked.asked_by, asked, NOT_DONE.format(tail=asked.old_number[-4:], reason=reason))
    return asked


@transaction.atomic
def _approve(correction_id: UUID, *, by: User, reason: str) -> NumberCorrection:
    asked = _decided(correction_id, Status.APPROVED, by=by, reason=reason)
    member = _lock_untouched(asked.member_id)
    if member.id_number != asked.old_number:
        raise RequestDecided("号码已经变化")
    number = identity.id_number(asked.new_number, today=timezone.localdate())
    if Member.objects.with_id_number(number.number).exists():
        raise NumberTaken
    member.id_number, member.sex, member.born_on = number.number, number.sex, number.born_on
    if number.residence_permit != (member.id_kind == Member.IdKind.HMT_PERMIT):
        kinds = Member.IdKind
        member.id_kind = kinds.HMT_PERMIT if number.residence_permit else kinds.RESIDENT
    member.save(update_fields=["id_number", "id_number_index", "sex", "born_on", "id_kind"])
    AccessLog.objects.create(by=by, what=CORRECTED, object_id=str(asked.pk), reason=reason)
    tail = number.number[-4:]
    _tell(asked.asked_by, asked, TO_CADRE.format(tail=asked.old_number[-4:]))
    if member.user is not None and member.user_id != asked.asked_by_id:
        _tell(member.user, asked, TO_MEMBER.format(tail=tail))
    return asked


def _lock_untouched(member_id: UUID) -> Member:
    """Lock a member and their claims; NumberInUse once any of these was accepted."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=member_id)
    # Accepting a claim locks it too: what is accepted at this moment waits, or is seen.
    claims = member.claims.select_for_update(of=("self",)).order_by("pk")
    if any(claims.values_list("acceptance_number", flat=True)):
        raise NumberInUse
    return member


def _decided(
    correction_id: UUID, status: NumberCorrection.Status, *, by: User, reason: str
) -> NumberCorrection:
    if not by.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    corrections = NumberCorrection.objects.select_for_update(of=("self",))
    asked = corrections.select_related("asked_by").get(pk=correction_id)
    if asked.status != Status.ASKED:
        raise RequestDecided(asked.get_status_display())
    if asked.asked_by_id == by.pk:
        raise PermissionDenied
    asked.status, asked.reason = status, reason
    asked.decided_by, asked.decided_at = by, timezone.now()
    asked.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    return asked


def _tell(user: User, asked: NumberCorrection, text: str) -> None:
    outbox.owe(
        user,
        key=f"number-correction:{asked.pk}:{user.pk}",
        text=text,
        sms=True,
        expires_at=timezone.now() + TOLD_WITHIN,
    )
