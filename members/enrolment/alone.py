"""Joining without a unit: asked for in June, papers checked at a station, the fee paid there or
online (members.enrolment.online).

Each verb locks the request first. Whether somebody is covered already is told at the station alone,
where they have shown who they are: the page would tell it to anybody with their number.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from members import days, identity, outbox
from members.enrolment.terms import terms_of
from members.errors import (
    AloneFeeDiffers,
    AskedAlready,
    CoveredAlready,
    NameDiffers,
    RequestDecided,
    WindowClosed,
)
from members.models import (
    AccessLog,
    Coverage,
    JoiningWindow,
    Member,
    Scheme,
    SelfEnrolment,
    Station,
    User,
)
from members.roles import Role

Status = SelfEnrolment.Status
JUNE: Final = 6
"""Source: the notices open self-enrolment "in June of every year"."""
STATION: Final = (Role.TELLER,)
DECISION: Final = "self_enrolment_decided"
PAYMENT: Final = "self_enrolment_paid"
TOLD_WITHIN: Final = timedelta(days=3)
ACCEPTED: Final = (
    "您的参保资料已核对齐全，应缴{yuan}元，可在“自主参保”查看缴费方式，缴费的次日起保障生效。"
)
REFUSED: Final = "您的参保申请不能办理：{reason}。如有疑问，请联系{station}，电话{phone}。"
EFFECTIVE: Final = "您已参加职工医疗互助保障，保障自{from_}起，至{until}止。"


class Window(NamedTuple):
    """Whether people may ask today, and when they may next."""

    open: bool
    next_first: date


class Person(NamedTuple):
    """Who asks, as typed and checked."""

    name: str
    id_number: str


def window(today: date) -> Window:
    """Say whether it is June, or a day that the office opened besides."""
    is_open = today.month == JUNE or JoiningWindow.objects.on(today).exists()
    june = date(today.year + (today.month >= JUNE), JUNE, 1)
    added = JoiningWindow.objects.filter(first__gt=today).order_by("first").first()
    return Window(is_open, min(june, added.first) if added else june)


def ask(
    user_id: UUID, person: Person, *, station: Station, kind: str, employer: str = ""
) -> SelfEnrolment:
    """Ask to join; papers and fee are still to come.

    WindowClosed; AskedAlready while a request of the account is open, also one sent at this moment.
    """
    today = timezone.localdate()
    scheme, open_ = Scheme.objects.enrolling(), window(today)
    if scheme is None or not open_.open:
        raise WindowClosed(open_.next_first)
    try:
        with transaction.atomic():
            return SelfEnrolment.objects.create(
                user_id=user_id,
                scheme=scheme,
                station=station,
                kind=kind,
                employer=employer,
                name=person.name,
                id_number=person.id_number,
                due_fen=terms_of(scheme).fees[Coverage.FeeClass.STANDARD],
            )
    except IntegrityError as error:  # self_enrolment_one_open
        raise AskedAlready from error


@transaction.atomic
def withdraw(request_id: UUID, *, by: User) -> SelfEnrolment:
    """Take a request back before the fee is paid. RequestDecided otherwise."""
    asked = _lock(request_id, Status.ASKED, Status.ACCEPTED)
    if asked.user_id != by.pk:
        raise PermissionDenied
    asked.status = Status.WITHDRAWN
    asked.save(update_fields=["status"])
    return asked


@transaction.atomic
def accept(request_id: UUID, *, by: User) -> SelfEnrolment:
    """Find the papers complete today; the fee is owed now.

    RequestDecided; NameDiffers when the number is a member's of another name; CoveredAlready.
    """
    asked = _decided(request_id, Status.ACCEPTED, by=by)
    today = timezone.localdate()
    starts_on, ends_on = terms_of(asked.scheme).cover_dates(today, today)
    _ask_register(_member_of(asked), asked, starts_on, ends_on)
    asked.papers_on = today
    asked.save(update_fields=["papers_on"])
    words = ACCEPTED.format(yuan=asked.due_fen // 100)
    _tell(asked, f"self-enrolment-accepted:{asked.pk}", words)
    return asked


@transaction.atomic
def refuse(request_id: UUID, *, by: User, reason: SelfEnrolment.Refusal) -> SelfEnrolment:
    """Turn a request down for a coded reason that the person reads. RequestDecided."""
    asked = _decided(request_id, Status.REFUSED, by=by, reason=reason)
    words = REFUSED.format(reason=reason.label, station=asked.station, phone=asked.station.phone)
    _tell(asked, f"self-enrolment-refused:{asked.pk}", words)
    return asked


def register(request_id: UUID, *, received_fen: int, voucher: str, by: User) -> Coverage:
    """Take in the fee at the counter, today; as `take_effect`."""
    _allow(by)
    today = timezone.localdate()
    return take_effect(request_id, received_fen=received_fen, voucher=voucher, paid_on=today, by=by)


def take_effect(
    request_id: UUID, *, received_fen: int, voucher: str, paid_on: date, by: User
) -> Coverage:
    """Register that the fee arrived and cover the person from the day after on.

    RequestDecided unless the papers are complete; AloneFeeDiffers; CoveredAlready, also when a
    roster was quicker by a moment; NameDiffers.
    """
    try:
        return _take_effect(
            request_id, received_fen=received_fen, voucher=voucher, paid_on=paid_on, by=by
        )
    except IntegrityError as error:  # coverage_no_overlap_a_member, or a voucher used before
        raise CoveredAlready from error


@transaction.atomic
def _take_effect(
    request_id: UUID, *, received_fen: int, voucher: str, paid_on: date, by: User
) -> Coverage:
    asked = _lock(request_id, Status.ACCEPTED)
    assert asked.papers_on is not None  # noqa: S101 - for the types: accepted with its day
    if received_fen != asked.due_fen:
        raise AloneFeeDiffers(asked.due_fen, received_fen)
    terms = terms_of(asked.scheme)
    starts_on, ends_on = terms.cover_dates(asked.papers_on, paid_on)
    member = _member_of(asked)
    _ask_register(member, asked, starts_on, ends_on)
    member = member or _new_member(asked)
    cover = Coverage.objects.create(
        member=member,
        scheme=asked.scheme,
        fee_class=Coverage.FeeClass.STANDARD,
        fee_fen=asked.due_fen,
        starts_on=starts_on,
        ends_on=ends_on,
        first_enrolment=not member.coverages.live().exists(),
        most_days=terms.most_days,
    )
    asked.status, asked.paid_on, asked.voucher = Status.EFFECTIVE, paid_on, voucher
    asked.registered_by, asked.coverage = by, cover
    asked.save(update_fields=["status", "paid_on", "voucher", "registered_by", "coverage"])
    _bind(member, asked.user)
    AccessLog.objects.create(by=by, what=PAYMENT, object_id=str(asked.pk), reason=voucher)
    words = EFFECTIVE.format(from_=days.long(starts_on), until=days.long(ends_on))
    _tell(asked, f"self-enrolment-effective:{asked.pk}", words)
    return cover


def _member_of(asked: SelfEnrolment) -> Member | None:
    members = Member.objects.select_for_update(of=("self",))
    return members.with_id_number(asked.id_number).first()


def _ask_register(
    member: Member | None, asked: SelfEnrolment, starts_on: date, ends_on: date
) -> None:
    """Refuse whom the register knows by another name, or as covered on one of the days."""
    if member is None:
        return
    if member.name != asked.name:
        raise NameDiffers
    covers = Coverage.objects.live().filter(member=member)
    if covers.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise CoveredAlready


def _new_member(asked: SelfEnrolment) -> Member:
    number = identity.id_number(asked.id_number, today=timezone.localdate())
    permit = Member.IdKind.HMT_PERMIT if number.residence_permit else Member.IdKind.RESIDENT
    return Member.objects.create(
        name=asked.name,
        id_kind=permit,
        id_number=number.number,
        sex=number.sex,
        born_on=number.born_on,
        phone=asked.user.phone,
    )


def _bind(member: Member, user: User) -> None:
    """Bind the account, whose holder the station has seen, unless either is bound already."""
    other_phone = member.phone and member.phone != user.phone
    if member.user_id or other_phone or Member.objects.filter(user=user).exists():
        return
    member.user = user
    member.save(update_fields=["user"])
    user.roles, user.name = sorted({*user.roles, str(Role.MEMBER)}), user.name or member.name
    user.save(update_fields=["roles", "name"])


def _decided(
    request_id: UUID, status: SelfEnrolment.Status, *, by: User, reason: str = ""
) -> SelfEnrolment:
    _allow(by)
    asked = _lock(request_id, Status.ASKED)
    asked.status, asked.decided_by, asked.refusal = status, by, reason
    asked.save(update_fields=["status", "decided_by", "refusal"])
    AccessLog.objects.create(by=by, what=DECISION, object_id=str(asked.pk), reason=reason)
    return asked


def _allow(by: User) -> None:
    if not by.has_role(*STATION):
        raise PermissionDenied


def _lock(request_id: UUID, *expected: SelfEnrolment.Status) -> SelfEnrolment:
    asked = (
        SelfEnrolment.objects.select_for_update(of=("self",))
        .select_related("user", "scheme", "station")
        .get(pk=request_id)
    )
    if asked.status not in expected:
        raise RequestDecided(asked.get_status_display())
    return asked


def _tell(asked: SelfEnrolment, key: str, words: str) -> None:
    outbox.owe(
        asked.user,
        key=key,
        text=words,
        link="/join/",
        sms=True,
        expires_at=timezone.now() + TOLD_WITHIN,
    )
