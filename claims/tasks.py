"""Celery's way in. Each takes nothing, calls one function and logs; no rule lives here."""

import logging

from celery import shared_task
from django.utils import timezone

from claims import filing, rating, reconciliation
from claims.control import sampling, watching
from claims.photographs import arriving, evidence, twins
from claims.promise import reminders
from claims.reading import owed
from claims.simulation import runs
from claims.statistics import publication

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def close_late() -> None:
    """Close what was not answered in time. Harmless to run twice."""
    logger.info("claims_closed_late", extra={"claims": filing.close_late(timezone.localdate())})


@shared_task(ignore_result=True)
def remind() -> None:
    """Remind members of what waits for them. Harmless to run twice."""
    logger.info("members_reminded", extra={"claims": reminders.remind(timezone.localdate())})


@shared_task(ignore_result=True)
def invite_ratings() -> None:
    """Invite members to rate what ended three days ago. Harmless to run twice."""
    if count := rating.invite(timezone.localdate()):
        logger.info("ratings_invited", extra={"claims": count})


@shared_task(ignore_result=True)
def sweep_vault() -> None:
    """Remove bytes that no row knows, a day after they came. Harmless to run twice."""
    forgotten = arriving.sweep()
    logger.info("vault_swept", extra={"files": evidence.sweep(), "unfinished": forgotten})


@shared_task(ignore_result=True)
def resume_files() -> None:
    """Finish the files that wait for the virus scanner. Harmless to run twice."""
    if count := arriving.resume():
        logger.info("files_resumed", extra={"files": count})


@shared_task(ignore_result=True)
def look_for_twins() -> None:
    """Look for papers that were sent in before. Harmless to run twice."""
    if count := twins.look():
        logger.info("pages_looked_at", extra={"pages": count})


@shared_task(ignore_result=True)
def run_simulations() -> None:
    """Run the simulations that wait. Harmless to run twice: see claims.simulation.runs."""
    count = runs.run_waiting()
    if count:
        logger.info("simulations_run", extra={"simulations": count})


@shared_task(ignore_result=True, soft_time_limit=500, time_limit=560)
def read_papers() -> None:
    """Read the pages that wait, a few at a time. Harmless to run twice: see claims.reading.owed."""
    if count := owed.read_owed():
        logger.info("pages_read", extra={"pages": count})


@shared_task(ignore_result=True, soft_time_limit=600, time_limit=700)
def publish() -> None:
    """Publish the figures of the months that ended. Harmless to run twice: a month is once."""
    if row := publication.publish(timezone.localdate()):
        logger.info("figures_published", extra={"until": str(row.until)})


@shared_task(ignore_result=True, soft_time_limit=3600, time_limit=3700)
def reconcile() -> None:
    """Ask every invariant and write down what was found. Harmless to run twice."""
    found = reconciliation.reconcile()
    if found.breaks:
        logger.error(
            "books_broken", extra={"reconciliation": found.pk, "breaks": len(found.breaks)}
        )
    else:
        logger.info("books_reconciled", extra={"reconciliation": found.pk})


@shared_task(ignore_result=True)
def watch() -> None:
    """Ask the rules that warn. Harmless to run twice: what was raised is not raised again."""
    if count := watching.watch():
        logger.info("flags_raised", extra={"flags": count})


@shared_task(ignore_result=True)
def draw_samples() -> None:
    """Draw from the month that ended. Harmless to run twice: a month is drawn once."""
    if draw := sampling.draw(timezone.localdate()):
        logger.info("samples_drawn", extra={"month": str(draw.month), "of": draw.population})
