"""The pages of a claim: taken in, entered, replaced and taken out by the member.

A page is entered only where the paper is open to the member (claims.intake); what was taken out
or replaced stays on record. Bytes are stored before the claim is locked.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from claims.intake import open_for, open_items
from claims.models import Claim, CorrectionItem, Page, Quarantined
from claims.outside import scanner
from claims.photographs import uploads
from claims.reading import owed
from members import vault
from members.models import User

MOST_PAGES: Final = 300
MOST_BYTES: Final = 100_000_000
MOST_BYTES_A_DAY: Final = 200_000_000
"""Of a claim, and of all claims of a member in 24 hours; defaults, not sourced."""
BEHIND: Final = """
SELECT coalesce(max(position), 0) + %s FROM claims_page
 WHERE claim_id = %s AND material = %s AND removed_at IS NULL
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was found good and lies in the vault, named by no page yet."""

    taken: uploads.Taken
    size: int
    """Bytes."""
    original_key: str
    drawn: tuple[tuple[uploads.Picture, str, str], ...]
    """Each page with the keys of its picture and its thumb."""


def attach(
    claim_id: UUID,
    material: str,
    content: bytes,
    *,
    client_key: UUID,
    by: User,
    replaces: UUID | None = None,
    stored: str | None = None,
) -> list[Page]:
    """Take a file in as pages of a paper; give them. Once they are given the bytes are durable.

    UploadRefused says what is wrong with the file; scanner.Unscanned that this is not known yet
    (claims.photographs.arriving keeps it until then). The same `client_key` again gives the pages
    that are there already. `stored` is the key under which the file lies in the vault already. The
    picture is judged and the bytes are stored before the claim is locked: a crash in between leaves
    bytes without a row, which the vault's sweep removes.
    """
    if pages := list(Page.objects.filter(claim_id=claim_id, client_key=client_key)):
        return pages
    check_room(claim_id, len(content), client_key)
    if found := scanner.scan(content):
        _quarantine(claim_id, material, content, found, by=by)
        raise uploads.UploadRefused("UNSAFE")
    kept = keep(content, stored)
    try:
        return enter(claim_id, material, kept, client_key=client_key, by=by, replaces=replaces)
    except IntegrityError:  # the same file arrived twice at once: the other one is in
        return list(Page.objects.filter(claim_id=claim_id, client_key=client_key))


def _quarantine(claim_id: UUID, material: str, content: bytes, found: str, *, by: User) -> None:
    """Seal a file away that nobody is to open; sent again, it is there already."""
    sha256 = hashlib.sha256(content).hexdigest()
    logger.warning("upload_quarantined", extra={"claim": str(claim_id), "found": found})
    if not Quarantined.objects.filter(claim_id=claim_id, sha256=sha256).exists():
        Quarantined.objects.get_or_create(
            claim_id=claim_id,
            sha256=sha256,
            defaults={
                "material": material,
                "found": found[:200],
                "size": len(content),
                "key": vault.put(content),
                "added_by": by,
            },
        )


def check_room(claim_id: UUID, size: int, client_key: UUID) -> int:
    """Refuse more than a claim, or its member in a day, may send; a few at once may pass a little.

    Pages that were taken out count: they are kept. A file of many pages is of that size once. Give
    the bytes of files of the claim that are on their way, the one of this key not counted.
    """
    since = timezone.now() - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_SENT, {"claim": claim_id, "since": since, "own": client_key})
        pages, in_claim, today, on_their_way = cursor.fetchone()
    if pages >= MOST_PAGES or in_claim + size > MOST_BYTES:
        raise uploads.UploadRefused("CLAIM_FULL")
    if today + size > MOST_BYTES_A_DAY:
        raise uploads.UploadRefused("DAY_FULL")
    return int(on_their_way)


_SENT: Final = """
SELECT count(*) FILTER (WHERE claim_id = %(claim)s),
       coalesce(sum(original_size) FILTER (WHERE claim_id = %(claim)s AND leaf = 1), 0),
       coalesce(sum(original_size) FILTER (WHERE added_at > %(since)s AND leaf = 1), 0),
       (SELECT coalesce(sum(size), 0) FROM claims_uploadpart
        WHERE claim_id = %(claim)s AND received < size AND client_key <> %(own)s)
FROM claims_page WHERE claim_id IN
    (SELECT id FROM claims_claim WHERE member_id =
        (SELECT member_id FROM claims_claim WHERE id = %(claim)s))
"""


def keep(content: bytes, stored: str | None = None) -> Kept:
    """Judge a file, draw its pages and store all of it. UploadRefused when it cannot be one."""
    taken = uploads.take(content)
    original_key = stored or vault.put(content)
    drawn = tuple((p, vault.put(p.jpeg), vault.put(p.thumb)) for p in taken.pictures)
    return Kept(taken, len(content), original_key, drawn)


@transaction.atomic
def enter(
    claim_id: UUID,
    material: str,
    kept: Kept,
    *,
    client_key: UUID,
    by: User,
    replaces: UUID | None = None,
) -> list[Page]:
    """Write a stored file into a claim as pages of a paper. IntegrityError when it is in already.

    One stored file may be entered more than once: its bytes stay as long as any page names them.
    """
    claim = open_for(claim_id, material)
    replaced = _replaced(claim, material, replaces)
    pages = Page.objects.bulk_create(
        Page(
            claim=claim,
            material=material,
            position=replaced.position + leaf if replaced else _behind(claim, material, leaf),
            client_key=client_key,
            leaf=leaf + 1,
            media_type=kept.taken.media_type,
            original_key=kept.original_key,
            original_sha256=kept.taken.sha256,
            original_size=kept.size,
            picture_key=picture_key,
            thumb_key=thumb_key,
            width=picture.width,
            height=picture.height,
            advice=picture.advice,
            replaces=replaced,
            added_by=by,
        )
        for leaf, (picture, picture_key, thumb_key) in enumerate(kept.drawn)
    )
    owed.owe(pages)
    if not replaced:
        for page in pages:
            del page.position  # the database knows it
    if claim.status == Claim.Status.CORRECTION:
        _done(claim, material, replaced)
    return pages


@transaction.atomic
def remove(claim_id: UUID, page_id: UUID) -> Claim:
    """Take a page out. It stays on record; in a correction the reviewer still sees it."""
    page = Page.objects.live().get(pk=page_id, claim_id=claim_id)
    claim = open_for(claim_id, page.material)
    page.removed_at = timezone.now()
    page.save(update_fields=["removed_at"])
    return claim


@transaction.atomic
def move(claim_id: UUID, page_id: UUID, *, earlier: bool) -> Claim:
    """Exchange a page with the one before it, or after it; nothing happens at the ends."""
    page = Page.objects.live().get(pk=page_id, claim_id=claim_id)
    claim = open_for(claim_id, page.material)
    pages = list(claim.pages.live().filter(material=page.material))
    here = pages.index(page)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(pages):
        return claim
    pages[here], pages[there] = pages[there], pages[here]
    for position, each in enumerate(pages, start=1):
        each.position = position
    Page.objects.bulk_update(pages, ["position"])
    return claim


def _behind(claim: Claim, material: str, leaf: int) -> RawSQL:
    """The place behind the pages of a paper, found by the statement that writes new ones."""
    return RawSQL(BEHIND, [1 + leaf, claim.pk, material])  # noqa: S611 - no words of anybody's


def _replaced(claim: Claim, material: str, page_id: UUID | None) -> Page | None:
    if page_id is None:
        return None
    page = claim.pages.live().filter(pk=page_id, material=material).first()
    if page is not None:
        page.removed_at = timezone.now()
        page.save(update_fields=["removed_at"])
    return page


def _done(claim: Claim, material: str, replaced: Page | None) -> None:
    """Tick what a new page answers: the request for the page it replaces, or for its paper.

    A page that was asked about and has been taken out since is answered by any new one.
    """
    answers = Q(page=replaced) if replaced else Q(page=None) | Q(page__removed_at__isnull=False)
    asked = open_items(claim).filter(answers, material=material, done_at=None)
    CorrectionItem.objects.filter(pk__in=asked).update(done_at=timezone.now())
