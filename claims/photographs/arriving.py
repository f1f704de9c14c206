"""Files on their way: in pieces or whole, entered as pages when all is there and looked through.

What has arrived is durable before it is counted, so a phone may go on from the offset it is told
however often the connection breaks; the last piece may come twice and adds the pages once. While
the scanner cannot say whether a file is clean it waits here, and a sweep asks again.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from claims import notices
from claims.errors import NotOpen
from claims.intake import may_change
from claims.models import Claim, Page, UploadPart
from claims.outside.scanner import Unscanned
from claims.photographs import attachments, uploads
from members import vault
from members.models import User

KEPT: Final = timedelta(days=1)
MOST_AT_ONCE: Final = 60_000_000
"""Bytes of files begun and not finished, of one claim."""


class WrongOffset(Exception):
    """A piece that does not begin where the last one ended; `offset` is where it has to."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def begin(
    claim: Claim,
    material: str,
    size: int,
    *,
    client_key: UUID,
    by: User,
    replaces: UUID | None,
    first: bytes | bytearray = b"",
) -> UploadPart:
    """Announce a file of `size` bytes, and take the first piece, or all of it, that came along.

    The same `client_key` again gives the one begun before, as it is. UploadRefused when no such
    file would be taken, NotOpen when the paper is not open, WrongOffset when more came than that.
    """
    if not size:
        raise uploads.UploadRefused("EMPTY")
    if size > uploads.MOST_BYTES:
        raise uploads.UploadRefused("TOO_BIG")
    if attachments.check_room(claim.pk, size, client_key) + size > MOST_AT_ONCE:
        raise uploads.UploadRefused("TOO_MANY_AT_ONCE")
    if not may_change(claim, material):
        raise NotOpen
    if len(first) > size:
        raise WrongOffset(0)
    chunks = [vault.put(first)] if first else []
    try:
        with transaction.atomic():
            return UploadPart.objects.create(
                claim=claim,
                client_key=client_key,
                material=material,
                size=size,
                received=len(first),
                chunks=chunks,
                added_by=by,
                replaces=replaces,
            )
    except IntegrityError:  # begun before; the vault's sweep removes what came with this one
        return UploadPart.objects.get(claim=claim, client_key=client_key)


def add(part: UploadPart, offset: int, content: bytes | bytearray) -> UploadPart:
    """Add a piece that begins at `offset`. WrongOffset, and nothing added, when it does not."""
    if offset != part.received or offset + len(content) > part.size:
        raise WrongOffset(part.received)
    if not content:
        return part
    key = vault.put(content)
    added = UploadPart.objects.filter(pk=part.pk, received=offset).update(
        received=offset + len(content),
        chunks=Func(F("chunks"), Value(key), function="array_append"),
    )
    if not added:  # the same piece came twice at once; the vault's sweep removes this one
        part.refresh_from_db()
        raise WrongOffset(part.received)
    part.received += len(content)
    part.chunks.append(key)
    return part


def take(
    claim_id: UUID,
    material: str,
    content: bytes,
    *,
    client_key: UUID,
    by: User,
    replaces: UUID | None = None,
) -> list[Page]:
    """Take in a file that came whole, and give its pages; see attachments.attach.

    Unscanned when the scanner cannot say: then the file is kept here, and waits.
    """
    try:
        return attachments.attach(
            claim_id, material, content, client_key=client_key, by=by, replaces=replaces
        )
    except Unscanned:
        begin(
            Claim.objects.get(pk=claim_id),
            material,
            len(content),
            client_key=client_key,
            by=by,
            replaces=replaces,
            first=content,
        )
        raise


def finish(part: UploadPart) -> list[Page]:
    """Enter a file that is all there as pages; again, it gives the same pages.

    What came in one piece is stored already and is not written again. UploadRefused when it
    cannot be one: then what had arrived is let go. Unscanned while the scanner cannot say: then
    it waits.
    """
    content = b"".join(vault.get(key) for key in part.chunks)
    try:
        pages = attachments.attach(
            part.claim_id,
            part.material,
            content,
            client_key=part.client_key,
            by=part.added_by,
            replaces=part.replaces,
            stored=part.chunks[0] if len(part.chunks) == 1 else None,
        )
    except uploads.UploadRefused:
        part.delete()
        raise
    UploadPart.objects.filter(pk=part.pk).update(chunks=[])
    return pages


def resume() -> int:
    """Finish the files that wait for the scanner, oldest first; give how many are done with.

    Whoever sent one that cannot become a page is told. The first that the scanner still cannot
    say of ends it: the next sweep goes on. Harmless to run twice, and twice at once.
    """
    done = 0
    for part in UploadPart.objects.waiting().select_related("added_by").order_by("added_at"):
        try:
            finish(part)
        except Unscanned:
            break
        except uploads.UploadRefused as refused:
            notices.not_taken(part, refused.words)
        except NotOpen:
            part.delete()
            notices.not_taken(part, "这份材料已不能再补充。")
        done += 1
    return done


def sweep() -> int:
    """Forget files that were begun more than a day ago; their bytes go with the vault's sweep."""
    old = UploadPart.objects.filter(added_at__lt=timezone.now() - KEPT)
    waiting = UploadPart.objects.waiting().values("pk")
    forgotten, _by_model = old.exclude(pk__in=waiting).delete()
    return forgotten
