"""A failed payment: one question to the member, looked at by somebody in the office, paid anew.

The corrected account opens a second clock beside the first. What is paid is a new attempt on a row
of its own; the books owe it already. A fresh account is held for some days, so that whoever did not
ask for the change has time to say so.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims import numbers
from claims.models import AccountChange, Award, Claim, Hold, Payout
from claims.payouts import bankfile, notices
from claims.payouts.errors import Missing, NotWaiting, SamePerson
from claims.payouts.formats import FORMATS
from claims.payouts.orders import hold_if_odd
from claims.promise.deadlines import PAID_WITHIN
from members.models import User
from members.roles import Role
from members.workdays import CalendarUnknown, add_workdays

HELD_FOR: Final = timedelta(hours=72)
"""From a change of account to the first batch it may go into. Default, not sourced."""


@transaction.atomic
def correct(claim_id: UUID, *, name: str, bank: str, account: str, by: User) -> AccountChange:
    """The member says where the money is to go instead; the second clock starts.

    NotWaiting unless the last attempt came back and no answer stands. UnfitField when the bank
    could not read name or account.
    """
    claim, failed = _failed(claim_id)
    if not claim.is_handled_by(by):
        raise PermissionDenied
    if failed.changes.exclude(approved=False).exists():
        raise NotWaiting
    bankfile.check_name(name, FORMATS[settings.BANK_FORMAT])
    bankfile.check_account(account)
    now = timezone.now()
    try:
        due_on = add_workdays(timezone.localdate(now), PAID_WITHIN)
    except CalendarUnknown:
        due_on = None  # told when the office approves: nothing is promised by guess
    change = AccountChange.objects.create(
        payout=failed,
        name=name,
        bank=bank,
        account=account,
        given_by=by,
        given_at=now,
        due_on=due_on,
    )
    notices.account_given(claim, change)
    return change


@transaction.atomic
def approve(change_id: UUID, *, by: User) -> Payout:
    """Pay anew to the corrected account, by the second clock. CalendarUnknown where it has none."""
    change, claim, failed = _waiting(change_id, by=by)
    if change.due_on is None:
        change.due_on = add_workdays(timezone.localdate(change.given_at), PAID_WITHIN)
    change.approved, change.decided_by, change.decided_at = True, by, timezone.now()
    change.save(update_fields=["approved", "decided_by", "decided_at", "due_on"])
    claim.payee_name, claim.payee_bank = change.name, change.bank
    claim.payee_account = change.account
    claim.version += 1
    claim.save()
    payout = Payout.objects.create(
        award=failed.award,
        attempt=failed.attempt + 1,
        amount_fen=failed.amount_fen,
        due_on=change.due_on,
        payee_name=change.name,
        payee_bank=change.bank,
        payee_account=change.account,
        bank_ref=numbers.payout_reference(),
    )
    Hold.objects.create(
        payout=payout, reason=Hold.Reason.ACCOUNT_NEW, until=change.given_at + HELD_FOR
    )
    hold_if_odd(payout)
    notices.ordered_anew(payout)
    return payout


@transaction.atomic
def turn_down(change_id: UUID, words: str, *, by: User) -> AccountChange:
    """Ask the member again: what was given cannot be right. The words are for the member."""
    change, claim, _failed_payout = _waiting(change_id, by=by)
    if not words.strip():
        raise Missing({"words": "请写明退回的原因，职工会看到。"})
    change.approved, change.decided_by, change.decided_at = False, by, timezone.now()
    change.words = words.strip()
    change.save(update_fields=["approved", "decided_by", "decided_at", "words"])
    notices.account_turned_down(claim, change)
    return change


def _waiting(change_id: UUID, *, by: User) -> tuple[AccountChange, Claim, Payout]:
    if not by.has_role(Role.ACCOUNTANT):
        raise PermissionDenied
    claim, failed = _failed(AccountChange.objects.get(pk=change_id).payout.award.claim_id)
    change = AccountChange.objects.select_for_update(of=["self"]).get(pk=change_id)
    if change.approved is not None or change.payout_id != failed.pk:
        raise NotWaiting
    if by.pk in {change.given_by_id, claim.applicant_id, claim.member.user_id}:
        raise SamePerson
    return change, claim, failed


def _failed(claim_id: UUID) -> tuple[Claim, Payout]:
    """Lock a claim, its award and its last payout, which came back; NotWaiting when it did not."""
    claims = Claim.objects.select_for_update(of=["self"]).select_related(
        "member", "applicant", "agency"
    )
    claim = claims.get(pk=claim_id)
    award: Award | None = claim.awards.live().select_for_update().first()
    attempts = Payout.objects.select_for_update(of=["self"]).filter(award=award)
    last = attempts.order_by("-attempt").first()
    if award is None or last is None or last.state != Payout.State.RETURNED:
        raise NotWaiting
    if award.taken_back:
        raise NotWaiting  # paid, asked back, and then returned by the bank: not paid again
    return claim, last
