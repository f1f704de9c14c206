"""Taking back what was wrongly granted: proposed by one person, confirmed by another.

What was paid is owed back by a person until the money is there; no payout is ever negative, what
they owe is an entry of its own. What has not left is reversed, as a whole: it is never paid, and
nobody owes anything. What is on its way waits for the bank. Confirmed, the nights taken back no
longer count against the cap; when all of it is taken back, nor does a lump sum. Locks are taken as
everywhere: coverages, then the award, then the payout.
"""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims import facts
from claims.models import Award, LedgerEntry, LumpSum, Payout, Recovery
from claims.money import yuan
from claims.payouts import ledger, notices
from claims.payouts.errors import AlreadyDecided, NotConfirmed, NotPaid, OwnProposal, WrongRecovery
from members.models import AccessLog, User
from members.roles import Role

State, Kind = Payout.State, LedgerEntry.Kind
DROPPED: Final = "recovery_dropped"
"""In the access log: who let a proposal go that nobody had confirmed."""


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
    """Propose to take back `fen` of an award, and to give back some of its nights.

    All of the amount gives back all nights. Proposing again before it is confirmed replaces what
    was proposed. WrongRecovery with all that is wrong, NotPaid, AlreadyDecided.
    """
    if not by.has_role(Role.FIRST_CHECKER):
        raise PermissionDenied
    award = Award.objects.select_for_update(of=["self"]).get(pk=award_id)
    payout = last_payout(award)
    if Recovery.objects.filter(award=award).exclude(confirmed_at=None).exists():
        raise AlreadyDecided
    used = set(award.paid_days.filter(voided=False).values_list("day", flat=True))
    given_back = used if fen == award.amount_fen else set(nights)
    problems = _problems(award, fen, given_back, used)
    if payout.state != State.PAID and 0 < fen < award.amount_fen:
        problems["fen"] = f"尚未支付的，须全额撤销：{award.yuan:,.2f}元。"
    if not words.strip():
        problems["words"] = "请写明查实的情况。"
    if problems:
        raise WrongRecovery(problems)
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
    """Second pair of eyes: it is owed to us, or not paid at all; the member is told.

    NotPaid while it is on its way, and for a part of what meanwhile came back.
    """
    if not by.has_role(Role.SECOND_CHECKER):
        raise PermissionDenied
    facts.lock_coverages(Recovery.objects.get(pk=recovery_id).award.claim_id)
    recovery = _locked(recovery_id)
    if recovery.confirmed_at is not None:
        raise AlreadyDecided
    if recovery.proposed_by_id == by.pk:
        raise OwnProposal
    award = recovery.award
    payout = last_payout(award)
    recovery.unpaid = payout.state != State.PAID
    if recovery.unpaid and not recovery.whole:
        raise NotPaid
    recovery.confirmed_by, recovery.confirmed_at = by, timezone.now()
    recovery.save(update_fields=["unpaid", "confirmed_by", "confirmed_at"])
    award.paid_days.filter(day__in=recovery.nights).update(voided=True)
    if recovery.whole:
        LumpSum.objects.filter(award=award).update(voided=True)
    if recovery.unpaid:
        payout.state = State.REVERSED
        payout.save(update_fields=["state"])
        ledger.post([payout], Kind.REVERSED)
        notices.reversed_(recovery)
    else:
        ledger.post([payout], Kind.RECLAIMED, fen=recovery.amount_fen)
        notices.reclaimed(recovery)
    return recovery


@transaction.atomic
def drop(recovery_id: UUID, *, by: User) -> Award:
    """Let go of what nobody confirmed, by who proposed it or by another checker: nothing happens.

    That it was proposed and let go stays on record. AlreadyDecided once it is confirmed.
    """
    if not by.has_role(Role.FIRST_CHECKER, Role.SECOND_CHECKER):
        raise PermissionDenied
    recovery = _locked(recovery_id)
    if recovery.confirmed_at is not None:
        raise AlreadyDecided
    told = f"{recovery.get_reason_display()}，{yuan(recovery.amount_fen)}元"
    AccessLog.objects.create(by=by, what=DROPPED, object_id=str(recovery.award_id), reason=told)
    recovery.delete()
    return recovery.award


@transaction.atomic
def receive(recovery_id: UUID, receipt: str, *, by: User) -> Recovery:
    """Record that the money came back, all of it, with the number of its receipt.

    When the bank itself sent back what was asked back in full, nobody owes anybody any more. What
    was asked back in part is paid anew first: NotPaid until then.
    """
    if not by.has_role(Role.CASHIER):
        raise PermissionDenied
    recovery = _locked(recovery_id)
    if recovery.confirmed_at is None:
        raise NotConfirmed
    if recovery.received_at is not None or recovery.unpaid:
        raise AlreadyDecided
    payout = last_payout(recovery.award)
    sent_back = payout.state == State.RETURNED and recovery.whole
    if payout.state != State.PAID and not sent_back:
        raise NotPaid
    if not receipt.strip():
        raise WrongRecovery({"receipt": "请填写到账凭证号。"})
    recovery.received_by, recovery.received_at = by, timezone.now()
    recovery.receipt = receipt.strip()
    recovery.save(update_fields=["received_by", "received_at", "receipt"])
    ledger.post([payout], Kind.OFFSET if sent_back else Kind.RECOVERED, fen=recovery.amount_fen)
    notices.recovered(recovery)
    return recovery


def last_payout(award: Award) -> Payout:
    """Lock the last attempt to pay an award, which rests; NotPaid while it is on its way."""
    attempts = Payout.objects.select_for_update(of=["self"]).filter(award=award)
    payout: Payout | None = attempts.order_by("-attempt").first()
    if payout is None or not payout.rests:
        raise NotPaid
    return payout


def _locked(recovery_id: UUID) -> Recovery:
    rows = Recovery.objects.select_related("award__claim__applicant")
    return rows.select_for_update(of=["self", "award"]).get(pk=recovery_id)


def _problems(award: Award, fen: int, given_back: set[date], used: set[date]) -> dict[str, str]:
    problems = {}
    if not 0 < fen <= award.amount_fen:
        problems["fen"] = f"金额须大于0且不超过{award.yuan:,.2f}元。"
    if not given_back <= used:
        problems["nights"] = "只能退回这项核定已补助的日期。"
    elif used and 0 < fen < award.amount_fen and given_back == used:
        problems["nights"] = "只追回一部分金额时，不能退回全部日期。"
    return problems
