"""Asking back what was wrongly paid: proposed, confirmed by another, and the money back.

No payout is ever negative: what a person owes is an entry of its own beside those of the payment.
Confirmed, the nights asked back no longer count against the cap; when all of it is asked back, nor
does a lump sum. Locks are taken as everywhere: coverages, then the award.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims import facts
from claims.models import Award, LedgerEntry, LumpSum, Payout, Recovery
from claims.payouts import ledger, notices
from claims.payouts.errors import AlreadyDecided, NotConfirmed, NotPaid, OwnProposal, WrongRecovery
from members.models import User
from members.roles import Role


@transaction.atomic
def propose(
    award_id: UUID,
    reason: Recovery.Reason,
    *,
    by: User,
    fen: int,
    nights: Collection[date] = (),
    words: str,
) -> Recovery:
    """Propose to ask back `fen` of a paid award, and to give back some of its nights.

    All of the amount gives back all nights. Proposing again before it is confirmed replaces what
    was proposed. WrongRecovery with all that is wrong, NotPaid, AlreadyDecided.
    """
    if not by.has_role(Role.FIRST_CHECKER):
        raise PermissionDenied
    award = Award.objects.select_for_update(of=["self"]).get(pk=award_id)
    paid_payout(award)
    if Recovery.objects.filter(award=award).exclude(confirmed_at=None).exists():
        raise AlreadyDecided
    used = set(award.paid_days.filter(voided=False).values_list("day", flat=True))
    given_back = used if fen == award.amount_fen else set(nights)
    _check(award, fen, given_back, used, words)
    recovery, _ = Recovery.objects.update_or_create(
        award=award,
        defaults={
            "reason": reason,
            "words": words.strip(),
            "amount_fen": fen,
            "nights": sorted(given_back),
            "proposed_by": by,
            "proposed_at": timezone.now(),
        },
    )
    return recovery


@transaction.atomic
def confirm(recovery_id: UUID, *, by: User) -> Recovery:
    """Second pair of eyes: it is owed to us, its nights are free again, and the member is told."""
    if not by.has_role(Role.SECOND_CHECKER):
        raise PermissionDenied
    facts.lock_coverages(Recovery.objects.get(pk=recovery_id).award.claim_id)
    recovery = _locked(recovery_id)
    if recovery.confirmed_at is not None:
        raise AlreadyDecided
    if recovery.proposed_by_id == by.pk:
        raise OwnProposal
    recovery.confirmed_by, recovery.confirmed_at = by, timezone.now()
    recovery.save(update_fields=["confirmed_by", "confirmed_at"])
    award = recovery.award
    award.paid_days.filter(day__in=recovery.nights).update(voided=True)
    if recovery.amount_fen == award.amount_fen:
        LumpSum.objects.filter(award=award).update(voided=True)
    payout = paid_payout(award)
    ledger.post([payout], LedgerEntry.Kind.RECLAIMED, fen=recovery.amount_fen)
    notices.reclaimed(recovery)
    return recovery


@transaction.atomic
def receive(recovery_id: UUID, receipt: str, *, by: User) -> Recovery:
    """Record that the money came back, all of it, with the number of its receipt."""
    if not by.has_role(Role.CASHIER):
        raise PermissionDenied
    recovery = _locked(recovery_id)
    if recovery.confirmed_at is None:
        raise NotConfirmed
    if recovery.received_at is not None:
        raise AlreadyDecided
    if not receipt.strip():
        raise WrongRecovery({"receipt": "请填写到账凭证号。"})
    recovery.received_by, recovery.received_at = by, timezone.now()
    recovery.receipt = receipt.strip()
    recovery.save(update_fields=["received_by", "received_at", "receipt"])
    payout = paid_payout(recovery.award)
    ledger.post([payout], LedgerEntry.Kind.RECOVERED, fen=recovery.amount_fen)
    notices.recovered(recovery)
    return recovery


def paid_payout(award: Award) -> Payout:
    """Give the payment of an award; NotPaid when none arrived."""
    payout: Payout | None = award.payouts.filter(state=Payout.State.PAID).first()
    if payout is None:
        raise NotPaid
    return payout


def _locked(recovery_id: UUID) -> Recovery:
    rows = Recovery.objects.select_related("award__claim__applicant")
    return rows.select_for_update(of=["self", "award"]).get(pk=recovery_id)


def _check(award: Award, fen: int, given_back: set[date], used: set[date], words: str) -> None:
    problems = {}
    if not 0 < fen <= award.amount_fen:
        problems["fen"] = f"追回金额须大于0且不超过{award.yuan:,.2f}元。"
    if not given_back <= used:
        problems["nights"] = "只能退回这项核定已补助的日期。"
    elif used and 0 < fen < award.amount_fen and given_back == used:
        problems["nights"] = "只追回一部分金额时，不能退回全部日期。"
    if not words.strip():
        problems["words"] = "请写明查实的情况。"
    if problems:
        raise WrongRecovery(problems)
