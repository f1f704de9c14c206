"""The pre-review of what was photographed: taken, sent back for correction, passed or declined.

Verbs as claims.transitions says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import deadlines
from claims.errors import Incomplete
from claims.models import Claim, Correction, CorrectionItem, Page
from claims.reasons import Correctable, Refusal
from claims.states import Action
from claims.transitions import check_move, locked, move
from members.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to correct: a page, a whole paper, or what was typed (claims.papers.FACTS)."""

    material: str
    reason: Correctable
    words: str = ""
    page: UUID | None = None


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
    claim.answer_by = timezone.localdate() + deadlines.ANSWER_WITHIN
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
def pass_(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Pass the pre-review: the file is complete, now the originals are asked for."""
    claim = locked(claim_id, version)
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
    return move(claim, Action.DECLINE, by=by, note=words.strip())


@transaction.atomic
def reopen(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Take up an objection: the claim is reviewed anew, by somebody who did not judge it before."""
    claim = locked(claim_id, version)
    claim.reasons, claim.reason_words, claim.refused_by = [], "", None
    claim.reviewer = by
    return move(claim, Action.REOPEN, by=by)
