"""What only the holder of the keys can see: the bytes of pages, bank files and sealed columns."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Page, PayoutBatch
from claims.payouts import batches
from claims.payouts.errors import FileDamaged
from members import vault
from members.fields import SealedField
from members.sealing import AES_256_GCM, Unsealable

PARTS: Final = 256
"""Nights in which each old page is opened once: the last byte of its key tells in which."""
REMEMBERED: Final = 1024
"""Files of which the digest is not taken again: a claim that is filed again shows the same ones."""


def lost_files(since: datetime | None) -> Iterator[str]:
    """Name each live page whose bytes are gone, do not open, or are not the ones that came.

    Of a night: the pages that came since, and one part of all others, another every night.
    """
    digest = lru_cache(REMEMBERED)(_digest)
    for page in _to_open(since).order_by("pk").iterator(500):
        if (fault := _fault(page, digest)) and Page.objects.live().filter(pk=page.pk).exists():
            yield f"材料页 {page.pk} {fault}"


def _to_open(since: datetime | None) -> QuerySet[Page]:
    pages = Page.objects.live()
    if since is None:
        return pages
    tonight = f"{timezone.localdate().toordinal() % PARTS:02x}"
    return pages.filter(Q(added_at__gte=since) | Q(pk__endswith=tonight))


def _fault(page: Page, digest: Callable[[str], str]) -> str:
    try:
        if digest(page.original_key) != page.original_sha256:
            return "原文件与上传时不一致"
        for key in (page.picture_key, page.thumb_key):
            digest(key)
    except (FileNotFoundError, ValueError):
        return "文件丢失"
    except Unsealable:
        return "文件不能解密"
    return ""


def _digest(key: str) -> str:
    return hashlib.sha256(vault.get(key)).hexdigest()


def altered_batches(since: datetime | None) -> Iterator[str]:
    """Name each sealed batch whose file is not the one that was sealed."""
    sealed = PayoutBatch.objects.exclude(sealed_at=None).order_by("pk")
    for batch in (sealed.filter(sealed_at__gte=since) if since else sealed).iterator(50):
        try:
            batches.content(batch)
        except (FileDamaged, Unsealable):
            yield f"批次 {batch.number} 的银行文件与封存时不一致"


def unsealed_columns(_since: datetime | None) -> Iterator[str]:
    """Name each row that holds personal data in clear where it should be sealed."""
    for model in apps.get_models():
        for field in model._meta.fields:  # noqa: SLF001 - Django's documented door
            if isinstance(field, SealedField):
                yield from _in_clear(field)


def _in_clear(field: SealedField) -> Iterator[str]:
    meta, quote = field.model._meta, connection.ops.quote_name  # noqa: SLF001
    table, column = quote(meta.db_table), quote(field.attname)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE length({column}) > 0"  # noqa: S608 - quoted
            f" AND get_byte({column}, 0) <> %s",
            [AES_256_GCM],
        )
        yield from (f"{meta.verbose_name} {pk} 的{field.verbose_name}没有加密" for (pk,) in cursor)
