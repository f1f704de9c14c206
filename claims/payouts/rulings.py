"""What people decide of a single payout: one asks with a reason, another confirms.

Of every verb is true: PermissionDenied unless the person is of the money, SamePerson for who asked,
NotWaiting when the payout or the ruling has moved on. Nothing is ever sent again by a ruling.
"""

from datetime import date
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims.models import Payout, Ruling
from claims.payouts import answers, notices
from claims.payouts.bankfile import Result
from claims.payouts.errors import Missing, NotWaiting, SamePerson
from members.models import User, Workday
from members.roles import Role

Kind, State = Ruling.Kind, Payout.State

OPEN_IN: Final = {
    Kind.DUE_ON: frozenset({State.QUEUED, State.EXPORTED, State.UNKNOWN}),
    Kind.RELEASE: frozenset({State.QUEUED}),
    Kind.UNKNOWN: frozenset({State.EXPORTED}),
    Kind.PAID: frozenset({State.UNKNOWN}),
    Kind.FAILED: frozenset({State.UNKNOWN}),
}
"""In which states of a payout each can be asked for and confirmed."""


@transaction.atomic
def ask(
    payout_id: UUID, kind: Ruling.Kind, words: str, *, by: User, due_on: date | None = None
) -> Ruling:
    """Ask for a ruling; that a result is unknown is noted by one person and takes effect at once.

    Missing with all that was not said; NotWaiting too when another ruling is open.
    """
    payout = _locked(payout_id, kind, by=by)
    problems = {}
    if not words.strip():
        problems["words"] = "请写明理由或依据。"
    if kind == Kind.DUE_ON:
        if due_on is None or due_on == payout.due_on:
            problems["due_on"] = "请填写与现在不同的应付日期。"
        elif not _can_be_promised(due_on):
            problems["due_on"] = "应付日期须是今天或以后的工作日，并在工作日历之内。"
    if problems:
        raise Missing(problems)
    if any(ruling.open for ruling in payout.rulings.all()):
        raise NotWaiting
    if kind == Kind.RELEASE and not payout.holds.open().filter(until=None).exists():
        raise NotWaiting
    moved = {"due_before": payout.due_on, "due_after": due_on} if kind == Kind.DUE_ON else {}
    ruling = Ruling.objects.create(
        payout=payout, kind=kind, words=words.strip(), asked_by=by, **moved
    )
    if kind == Kind.UNKNOWN:
        Payout.objects.filter(pk=payout.pk).update(state=State.UNKNOWN)
    return ruling


@transaction.atomic
def confirm(ruling_id: UUID, *, by: User) -> Ruling:
    """Second pair of eyes: what was asked for happens."""
    ruling, payout = _open(ruling_id, by=by)
    if ruling.asked_by_id == by.pk:
        raise SamePerson
    if ruling.kind == Kind.DUE_ON and ruling.due_before != payout.due_on:
        raise NotWaiting
    ruling.confirmed_by, ruling.confirmed_at = by, timezone.now()
    ruling.save(update_fields=["confirmed_by", "confirmed_at"])
    match Kind(ruling.kind):
        case Kind.DUE_ON if ruling.due_after is not None:
            payout.due_on = ruling.due_after
            payout.save(update_fields=["due_on"])
            notices.due_moved(payout, ruling)
        case Kind.RELEASE:
            for hold in payout.holds.open().filter(until=None):
                hold.lifted = ruling
                hold.save(update_fields=["lifted"])
        case Kind.PAID:
            answers.write([(payout, Result.PAID, "")], at=ruling.confirmed_at)
        case Kind.FAILED:
            answers.write([(payout, Result.FAILED, "未支付成功")], at=ruling.confirmed_at)
    return ruling


@transaction.atomic
def drop(ruling_id: UUID, *, by: User) -> Ruling:
    """Let an open ruling go, by whoever asked or by another: nothing happens."""
    ruling, _payout = _open(ruling_id, by=by)
    ruling.dropped_at = timezone.now()
    ruling.save(update_fields=["dropped_at"])
    return ruling


def _can_be_promised(day: date) -> bool:
    """Whether money can still leave on a day: a working one of the calendar, and not past."""
    to_come = Workday.objects.filter(day__gte=timezone.localdate(), works=True)
    return to_come.filter(day=day).exists()


def _open(ruling_id: UUID, *, by: User) -> tuple[Ruling, Payout]:
    kind = Kind(Ruling.objects.values_list("kind", flat=True).get(pk=ruling_id))
    payout = _locked(Ruling.objects.get(pk=ruling_id).payout_id, kind, by=by)
    ruling = Ruling.objects.select_for_update(of=["self"]).get(pk=ruling_id)
    if not ruling.open:
        raise NotWaiting
    return ruling, payout


def _locked(payout_id: UUID, kind: Ruling.Kind, *, by: User) -> Payout:
    if not by.has_role(Role.CASHIER, Role.ACCOUNTANT):
        raise PermissionDenied
    payouts = Payout.objects.select_for_update(of=["self"])
    payout: Payout = payouts.select_related("award__claim__applicant").get(pk=payout_id)
    if payout.state not in OPEN_IN[kind]:
        raise NotWaiting
    return payout
