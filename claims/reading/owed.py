"""Pages that a machine is to read: owed as they come, read by a sweep. The rows are the queue.

A page is taken in a transaction of its own, read without one, and what was found written if the
row is still there. An attempt that fails writes nothing: its turn comes again a while later, three
times in all. Run twice, or by two workers, a page comes to the same.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from claims.models import Page, Reading
from claims.reading import papers, reader
from members import vault
from members.sealing import Unsealable

logger = logging.getLogger(__name__)

State = Reading.State
READER: Final = 4801003
"""Of the lock that whoever reads holds."""
AGAIN_AFTER: Final = timedelta(minutes=5)
"""Longer than an attempt may take: whoever took it then has failed, or gone."""


def owe(pages: Iterable[Page]) -> None:
    """Owe a reading of each page whose paper is read, where readings are made at all."""
    if settings.OCR:
        Reading.objects.bulk_create(
            [Reading(page=page) for page in pages if page.material in papers.FIELDS],
            ignore_conflicts=True,
        )


def read_owed(most: int = 4) -> int:
    """Read up to `most` pages, those first that came first; give how many were read.

    One process reads at a time, so that the sweeps of money never wait for readers.
    """
    if not settings.OCR:
        return 0
    with _alone() as free:
        if not free:
            return 0
        _give_up()
        return sum(_read(reading) for reading in islice(iter(_take, None), most))


def _read(reading: Reading) -> bool:
    page = reading.page
    try:
        reading.found = papers.read(page.material, reader.lines_of(vault.get(page.picture_key)))
    except (reader.Unreadable, OSError, Unsealable):
        logger.warning("page_not_read", extra={"page": str(page.pk)})
        return False
    except Exception as error:  # our rules tripped over it: not in the way of those behind it
        what = type(error).__name__  # its words may be those of the page
        logger.error("page_not_understood", extra={"page": str(page.pk), "error": what})
        return False
    return _keep(reading)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process reads now; until the end none does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [READER])
        free: bool = cursor.fetchone()[0]
        try:
            yield free
        finally:
            if free:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [READER])


def _give_up() -> None:
    spent = Q(attempts=Reading.MOST_ATTEMPTS, taken_at__lt=timezone.now() - AGAIN_AFTER)
    Reading.objects.filter(spent, state=State.OWED).update(state=State.GIVEN_UP)


@transaction.atomic
def _take() -> Reading | None:
    now = timezone.now()
    free = Q(taken_at=None) | Q(taken_at__lt=now - AGAIN_AFTER, attempts__lt=Reading.MOST_ATTEMPTS)
    owed = Reading.objects.filter(free, state=State.OWED).select_related("page")
    reading = owed.select_for_update(of=("self",), skip_locked=True).order_by("pk").first()
    if reading is not None:
        reading.taken_at, reading.attempts = now, F("attempts") + 1
        reading.save(update_fields=["taken_at", "attempts"])
    return reading


@transaction.atomic
def _keep(reading: Reading) -> bool:
    """Write what was found, unless the page is gone or somebody else has."""
    owed = Reading.objects.select_for_update().filter(pk=reading.pk, state=State.OWED)
    if not owed.exists():
        return False
    reading.state = State.READ
    reading.save(update_fields=["state", "sealed"])
    return True
