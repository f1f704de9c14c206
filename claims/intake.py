"""What a member types into a claim without moving it: the draft, its facts, the account.

Each verb locks the claim and asks whether the thing may be changed now: everything in a draft,
and while a correction is open just what was asked for. NotOpen when it may not. A change raises
the version, so that a reviewer's stale form is noticed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.benefits import Circumstance
from claims.errors import NotOpen
from claims.models import Claim, CorrectionItem, Kind, Occurrence, Stay
from claims.papers import FACTS
from claims.states import Status
from claims.transitions import locked
from members.models import Member, User

OF_OTHERS: Final = frozenset({Circumstance.BY_AGENT, Circumstance.ASKED_FOR})
"""Circumstances that the member is not asked about, and that stay as they are."""


@dataclass(frozen=True, slots=True)
class StayFacts:
    hospital: str
    admitted_on: date
    discharged_on: date
    printed_days: int | None = None


def open_draft(member: Member, kind: Kind, *, by: User, client_key: UUID) -> Claim:
    """Open a draft. The same `client_key` again gives the draft that is there already."""
    try:
        with transaction.atomic():
            return Claim.objects.create(
                member=member, client_key=client_key, kind=kind, applicant=by
            )
    except IntegrityError:  # the second tap
        return Claim.objects.get(member=member, client_key=client_key)


@transaction.atomic
def discard(claim_id: UUID) -> None:
    """Throw a draft away, with its pages; the vault's sweep removes the bytes."""
    claim = locked(claim_id)
    if claim.status != Status.DRAFT or (claim.by_agent and claim.by_agent.disputed):
        raise NotOpen  # what somebody objected to is kept
    claim.delete()


@transaction.atomic
def save_stays(
    claim_id: UUID, stays: Iterable[StayFacts], *, circumstances: Iterable[str] = ()
) -> Claim:
    """Write the stays of an inpatient claim in place of those that were there."""
    claim = open_for(claim_id, FACTS)
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
    claim = open_for(claim_id, FACTS)
    Occurrence.objects.filter(claim=claim).delete()
    happened.claim = claim
    happened.save(force_insert=True)
    return _facts_saved(claim, circumstances)


@transaction.atomic
def save_account(claim_id: UUID, *, name: str, bank: str, account: str) -> Claim:
    """Write where the money is to go. `account` in its canonical form, digits alone."""
    claim = open_for(claim_id, FACTS)
    claim.payee_name, claim.payee_bank, claim.payee_account = name, bank, account
    claim.save(update_fields=["payee_name", "payee_bank", "payee_account", "payee_account_index"])
    return _typed(claim)


def may_change(claim: Claim, part: str) -> bool:
    """Whether a part (a paper's code, or FACTS) is open to the member now."""
    if claim.status == Status.DRAFT:
        return True
    return claim.status == Status.CORRECTION and open_items(claim).filter(material=part).exists()


def open_for(claim_id: UUID, part: str) -> Claim:
    """Lock a claim to change a part of it: what was read of it before is stale from now on.

    NotOpen when it may not be changed now; the caller's transaction is undone then.
    """
    raised = "UPDATE claims_claim SET version = version + 1 WHERE id = %s RETURNING *"
    for claim in Claim.objects.raw(raised, [claim_id]):
        if not may_change(claim, part):
            raise NotOpen
        return claim
    raise Claim.DoesNotExist


def open_items(claim: Claim) -> QuerySet[CorrectionItem]:
    """What the open correction asks for, done or not."""
    return CorrectionItem.objects.filter(
        correction__claim=claim, correction__answered_at=None, correction__closed_at=None
    )


def _facts_saved(claim: Claim, circumstances: Iterable[str]) -> Claim:
    kept = OF_OTHERS & set(claim.circumstances)
    now = sorted({*kept, *circumstances})
    if claim.circumstances != now:
        claim.circumstances = now
        claim.save(update_fields=["circumstances"])
    return _typed(claim)


def _typed(claim: Claim) -> Claim:
    """Tick what was asked of what is typed, the account too."""
    if claim.status == Status.CORRECTION:
        open_items(claim).filter(material=FACTS, done_at=None).update(done_at=timezone.now())
    return claim
