"""Simulations in the background: asked for by a person, run by a sweep. The rows are the queue.

A run is taken in a transaction of its own, worked without one, and its report written only by
whoever still holds it. Run twice, or by two workers, it comes to the same report: nothing but its
own row is ever written.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.benefits import read_sheet
from claims.models import SimulationRun
from claims.simulation.valuing import simulate
from members.models import Scheme, User
from members.roles import Role

logger = logging.getLogger(__name__)

ASKERS: Final = (Role.ADMINISTRATOR, Role.SECOND_CHECKER)
ABANDONED_AFTER: Final = timedelta(minutes=5)
"""A worker has two minutes for all it does; one that is silent for longer has gone."""


def ask(text: str, period: Scheme, *, by: User) -> SimulationRun:
    """Ask for the history of a period under another sheet. SheetInvalid when it is none."""
    if not by.has_role(*ASKERS):
        raise PermissionDenied
    name = read_sheet(text).name[:200]
    return SimulationRun.objects.create(period=period, name=name, sheet=text, asked_by=by)


def run_waiting() -> int:
    """Run every simulation that waits, oldest first; give how many were finished here."""
    finished = 0
    while run := _take():
        try:
            report = simulate(run.period, read_sheet(run.sheet), tell=_teller(run)).report()
        except Exception:
            logger.exception("simulation_failed", extra={"run": str(run.pk)})
            report = None
        finished += _held(run).update(report=report, finished_at=timezone.now())
    return finished


@transaction.atomic
def _take() -> SimulationRun | None:
    """Take the oldest that nobody works on; None when there is none."""
    now = timezone.now()
    free = Q(taken_at=None) | Q(taken_at__lt=now - ABANDONED_AFTER)
    waiting = SimulationRun.objects.filter(free, finished_at=None).select_related("period")
    run = waiting.select_for_update(of=("self",), skip_locked=True).order_by("asked_at").first()
    if run is not None:
        run.taken_at, run.done = now, 0
        run.save(update_fields=["taken_at", "done"])
    return run


def _teller(run: SimulationRun) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        _held(run).update(done=done, of=of)

    return tell


def _held(run: SimulationRun) -> QuerySet[SimulationRun]:
    """Give the row while it is still this worker's."""
    return SimulationRun.objects.filter(pk=run.pk, taken_at=run.taken_at, finished_at=None)
