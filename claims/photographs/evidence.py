"""The bytes behind pages: shown to whoever may see them, on record; swept when nobody owns them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from claims.models import Page, Quarantined, UploadPart
from members import vault
from members.models import AccessLog, EnrolmentBatch, User

ORPHANS_KEPT: Final = timedelta(days=1)
"""Bytes are written before their row is committed; a day is long enough for any request."""


def picture(page: Page, *, by: User, address: str | None) -> bytes:
    """Give a page as a JPEG, upright and without metadata, and record who looked.

    FileNotFoundError or Unsealable when the bytes are gone or altered: never the wrong bytes.
    """
    content = vault.get(page.picture_key)
    AccessLog.objects.create(by=by, what="page", object_id=str(page.pk), address=address)
    return content


def thumb(page: Page) -> bytes:
    """Give a page as a small JPEG for lists, too small to read; not recorded."""
    return vault.get(page.thumb_key)


def sweep() -> int:
    """Remove bytes without a row that are older than a day; give how many files."""
    return vault.sweep(owned=_owned, before=timezone.now() - ORPHANS_KEPT)


def _owned(keys: Collection[str]) -> set[str]:
    """Those of `keys` that a row knows: pages, files on their way or sealed apart, rosters.

    Files on their way are asked for before pages: a key may go from the one to the other.
    """
    arriving = UploadPart.objects.filter(chunks__overlap=list(keys))
    pieces = list(arriving.values_list("chunks", flat=True))
    known = Q(original_key__in=keys) | Q(picture_key__in=keys) | Q(thumb_key__in=keys)
    pages = Page.objects.filter(known).values_list("original_key", "picture_key", "thumb_key")
    known = Q(file_key__in=keys) | Q(found_key__in=keys)
    rosters = EnrolmentBatch.objects.filter(known).values_list("file_key", "found_key")
    apart = Quarantined.objects.filter(key__in=keys).values_list("key")
    return {key for row in (*pieces, *pages, *rosters, *apart) for key in row}
