"""Runs every sweep of the beat table once, in its order, without Celery's worker or a broker.

For a timer beside Celery, and for whoever wants to see the queues drained now. Harmless at any time
and any number of times, also while a worker does the same.
"""

import logging
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run every sweep once: send messages, collect due payouts, settle returns and the rest."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for entry in current_app.conf.beat_schedule.values():
            try:
                import_string(entry["task"])()
            except Exception:
                logger.exception("sweep_failed", extra={"task": entry["task"]})
                failed.append(entry["task"])
        if failed:
            raise CommandError(f"Sweeps that failed: {', '.join(failed)}.")
