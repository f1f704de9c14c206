"""The moves of who filed a claim: sent in, corrected, objected, taken back; and what time ends.

Verbs as claims.transitions says.
"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import completeness, numbers
from claims.consent import give_consent
from claims.errors import ClaimError, Disputed, Incomplete, MoveRefused
from claims.models import Claim
from claims.promise import review_day
from claims.promise.deadlines import STATION_WITHIN
from claims.states import MOVES, Action, Status
from claims.transitions import check_move, locked, move
from members.models import Station, User
from members.workdays import CalendarUnknown, add_workdays


@transaction.atomic
def submit(
    claim_id: UUID,
    *,
    by: User,
    consents: bool,
    channel: str = "web",
    community: Station | None = None,
) -> Claim:
    """Send a draft in: complete, and with the separate consent to sensitive data.

    Incomplete with every problem at once. A second submission is refused with MoveRefused: the
    caller shows the receipt of the first. `community` names a station that looks first.
    """
    # One claim of a member at a time: of two for the same stay, the later sees the earlier.
    claim = locked(claim_id, of_member=True)
    check_move(claim, Action.SUBMIT, by=by)
    if claim.by_agent and claim.by_agent.disputed:
        raise Disputed
    problems = completeness.problems(claim)
    if not consents:
        problems["consent"] = "请勾选同意处理敏感个人信息，否则无法办理。"
    if problems:
        raise Incomplete(problems)
    claim.consent = give_consent(
        claim.member, by=by, channel=channel if claim.by_agent is None else "agent"
    )
    claim.number = numbers.claim_number()
    claim.submitted_at = timezone.now()
    claim.station = claim.station or Station.objects.centre()
    claim.review_by = review_day.review_by(claim, anew=True)
    _ask_station_first(claim, community)
    note = f"由{claim.by_agent}代办" if claim.by_agent else ""
    return move(claim, Action.SUBMIT, by=by, note=note)


@transaction.atomic
def answer(claim_id: UUID, *, by: User) -> Claim:
    """Send the corrected file back to the reviewer. Incomplete while an item is not done."""
    claim = locked(claim_id)
    check_move(claim, Action.ANSWER, by=by)
    correction = claim.corrections.open().get()
    undone = correction.items.filter(done_at=None)
    if undone:
        raise Incomplete({item.material: "这一项还没有补正。" for item in undone})
    problems = completeness.problems(claim)
    if problems:
        raise Incomplete(problems)
    correction.answered_at = timezone.now()
    correction.save(update_fields=["answered_at"])
    claim.answer_by = None
    claim.review_by = review_day.review_by(claim)
    return move(claim, Action.ANSWER, by=by)


@transaction.atomic
def object_(claim_id: UUID, words: str, *, by: User) -> Claim:
    """The member objects to a refusal; somebody else will look again."""
    claim = locked(claim_id)
    check_move(claim, Action.OBJECT, by=by)
    if not words.strip():
        raise Incomplete({"words": "请写明您的理由。"})
    return move(claim, Action.OBJECT, by=by, note=words.strip())


@transaction.atomic
def withdraw(claim_id: UUID, *, by: User, note: str = "") -> Claim:
    """Take the claim back, until it is accepted. Its pages and history are kept."""
    claim = locked(claim_id)
    check_move(claim, Action.WITHDRAW, by=by)
    _end_correction(claim)
    return move(claim, Action.WITHDRAW, by=by, note=note)


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


def _ask_station_first(claim: Claim, station: Station | None) -> None:
    """Leave the papers to a station for a while; the one that filed it, if none is named."""
    filed_at = claim.by_agent.station if claim.by_agent else None
    station = station or filed_at
    if station is None or not station.reviews_first:
        return
    try:
        claim.community_until = add_workdays(timezone.localdate(), STATION_WITHIN)
    except CalendarUnknown:
        return  # no promise by guess: the centre looks at once
    claim.community = station


def _end_correction(claim: Claim) -> None:
    claim.corrections.open().update(closed_at=timezone.now())
    claim.answer_by = None
