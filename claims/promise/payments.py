"""Payments and what was promised of them, read as plain values for claims.promise.keeping."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.utils import timezone

from claims.models import AccountChange, Payout, Ruling
from claims.promise.keeping import Attempt, Payment
from members.models import Workday
from members.workdays import CalendarUnknown

ONE_DAY: Final = timedelta(days=1)
NOWHERE: Final = "未定"
ATTEMPT: Final = (
    "award_id",
    "attempt",
    "state",
    "settled_at",
    "due_on",
    "amount_fen",
    "batch__sealed_at",
)
ABOUT: Final = (
    "award__approved_at",
    "award__due_on",
    "award__claim__member_id",
    "award__claim__kind",
    "award__claim__station__name",
)


class Clock(NamedTuple):
    since: date
    due_on: date


def payments(since: date, until: date) -> list[Payment]:
    """Read every payment that was promised for or arrived in the time, with all its attempts.

    Two queries, however many there are.
    """
    span = start(since), start(until + ONE_DAY) - timedelta(microseconds=1)
    days = since, until
    touched = [  # each by an index of its own, which one condition for all would not use
        Payout.objects.filter(due_on__range=days).order_by().values("award"),
        Payout.objects.filter(state=Payout.State.PAID, settled_at__range=span)
        .order_by()
        .values("award"),
        Ruling.objects.filter(due_before__range=days).order_by().values("payout__award"),
    ]
    corrected = _corrected()
    attempts: dict[UUID, list[Attempt]] = defaultdict(list)
    about: dict[UUID, tuple[UUID, str, str, int]] = {}
    rows = Payout.objects.filter(award__in=touched[0].union(*touched[1:])).order_by(
        "award", "attempt"
    )
    for payout in rows.values_list(*ATTEMPT, *ABOUT, named=True).iterator(5000):
        approved = timezone.localdate(payout.award__approved_at)
        clock = corrected.get(
            (payout.award_id, payout.attempt),
            Clock(approved, payout.award__due_on if payout.attempt == 1 else payout.due_on),
        )
        paid_on = _day(payout.settled_at) if payout.state == Payout.State.PAID else None
        sent_on = _day(payout.batch__sealed_at)
        attempts[payout.award_id].append(Attempt(clock.since, clock.due_on, sent_on, paid_on))
        about[payout.award_id] = (
            payout.award__claim__member_id,
            payout.award__claim__kind,
            payout.award__claim__station__name or NOWHERE,
            payout.amount_fen,
        )
    return [Payment(*about[award], tuple(made)) for award, made in attempts.items()]


def worked(since: date, until: date) -> list[date]:
    """Read the working days of a time, in their order. CalendarUnknown where a day has no row."""
    known = Workday.objects.filter(day__range=(since, until)).order_by("day")
    days, expected = [], since
    for day, works in known.values_list("day", "works"):
        if day != expected:
            break
        expected += ONE_DAY
        if works:
            days.append(day)
    if expected <= until:
        raise CalendarUnknown(expected)
    return days


def start(day: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _corrected() -> dict[tuple[UUID, int], Clock]:
    """The clock of each attempt that followed a corrected account. Those are few: all are read."""
    rows = AccountChange.objects.filter(approved=True).values_list(
        "payout__award_id", "payout__attempt", "given_at", "due_on"
    )
    return {
        (award, number + 1): Clock(timezone.localdate(given), due_on)
        for award, number, given, due_on in rows
        if due_on is not None
    }


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
