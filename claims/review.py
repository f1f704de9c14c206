"""The pre-review of what was photographed: taken, sent back for correction, passed or declined.

Verbs as claims.transitions says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import completeness
from claims.errors import Incomplete
from claims.models import Claim, Correction, CorrectionItem, Kind, Page
from claims.photographs.spots import Spot
from claims.promise import deadlines, review_day
from claims.reasons import Correctable, Refusal
from claims.states import Action
from claims.transitions import check_move, locked, move
from members.models import User

HELD_FOR: Final = timedelta(minutes=30)
"""How long a claim stays with its reviewer without an act of theirs. Default, not sourced."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to correct: a page, a whole paper, or what was typed (claims.papers.FACTS)."""

    material: str
    reason: Correctable
    words: str = ""
    page: UUID | None = None
    spot: Spot | None = None


@transaction.atomic
def take(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Begin the pre-review: the claim is this reviewer's from now on."""
    claim = locked(claim_id, version)
    hold(claim, by)
    return move(claim, Action.TAKE, by=by)


@transaction.atomic
def take_over(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Take on a pre-review that its reviewer left lying. Held while theirs lasts."""
    claim = locked(claim_id, version)
    check_move(claim, Action.TAKE_OVER, by=by)
    left = str(claim.reviewer) if claim.reviewer else ""
    hold(claim, by)
    return move(claim, Action.TAKE_OVER, by=by, note=f"接手，原由{left}办理" if left else "")


@transaction.atomic
def release(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Give a claim back to the pool."""
    return _give_back(locked(claim_id, version), Action.RELEASE, by=by)


@transaction.atomic
def free(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """Give back to the pool what somebody else holds: the second checker may, with a reason."""
    claim = locked(claim_id, version)
    check_move(claim, Action.FREE, by=by)
    return _give_back(claim, Action.FREE, by=by, note=_needed(words, "请写明解除占用的原因。"))


@transaction.atomic
def recuse(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """Stand aside for good: a relative, a friend, an interest. Never theirs to review again."""
    claim = locked(claim_id, version)
    check_move(claim, Action.RECUSE, by=by)
    return _give_back(claim, Action.RECUSE, by=by, note=_needed(words, "请写明回避的原因。"))


@transaction.atomic
def correct_kind(
    claim_id: UUID, kind: str, words: str, *, by: User, version: int | None = None
) -> Claim:
    """Put right what the claim asks for, in the member's favour. Facts and pages all stay.

    What the other kind needs and is not there yet is asked for like any other correction.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.CORRECT_KIND, by=by)
    if kind not in Kind.values or kind == claim.kind:
        raise Incomplete({"kind": "请选择与现在不同的申请类型。"})
    words = _needed(words, "请写明更正的依据，职工会看到。")
    note = f"{claim.get_kind_display()}更正为{Kind(kind).label}：{words}"
    claim.kind = kind
    hold(claim, by)
    return move(claim, Action.CORRECT_KIND, by=by, note=note)


@transaction.atomic
def ask(claim_id: UUID, asked: Iterable[Asked], *, by: User, version: int | None = None) -> Claim:
    """Ask for corrections, all of them at once. Incomplete when there is nothing asked.

    A page that is not a live one of the claim, or "other" without words, is a problem too.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.ASK, by=by)
    open_correction(claim, asked, by=by)
    return move(claim, Action.ASK, by=by)


def open_correction(claim: Claim, asked: Iterable[Asked], *, by: User) -> Correction:
    """Write what is asked of a locked claim, and until when; whoever calls moves it."""
    asked = list(asked)
    pages = set(Page.objects.live().filter(claim=claim).values_list("pk", flat=True))
    problems = {}
    if not asked:
        problems["items"] = "请至少选择一项需要补正的内容。"
    if any(item.page is not None and item.page not in pages for item in asked):
        problems["items"] = "所选页面已被替换或移除，请刷新后重新选择。"
    if any(item.reason == Correctable.OTHER and not item.words.strip() for item in asked):
        problems["words"] = "选择“其他”时，请写明需要补正什么。"
    if any(item.spot is not None and item.page is None for item in asked):
        problems["spot"] = "标记须画在某一页图片上。"
    if problems:
        raise Incomplete(problems)
    claim.answer_by = timezone.localdate() + deadlines.ANSWER_WITHIN
    claim.review_by = None
    correction = Correction.objects.create(claim=claim, asked_by=by, due_on=claim.answer_by)
    CorrectionItem.objects.bulk_create(
        CorrectionItem(
            correction=correction,
            material=item.material,
            page_id=item.page,
            reason=item.reason,
            words=item.words.strip(),
            **columns(item.spot),
        )
        for item in asked
    )
    claim.defects.all().delete()
    return correction


@transaction.atomic
def unask(claim_id: UUID, words: str, *, by: User, version: int | None = None) -> Claim:
    """Take a request for correction back; what was asked and answered so far stays on record."""
    claim = locked(claim_id, version)
    check_move(claim, Action.UNASK, by=by)
    words = _needed(words, "请写明撤销的原因，职工会看到。")
    correction = claim.corrections.open().get()
    correction.closed_at, correction.unasked_by = timezone.now(), by
    correction.unasked_why = words
    correction.save(update_fields=["closed_at", "unasked_by", "unasked_why"])
    claim.answer_by = None
    claim.review_by = review_day.review_by(claim)
    hold(claim, by)
    return move(claim, Action.UNASK, by=by, note=words)


@transaction.atomic
def pass_(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Pass the pre-review: the file is complete, now the originals are asked for.

    Incomplete while a paper that this kind of claim needs is not there, or a defect is noted.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.PASS, by=by)
    if lacking := completeness.unfinished(claim):
        raise Incomplete(lacking)
    claim.review_by = None
    claim.answer_by = timezone.localdate() + deadlines.ORIGINALS_WITHIN
    return move(claim, Action.PASS, by=by)


@transaction.atomic
def decline(
    claim_id: UUID,
    reasons: Sequence[Refusal],
    *,
    by: User,
    words: str = "",
    version: int | None = None,
) -> Claim:
    """Not accept the claim at pre-review, for coded reasons, all of them at once."""
    claim = locked(claim_id, version)
    check_move(claim, Action.DECLINE, by=by)
    if not reasons:
        raise Incomplete({"reasons": "请至少选择一项原因。"})
    claim.reasons, claim.reason_words, claim.refused_by = [*reasons], words.strip(), by
    claim.review_by = None
    return move(claim, Action.DECLINE, by=by, note=words.strip())


@transaction.atomic
def reopen(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Take up an objection: the claim is reviewed anew, by somebody who did not judge it before."""
    claim = locked(claim_id, version)
    check_move(claim, Action.REOPEN, by=by)
    claim.reasons, claim.reason_words, claim.refused_by = [], "", None
    claim.review_by = review_day.review_by(claim, anew=True)
    hold(claim, by)
    return move(claim, Action.REOPEN, by=by)


def hold(claim: Claim, by: User) -> None:
    """Give a locked claim to a reviewer, from now on for as long as a hold lasts."""
    claim.reviewer, claim.held_until = by, timezone.now() + HELD_FOR


def columns(spot: Spot | None) -> dict[str, float]:
    """A spot as the columns of its row."""
    if spot is None:
        return {}
    return {"spot_x": spot.x, "spot_y": spot.y, "spot_w": spot.w, "spot_h": spot.h}


def _give_back(claim: Claim, action: Action, *, by: User, note: str = "") -> Claim:
    check_move(claim, action, by=by)
    claim.reviewer = claim.held_until = None
    return move(claim, action, by=by, note=note)


def _needed(words: str, otherwise: str) -> str:
    if not words.strip():
        raise Incomplete({"words": otherwise})
    return words.strip()
