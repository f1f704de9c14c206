"""By when somebody has to act on a claim: every such figure, and what they give for a list."""

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

STATION_WITHIN: Final = 1
"""Working days for a community's first review, within the promise of the pre-review. Default."""

ANSWER_WITHIN: Final = timedelta(days=30)
"""For a correction, of pictures or of originals. Default, not sourced."""

ORIGINALS_WITHIN: Final = timedelta(days=60)
"""From passing the pre-review to handing in the originals. Default, not sourced."""

PAID_WITHIN: Final = 7
"""Working days from approval to payment, the day of approval not counted: the city's promise."""

ANSWERED_WITHIN: Final = 2
"""Working days for the bank to answer a batch; who has not by then is asked. Default."""

NEAR: Final = 2
"""Working days before a payout's day in which it is at risk while it is not sent. Default."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, what is to be done by it, and whether it has passed."""

    on: date
    what: str
    late: bool


def deadlines(claims: Sequence[Claim]) -> dict[UUID, Deadline]:
    """Give the next deadline of each claim that has one. One query, however many claims."""
    today = timezone.localdate()
    approved = [claim.pk for claim in claims if claim.status == Status.APPROVED]
    unpaid = Payout.objects.filter(award__claim__in=approved).exclude(state__in=Payout.OVER)
    due = dict(unpaid.values_list("award__claim_id", "due_on"))
    found = {}
    for claim in claims:
        on, what = claim.answer_by, "职工办理"
        if claim.pk in due:
            on, what = due[claim.pk], "支付"
        elif claim.status in {Status.SUBMITTED, Status.IN_REVIEW}:
            on, what = claim.review_by, "预审"
        if on is not None:
            found[claim.pk] = Deadline(on, what, late=on < today)
    return found


def answers_late_since() -> datetime | None:
    """The moment before which a batch was sealed whose payouts should have been answered by now."""
    past = Workday.objects.filter(day__lt=timezone.localdate(), works=True).order_by("-day")
    first = past.values_list("day", flat=True)[ANSWERED_WITHIN - 1 : ANSWERED_WITHIN]
    return next((timezone.make_aware(datetime.combine(day, time())) for day in first), None)


def near_until(today: date) -> date:
    """The last day that is near: the second working day to come, or today where none is known."""
    coming = Workday.objects.filter(day__gt=today, works=True).order_by("day")
    return coming.values_list("day", flat=True)[NEAR - 1 : NEAR].first() or today
