"""Celery's way in. A task calls one function and logs; no rule lives here."""

import logging

from celery import shared_task

from members import outbox, signin

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def send_messages() -> None:
    """Send what is owed by SMS. Harmless to run twice: see members.outbox."""
    count = outbox.send_owed()
    if count:
        logger.info("messages_sent", extra={"messages": count})


@shared_task(ignore_result=True)
def forget_codes() -> None:
    """Remove sign-in codes that nothing counts any more. Harmless to run twice."""
    logger.info("codes_forgotten", extra={"codes": signin.forget_codes()})
