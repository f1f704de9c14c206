"""By when somebody has to act on a claim: every such figure, and what they give for a list."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from claims.models import Claim, Payout
from claims.states import Status
from members.models import Workday

REVIEWED_WITHIN: Final = 2
"""Working days for the pre-review: a target that is shown, not a legal promise. Default."""

ANSWER_WITHIN: Final = timedelta(days=30)
"""For a correction, of pictures or of originals. Default, not sourced."""

ORIGINALS_WITHIN: Final = timedelta(days=60)
"""From passing the pre-review to handing in the originals. Default, not sourced."""

PAID_WITHIN: Final = 7
"""Working days from approval to payment, the day of approval not counted: the city's promise."""

ANSWERED_WITHIN: Final = 2
"""Working days for the bank to answer a batch; who has not by then is asked. Default."""

SOON: Final = timedelta(days=2)
"""How near a payout's day is to be marked. Default, not sourced."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, what is to be done by it, and whether it has passed."""

    on: date
    what: str
    late: bool


def deadlines(claims: Sequence[Claim]) -> dict[UUID, Deadline]:
    """Give the next deadline of each claim that has one. Two queries, however many claims."""
    today = timezone.localdate()
    approved = [claim.pk for claim in claims if claim.status == Status.APPROVED]
    unpaid = Payout.objects.filter(award__claim__in=approved).exclude(state__in=Payout.SETTLED)
    due = dict(unpaid.values_list("award__claim_id", "due_on"))
    worked = _worked_around(
        [claim for claim in claims if claim.status in {Status.SUBMITTED, Status.IN_REVIEW}]
    )
    found = {}
    for claim in claims:
        on, what = claim.answer_by, "职工办理"
        if claim.pk in due:
            on, what = due[claim.pk], "支付"
        elif claim.status in {Status.SUBMITTED, Status.IN_REVIEW}:
            on, what = _after(worked, timezone.localdate(claim.since)), "预审"
        if on is not None:
            found[claim.pk] = Deadline(on, what, late=on < today)
    return found


def reviews_late_since() -> datetime | None:
    """The moment before which a claim came in whose pre-review is late by now."""
    return _worked_since(REVIEWED_WITHIN)


def answers_late_since() -> datetime | None:
    """The moment before which a batch was sealed whose payouts should have been answered by now."""
    return _worked_since(ANSWERED_WITHIN)


def _worked_since(days: int) -> datetime | None:
    """The start of the last day since which so many working days have gone by; None if unknown."""
    past = Workday.objects.filter(day__lt=timezone.localdate(), works=True).order_by("-day")
    first = past.values_list("day", flat=True)[days - 1 : days]
    return next((timezone.make_aware(datetime.combine(day, time())) for day in first), None)


def _worked_around(claims: Sequence[Claim]) -> list[date]:
    """The working days from the oldest of the claims to well after the youngest."""
    if not claims:
        return []
    days = [timezone.localdate(claim.since) for claim in claims]
    around = (min(days), max(days) + timedelta(days=30))
    return list(
        Workday.objects.filter(day__range=around, works=True)
        .order_by("day")
        .values_list("day", flat=True)
    )


def _after(worked: Sequence[date], start: date) -> date | None:
    """The day of the pre-review's target; None beyond the calendar's end."""
    place = bisect_right(worked, start) + REVIEWED_WITHIN - 1
    return worked[place] if place < len(worked) else None
