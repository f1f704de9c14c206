"""Checking rosters in the background: the rows are the queue.

A batch is taken in a transaction of its own, checked without one, and what was found is written
only by whoever took it last. Killed at any point, it is taken up again by another; checked twice,
it comes to the same. A file that has brought its worker down several times is refused.
"""

import logging
import time
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from members import vault
from members.enrolment.kept import keep
from members.enrolment.problems import error, unreadable
from members.enrolment.roster import Roster, roster
from members.models import EnrolmentBatch

logger = logging.getLogger(__name__)

Status = EnrolmentBatch.Status
LOST_AFTER: Final = timedelta(minutes=2)
"""A worker has two minutes for all it does; one that is silent for longer has gone."""
MOST_TAKES: Final = 3
MOST_ELSEWHERE: Final = 20
MOST_ELSEWHERE_PERCENT: Final = 5
"""Of a roster, covered by other units, before they are told one by one no longer: a real roster
has a few, a made-up one asks about strangers. Default, not sourced."""
BUDGET: Final = 30
"""Seconds after which a sweep takes up no more: the next one does."""


def check_waiting() -> int:
    """Check the rosters that wait, oldest first; give how many were finished here."""
    began, finished = time.monotonic(), 0
    while time.monotonic() - began < BUDGET and (batch := _take()):
        try:
            found = _checked(batch)
        except Exception:
            # Left as it is: taken up again when it counts as lost, and refused in the end.
            logger.exception("roster_check_failed", extra={"batch": str(batch.pk)})
            continue
        finished += _write(batch, found)
    return finished


@transaction.atomic
def _take() -> EnrolmentBatch | None:
    """Take the oldest that nobody works on; None when there is none."""
    now = timezone.now()
    free = Q(status=Status.WAITING) | Q(status=Status.CHECKING, taken_at__lt=now - LOST_AFTER)
    batches = EnrolmentBatch.objects.filter(free).select_related("unit", "scheme", "gift")
    batch = (
        batches.select_for_update(of=("self",), skip_locked=True).order_by("uploaded_at").first()
    )
    if batch is not None:
        batch.status, batch.taken_at, batch.takes = Status.CHECKING, now, batch.takes + 1
        batch.rows_read = 0
        batch.save(update_fields=["status", "taken_at", "takes", "rows_read"])
    return batch


def _checked(batch: EnrolmentBatch) -> Roster:
    if batch.takes > MOST_TAKES:
        return Roster(problems=[unreadable("spoilt").problem])

    def tell(done: int, of: int) -> None:
        _held(batch).update(rows_read=done, rows=of, taken_at=timezone.now())

    found = roster(
        vault.get(batch.file_key),
        batch.scheme,
        batch.unit,
        most_rows=settings.ROSTER_MOST_ROWS,
        gift=batch.gift,
        tell=tell,
    )
    if found.elsewhere > max(MOST_ELSEWHERE, found.rows * MOST_ELSEWHERE_PERCENT // 100):
        logger.warning("roster_asks_about_strangers", extra={"batch": str(batch.pk)})
        many = error(0, "", "MANY_ELSEWHERE")
        return Roster(rows=found.rows, problems=[many], elsewhere=found.elsewhere)
    return found


def _write(batch: EnrolmentBatch, found: Roster) -> int:
    """Write what was found, if the batch is still ours; give 1 then. 0 leaves bytes for the
    vault's sweep."""
    whole = not found.rows or any(problem.row <= 1 for problem in found.problems)
    refused = whole and not found.entries
    return _held(batch).update(
        status=Status.REFUSED if refused else Status.CHECKED,
        found_key=keep(found),
        rows=found.rows,
        rows_read=found.rows,
        good_rows=len(found.entries),
        bad_rows=found.bad_rows,
        elsewhere=found.elsewhere,
        due_fen=found.due_fen,
    )


def _held(batch: EnrolmentBatch) -> QuerySet[EnrolmentBatch]:
    """Give the row while it is still this worker's."""
    return EnrolmentBatch.objects.filter(pk=batch.pk, status=Status.CHECKING, takes=batch.takes)
