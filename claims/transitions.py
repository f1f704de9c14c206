"""Everything that changes a claim's status. Nothing else may.

Each verb locks the claim, checks the move against claims.states, writes it, records an event and
owes the messages, all in one transaction. None calls Celery, a text message or a bank: they leave
rows behind, which the sweeps pick up. `version` is the one the caller's form was read at; Stale
when the claim changed since. Every verb gives the claim as it then stands, and raises MoveRefused,
SamePerson, PermissionDenied or Stale with nothing written.

The money verbs, which also lock coverages, stand in claims.checking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims import completeness, notices, numbers
from claims.consent import give_consent
from claims.errors import ClaimError, Incomplete, MoveRefused, SamePerson, Stale
from claims.models import Claim, ClaimEvent, Correction, CorrectionItem, Page, Parcel
from claims.reasons import Correctable, Refusal
from claims.states import MOVES, Action, Status
from members.models import User
from members.roles import Role

ANSWER_WITHIN: Final = timedelta(days=30)
"""For a correction, of pictures or of originals. Default, not sourced."""

ORIGINALS_WITHIN: Final = timedelta(days=60)
"""From passing the pre-review to handing in the originals. Default, not sourced."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to correct: a page, a whole paper, or what was typed (claims.papers.FACTS)."""

    material: str
    reason: Correctable
    words: str = ""
    page: UUID | None = None


@transaction.atomic
def submit(claim_id: UUID, *, by: User, consents: bool, channel: str = "web") -> Claim:
    """Send a draft in: complete, and with the separate consent to sensitive data.

    Incomplete with every problem at once. A second submission is refused with MoveRefused: the
    caller shows the receipt of the first.
    """
    claim = locked(claim_id)
    check_move(claim, Action.SUBMIT, by=by)
    problems = completeness.problems(claim)
    if not consents:
        problems["consent"] = "请勾选同意处理敏感个人信息，否则无法办理。"
    if problems:
        raise Incomplete(problems)
    claim.consent = give_consent(claim.member, by=by, channel=channel)
    claim.number = numbers.claim_number()
    claim.submitted_at = timezone.now()
    return move(claim, Action.SUBMIT, by=by)


@transaction.atomic
def take(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Begin the pre-review: the claim is this reviewer's from now on."""
    claim = locked(claim_id, version)
    claim.reviewer = by
    return move(claim, Action.TAKE, by=by)


@transaction.atomic
def release(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Give a claim back to the pool."""
    claim = locked(claim_id, version)
    claim.reviewer = None
    return move(claim, Action.RELEASE, by=by)


@transaction.atomic
def ask(claim_id: UUID, asked: Iterable[Asked], *, by: User, version: int | None = None) -> Claim:
    """Ask for corrections, all of them at once. Incomplete when there is nothing asked.

    A page that is not a live one of the claim, or "other" without words, is a problem too.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.ASK, by=by)
    asked = list(asked)
    pages = set(Page.objects.live().filter(claim=claim).values_list("pk", flat=True))
    problems = {}
    if not asked:
        problems["items"] = "请至少选择一项需要补正的内容。"
    if any(item.page is not None and item.page not in pages for item in asked):
        problems["items"] = "所选页面已被替换或移除，请刷新后重新选择。"
    if any(item.reason == Correctable.OTHER and not item.words.strip() for item in asked):
        problems["words"] = "选择“其他”时，请写明需要补正什么。"
    if problems:
        raise Incomplete(problems)
    claim.answer_by = timezone.localdate() + ANSWER_WITHIN
    correction = Correction.objects.create(claim=claim, asked_by=by, due_on=claim.answer_by)
    CorrectionItem.objects.bulk_create(
        CorrectionItem(
            correction=correction,
            material=item.material,
            page_id=item.page,
            reason=item.reason,
            words=item.words.strip(),
        )
        for item in asked
    )
    return move(claim, Action.ASK, by=by)


@transaction.atomic
def answer(claim_id: UUID, *, by: User) -> Claim:
    """Send the corrected file back to the reviewer. Incomplete while an item is not done."""
    claim = locked(claim_id)
    check_move(claim, Action.ANSWER, by=by)
    correction = open_correction(claim)
    undone = correction.items.filter(done_at=None)
    if undone:
        raise Incomplete({item.material: "这一项还没有补正。" for item in undone})
    problems = completeness.problems(claim)
    if problems:
        raise Incomplete(problems)
    correction.answered_at = timezone.now()
    correction.save(update_fields=["answered_at"])
    claim.answer_by = None
    return move(claim, Action.ANSWER, by=by)


@transaction.atomic
def pass_(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Pass the pre-review: the file is complete, now the originals are asked for."""
    claim = locked(claim_id, version)
    claim.answer_by = timezone.localdate() + ORIGINALS_WITHIN
    return move(claim, Action.PASS, by=by)


@transaction.atomic
def decline(
    claim_id: UUID, reason: Refusal, *, by: User, words: str = "", version: int | None = None
) -> Claim:
    """Not accept the claim at pre-review, for a coded reason."""
    claim = locked(claim_id, version)
    claim.reason, claim.reason_words = reason, words.strip()
    return move(claim, Action.DECLINE, by=by, note=words.strip())


@transaction.atomic
def receive(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Sign the originals in: the parcel under way, or papers brought to the counter."""
    claim = locked(claim_id, version)
    check_move(claim, Action.RECEIVE, by=by)
    parcel = claim.parcels.filter(received_at=None).first()
    if parcel is None:
        parcel = Parcel(claim=claim, way=Parcel.Way.BROUGHT)
    parcel.received_at, parcel.received_by = timezone.now(), by
    parcel.save()
    claim.answer_by = None
    return move(claim, Action.RECEIVE, by=by)


@transaction.atomic
def dispute(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """Say that the originals do not match the pictures, and what to send instead."""
    claim = locked(claim_id, version)
    check_move(claim, Action.DISPUTE, by=by)
    if not words.strip():
        raise Incomplete({"words": "请写明哪份原件不符、需要怎样补交。"})
    claim.answer_by = timezone.localdate() + ANSWER_WITHIN
    claim.reason_words = words.strip()
    return move(claim, Action.DISPUTE, by=by, note=words.strip())


@transaction.atomic
def accept(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Accept the claim formally: from here on the office alone moves it."""
    claim = locked(claim_id, version)
    claim.acceptance_number = claim.acceptance_number or numbers.acceptance_number()
    claim.reason_words = ""
    return move(claim, Action.ACCEPT, by=by)


@transaction.atomic
def object_(claim_id: UUID, words: str, *, by: User) -> Claim:
    """The member objects to a refusal; somebody else will look again."""
    claim = locked(claim_id)
    check_move(claim, Action.OBJECT, by=by)
    if not words.strip():
        raise Incomplete({"words": "请写明您的理由。"})
    return move(claim, Action.OBJECT, by=by, note=words.strip())


@transaction.atomic
def reopen(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Take up an objection: the claim is reviewed anew, by somebody who did not refuse it."""
    claim = locked(claim_id, version)
    claim.reason = claim.reason_words = ""
    claim.reviewer = by
    return move(claim, Action.REOPEN, by=by)


@transaction.atomic
def withdraw(claim_id: UUID, *, by: User) -> Claim:
    """Take the claim back, until it is accepted. Its pages and history are kept."""
    claim = locked(claim_id)
    check_move(claim, Action.WITHDRAW, by=by)
    _end_correction(claim)
    return move(claim, Action.WITHDRAW, by=by)


@transaction.atomic
def close(claim_id: UUID, *, today: date) -> Claim:
    """Close a claim whose day to be answered has passed. Time does this, nobody else."""
    claim = locked(claim_id)
    if claim.answer_by is None or claim.answer_by >= today:
        raise MoveRefused(Action.CLOSE, Status(claim.status))
    check_move(claim, Action.CLOSE, by=None)
    _end_correction(claim)
    return move(claim, Action.CLOSE, by=None)


def close_late(today: date) -> int:
    """Close every claim that was not answered in time; give how many. Harmless to run twice."""
    closed = 0
    late = Claim.objects.filter(status__in=MOVES[Action.CLOSE].sources, answer_by__lt=today)
    for claim_id in late.values_list("pk", flat=True):
        try:
            close(claim_id, today=today)
        except ClaimError:  # answered between the look and the lock
            continue
        closed += 1
    return closed


def locked(claim_id: UUID, version: int | None = None) -> Claim:
    """Lock a claim for a move; Stale when it is not of the version that the caller read."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("member").get(pk=claim_id)
    if version is not None and claim.version != version:
        raise Stale(version, claim.version)
    return claim


def check_move(claim: Claim, action: Action, *, by: User | None) -> None:
    """Refuse a move that the table does not give to this person on this claim."""
    allowed = MOVES[action]
    found = Status(claim.status)
    if found not in allowed.sources:
        raise MoveRefused(action, found)
    if allowed.by is None:
        return
    if by is None or not by.has_role(allowed.by):
        raise PermissionDenied
    own = by.pk in {claim.applicant_id, claim.member.user_id}
    if allowed.by is Role.MEMBER:
        if not own:
            raise PermissionDenied
    elif own or _did(claim, by, allowed.other_than):
        raise SamePerson(action)


def move(claim: Claim, action: Action, *, by: User | None, note: str = "") -> Claim:
    """Make one move on a locked claim: check, write, record, tell."""
    check_move(claim, action, by=by)
    before = claim.status
    claim.status = MOVES[action].target
    claim.since = timezone.now()
    claim.version += 1
    claim.save()
    event = ClaimEvent.objects.create(
        claim=claim,
        action=action,
        status_before=before,
        status_after=claim.status,
        by=by,
        note=note,
    )
    notices.moved(claim, event)
    return claim


def open_correction(claim: Claim) -> Correction:
    """The correction that waits for the member; DoesNotExist when there is none."""
    return claim.corrections.get(answered_at=None, closed_at=None)


def _end_correction(claim: Claim) -> None:
    claim.corrections.filter(answered_at=None, closed_at=None).update(closed_at=timezone.now())
    claim.answer_by = None


def _did(claim: Claim, by: User, actions: frozenset[Action]) -> bool:
    return bool(actions) and claim.events.filter(by=by, action__in=actions).exists()
