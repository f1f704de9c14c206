"""What a member writes into a claim without moving it: facts, account, pages.

Each verb locks the claim and asks whether the thing may be changed now: everything in a draft,
and while a correction is open just what was asked for. NotOpen when it may not. A change raises
the version, so that a reviewer's stale form is noticed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from claims import uploads
from claims.benefits import Circumstance
from claims.errors import NotOpen
from claims.models import Claim, CorrectionItem, Kind, Occurrence, Page, Stay
from claims.papers import FACTS
from claims.states import Status
from claims.transitions import locked
from members import vault
from members.models import Member, User

MOST_PAGES: Final = 300
MOST_BYTES: Final = 100_000_000
MOST_BYTES_A_DAY: Final = 200_000_000
"""Of a claim, and of all claims of a member in 24 hours; defaults, not sourced."""

OF_OTHERS: Final = frozenset({Circumstance.BY_AGENT, Circumstance.ASKED_FOR})
"""Circumstances that the member is not asked about, and that stay as they are."""


@dataclass(frozen=True, slots=True)
class StayFacts:
    hospital: str
    admitted_on: date
    discharged_on: date
    printed_days: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was found good and lies in the vault, named by no page yet."""

    taken: uploads.Taken
    size: int
    """Bytes."""
    original_key: str
    drawn: tuple[tuple[uploads.Picture, str, str], ...]
    """Each page with the keys of its picture and its thumb."""


def open_draft(member: Member, kind: Kind, *, by: User, client_key: UUID) -> Claim:
    """Open a draft. The same `client_key` again gives the draft that is there already."""
    claim, _created = Claim.objects.get_or_create(
        member=member, client_key=client_key, defaults={"kind": kind, "applicant": by}
    )
    return claim


@transaction.atomic
def discard(claim_id: UUID) -> None:
    """Throw a draft away, with its pages; the vault's sweep removes the bytes."""
    claim = locked(claim_id)
    if claim.status != Status.DRAFT:
        raise NotOpen
    claim.delete()


@transaction.atomic
def save_stays(
    claim_id: UUID, stays: Iterable[StayFacts], *, circumstances: Iterable[str] = ()
) -> Claim:
    """Write the stays of an inpatient claim in place of those that were there."""
    claim = _open_for(claim_id, FACTS)
    claim.stays.all().delete()
    Stay.objects.bulk_create(
        Stay(
            claim=claim,
            hospital=stay.hospital,
            admitted_on=stay.admitted_on,
            discharged_on=stay.discharged_on,
            printed_days=stay.printed_days,
        )
        for stay in stays
    )
    return _facts_saved(claim, circumstances)


@transaction.atomic
def save_occurrence(
    claim_id: UUID, happened: Occurrence, *, circumstances: Iterable[str] = ()
) -> Claim:
    """Write what happened, for a benefit paid once; `happened` is an unsaved row."""
    claim = _open_for(claim_id, FACTS)
    Occurrence.objects.filter(claim=claim).delete()
    happened.claim = claim
    happened.save(force_insert=True)
    return _facts_saved(claim, circumstances)


@transaction.atomic
def save_account(claim_id: UUID, *, name: str, bank: str, account: str) -> Claim:
    """Write where the money is to go. `account` in its canonical form, digits alone."""
    claim = _open_for(claim_id, FACTS)
    claim.payee_name, claim.payee_bank, claim.payee_account = name, bank, account
    return _typed(claim)


def attach(
    claim_id: UUID,
    material: str,
    content: bytes,
    *,
    client_key: UUID,
    by: User,
    replaces: UUID | None = None,
) -> list[Page]:
    """Take a file in as pages of a paper; give them. Once they are given the bytes are durable.

    UploadRefused says what is wrong with the file. The same `client_key` again gives the pages
    that are there already. The picture is judged and the bytes are stored before the claim is
    locked: a crash in between leaves bytes without a row, which the vault's sweep removes.
    """
    if pages := list(Page.objects.filter(claim_id=claim_id, client_key=client_key)):
        return pages
    _check_room(claim_id, len(content))
    kept = keep(content)
    try:
        return enter(claim_id, material, kept, client_key=client_key, by=by, replaces=replaces)
    except IntegrityError:  # the same file arrived twice at once: the other one is in
        return list(Page.objects.filter(claim_id=claim_id, client_key=client_key))


def _check_room(claim_id: UUID, size: int) -> None:
    """Refuse more than a claim, or its member in a day, may send; a few at once may pass a little.

    Pages that were taken out count: they are kept. A file of many pages is of that size once.
    """
    pages = Page.objects.filter(claim=claim_id)
    files = Page.objects.filter(leaf=1)
    sent = Sum("original_size", default=0)
    in_claim: int = files.filter(claim=claim_id).aggregate(sent=sent)["sent"]
    if pages.count() >= MOST_PAGES or in_claim + size > MOST_BYTES:
        raise uploads.UploadRefused("CLAIM_FULL")
    since = timezone.now() - timedelta(days=1)
    of_member = files.filter(claim__member__claims=claim_id, added_at__gt=since)
    today: int = of_member.aggregate(sent=sent)["sent"]
    if today + size > MOST_BYTES_A_DAY:
        raise uploads.UploadRefused("DAY_FULL")


def keep(content: bytes) -> Kept:
    """Judge a file, draw its pages and store all of it. UploadRefused when it cannot be one."""
    taken = uploads.take(content)
    original_key = vault.put(content)
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
    claim = _open_for(claim_id, material)
    replaced = _replaced(claim, material, replaces)
    last = claim.pages.live().filter(material=material).order_by("-position").first()
    first = replaced.position if replaced else last.position + 1 if last else 1
    pages = Page.objects.bulk_create(
        Page(
            claim=claim,
            material=material,
            position=first + leaf,
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
    _done(claim, material, replaced)
    _touched(claim)
    return pages


@transaction.atomic
def remove_page(claim_id: UUID, page_id: UUID) -> Claim:
    """Take a page out. It stays on record; in a correction the reviewer still sees it."""
    page = Page.objects.live().get(pk=page_id, claim_id=claim_id)
    claim = _open_for(claim_id, page.material)
    page.removed_at = timezone.now()
    page.save(update_fields=["removed_at"])
    return _touched(claim)


def may_change(claim: Claim, part: str) -> bool:
    """Whether a part (a paper's code, or FACTS) is open to the member now."""
    if claim.status == Status.DRAFT:
        return True
    return claim.status == Status.CORRECTION and open_items(claim).filter(material=part).exists()


def _open_for(claim_id: UUID, part: str) -> Claim:
    claim = locked(claim_id)
    if not may_change(claim, part):
        raise NotOpen
    return claim


def open_items(claim: Claim) -> QuerySet[CorrectionItem]:
    """What the open correction asks for, done or not."""
    return CorrectionItem.objects.filter(
        correction__claim=claim, correction__answered_at=None, correction__closed_at=None
    )


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


def _facts_saved(claim: Claim, circumstances: Iterable[str]) -> Claim:
    kept = OF_OTHERS & set(claim.circumstances)
    claim.circumstances = sorted({*kept, *circumstances})
    return _typed(claim)


def _typed(claim: Claim) -> Claim:
    """Tick what was asked of what is typed, the account too."""
    open_items(claim).filter(material=FACTS, done_at=None).update(done_at=timezone.now())
    return _touched(claim)


def _touched(claim: Claim) -> Claim:
    claim.version += 1
    claim.save()
    return claim
