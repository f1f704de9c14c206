"""Celery's way in. A task takes ids, calls one function and logs; no rule lives here."""

import logging

from celery import shared_task
from django.utils import timezone

from claims.models import BankReturn
from claims.payouts import batches, returns
from claims.payouts.errors import PayoutError

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def collect_due() -> None:
    """Put what is due soon into the open batch, until nothing is left to put."""
    while batch := batches.collect(timezone.localdate()):
        logger.info("payouts_collected", extra={"batch": batch.number, "count": batch.count})


@shared_task(ignore_result=True)
def settle_waiting() -> None:
    """Take up every return file received and not settled yet, each by itself."""
    for return_id in BankReturn.objects.filter(settled_at=None).values_list("pk", flat=True):
        try:
            count = returns.settle(return_id)
        except PayoutError as refused:
            logger.warning(
                "return_refused", extra={"return": str(return_id), "why": type(refused).__name__}
            )
        else:
            logger.info("return_settled", extra={"return": str(return_id), "count": count})
