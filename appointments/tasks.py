"""Celery's way in to appointments. A task calls one function and logs; no rule lives here."""

import logging

from celery import shared_task

from appointments import booking, opening

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def open_coming_slots() -> None:
    """Keep the coming working days open. Harmless to run twice."""
    logger.info("slots_opened", extra={"days": opening.open_coming()})


@shared_task(ignore_result=True)
def settle_visits() -> None:
    """Settle visits that the counter answered without noting them. Harmless to run twice."""
    logger.info("visits_settled", extra={"bookings": booking.settle()})
