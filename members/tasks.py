"""Celery's way in. A task calls one function and logs; no rule lives here."""

import logging

from celery import shared_task
from django.utils import timezone

from members import certificates, outbox, signin, systems
from members.enrolment import checking, online, reminders

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def send_messages() -> None:
    """Send what is owed by SMS or WeChat. Harmless to run twice: see members.outbox."""
    count = outbox.send_owed()
    if count:
        logger.info("messages_sent", extra={"messages": count})


@shared_task(ignore_result=True)
def register_fees() -> None:
    """Register fees that were paid online. Harmless to run twice: see members.enrolment.online."""
    count = online.catch_up()
    if count:
        logger.info("fees_registered", extra={"fees": count})


@shared_task(ignore_result=True)
def remind_of_endings() -> None:
    """Tell members and cadres of covers that end soon. Harmless to run twice."""
    count = reminders.remind(timezone.localdate())
    if count:
        logger.info("endings_told", extra={"messages": count})


@shared_task(ignore_result=True)
def forget_codes() -> None:
    """Remove codes, misses and answered calls that nothing counts. Harmless to run twice."""
    logger.info("codes_forgotten", extra={"codes": signin.forget_codes()})
    certificates.forget_misses()
    systems.forget_calls()


@shared_task(ignore_result=True)
def check_rosters() -> None:
    """Check the rosters that wait. Harmless to run twice: see members.enrolment.checking."""
    count = checking.check_waiting()
    if count:
        logger.info("rosters_checked", extra={"rosters": count})
