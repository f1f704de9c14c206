"""On which days the office sends batches, and by which of them a promise can still be kept."""

from datetime import date

from django.conf import settings

from claims.promise.deadlines import ANSWERED_WITHIN
from members.models import Workday

LOOK_BACK = 60
"""Days before a promise in which some day for batches lies: no run of rest is longer."""


def last_day(due_on: date) -> date | None:
    """The last day to send what is promised for `due_on`, the bank's days counted; None if unknown.

    A day for batches is a working day on one of the weekdays of BATCH_WEEKDAYS. One query.
    """
    worked = Workday.objects.filter(day__lt=due_on, works=True).order_by("-day")
    before = worked.values_list("day", flat=True)[ANSWERED_WITHIN - 1 : LOOK_BACK]
    return next((day for day in before if str(day.isoweekday()) in settings.BATCH_WEEKDAYS), None)
