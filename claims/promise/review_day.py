"""The day of the pre-review's promise, from a claim's own record: what is kept in `review_by`.

Counted anew whenever the claim comes to the office, so that pauses and moved working days count.
"""

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from claims.models import Claim
from claims.promise.clock import BeyondCalendar, Turn, due, used
from claims.promise.deadlines import REVIEWED_WITHIN
from claims.states import Action
from members.models import Workday

LOOK_AHEAD: Final = timedelta(days=60)
"""No run of rest is as long as this beside the few days that are promised."""
ONE_DAY: Final = timedelta(days=1)


def review_by(claim: Claim, *, anew: bool = False) -> date | None:
    """The day by which a claim that comes to the office now is reviewed; None beyond the calendar.

    `anew` when the promise begins with this: sent in, or taken up again after an objection.
    """
    turns = [] if anew else _turns(claim)
    turns.append(Turn(timezone.localdate()))
    try:
        return due(turns, _worked(turns), REVIEWED_WITHIN)
    except BeyondCalendar:
        return None


def left(claim: Claim) -> int:
    """How many working days of the promise are left while the member is asked; never below 0."""
    turns = _turns(claim)
    return max(REVIEWED_WITHIN - used(turns, _worked(turns), timezone.localdate()), 0)


def _turns(claim: Claim) -> list[Turn]:
    """The turns of the office that ended with a question, since the promise last began."""
    reopened = (at for action, _by, at in claim.past if action == Action.REOPEN)
    began = next(reopened, claim.submitted_at)
    turns = []
    for correction in claim.corrections.filter(asked_at__gte=began).order_by("asked_at"):
        turns.append(Turn(timezone.localdate(began), timezone.localdate(correction.asked_at)))
        began = correction.answered_at or correction.closed_at
    return turns


def _worked(turns: list[Turn]) -> list[date]:
    """The working days from the first turn to well after the last, as far as they are known."""
    if not turns:
        return []
    first = turns[0].since
    until = (turns[-1].until or turns[-1].since) + LOOK_AHEAD
    known = dict(Workday.objects.filter(day__range=(first, until)).values_list("day", "works"))
    days, day = [], first + ONE_DAY
    while day in known:
        if known[day]:
            days.append(day)
        day += ONE_DAY
    return days
