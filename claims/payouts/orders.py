"""Owing money for an approved claim."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from claims import numbers
from claims.models import Award, Hold, Kind, LedgerEntry, Payout
from claims.payouts import bankfile, ledger
from claims.payouts.formats import FORMATS
from members.crashes import crash_point
from members.models import User
from members.prepared import prepared


def order(award: Award, *, by: User) -> Payout:
    """Owe what was awarded, to the account the claim names today.

    Called in the transaction that approves, with the claim locked. UnfitField when the bank could
    not read name or account: such an award is not to be approved. IntegrityError
    `payout_one_alive_an_award` when it is owed already.
    """
    if award.approved_by_id != by.pk:
        raise PermissionDenied
    if award.due_on is None:
        raise ValueError(f"award {award.pk} has nothing to pay")
    claim = award.claim
    bankfile.check_name(claim.payee_name, FORMATS[settings.BANK_FORMAT])
    bankfile.check_account(claim.payee_account)
    payout = Payout.objects.create(
        award=award,
        amount_fen=award.amount_fen,
        due_on=award.due_on,
        payee_name=claim.payee_name,
        payee_bank=claim.payee_bank,
        payee_account=claim.payee_account,
        bank_ref=numbers.payout_reference(),
    )
    crash_point("payout.ordered")
    ledger.post([payout], LedgerEntry.Kind.OWED)
    crash_point("payout.posted")
    hold_if_odd(payout)
    return payout


def hold_if_odd(payout: Payout) -> None:
    """Hold a payout whose payee is not the member, or whose account others are paid by too.

    Next of kin are paid for a death: there a name differs by nature, and an account may be theirs.
    """
    claim = payout.award.claim
    if claim.kind == Kind.DEATH:
        return
    odd = []
    if payout.payee_name != claim.member.name:
        odd.append(Hold.Reason.PAYEE_DIFFERS)
    if _of_others(payout.payee_index, claim.member_id):
        odd.append(Hold.Reason.ACCOUNT_SHARED)
    Hold.objects.bulk_create(Hold(payout=payout, reason=reason) for reason in odd)


@prepared
def _of_others(payee_index: bytes | None, member_id: UUID) -> QuerySet[Payout, Any]:
    """A payout to an account that is not of this member, nor of anybody's next of kin."""
    others = Payout.objects.filter(payee_index=payee_index).exclude(award__claim__member=member_id)
    return others.exclude(award__claim__kind=Kind.DEATH).values_list("pk")[:1]
