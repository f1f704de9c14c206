"""A claim closed late or taken back: reminders before, and its pages for a new one after."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import agency, filing, intake, refiling, review
from claims.errors import MoveRefused
from claims.models import Claim
from claims.photographs import evidence
from claims.promise import reminders
from claims.reasons import Correctable
from claims.review import Asked
from claims.standing import present
from claims.states import Status
from members.models import Message
from tests.factories.claims import by_agent, complete_draft, in_review, submitted
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def asked() -> Claim:
    claim = in_review()
    return review.ask(claim.pk, [Asked("id_card", Correctable.UNREADABLE)], by=claim.reviewer)


def last_day(claim: Claim) -> date:
    assert claim.answer_by is not None
    return claim.answer_by


def closed() -> Claim:
    claim = asked()
    return filing.close(claim.pk, today=last_day(claim) + timedelta(days=1))


def test_a_claim_closed_late_is_filed_again_with_its_facts_and_pages() -> None:
    old = closed()

    draft = refiling.file_again(old.pk, by=old.applicant)

    assert (draft.status, draft.follows, draft.kind) == (Status.DRAFT, old, old.kind)
    assert draft.payee_account == old.payee_account
    assert draft.stays.get().hospital == old.stays.get().hospital
    keys = [set(c.pages.live().values_list("picture_key", flat=True)) for c in (old, draft)]
    assert keys[0] == keys[1]
    assert filing.submit(draft.pk, by=old.applicant, consents=True).status == Status.SUBMITTED


def test_asked_twice_it_is_the_same_draft_and_a_discarded_one_leaves_the_bytes() -> None:
    old = closed()
    draft = refiling.file_again(old.pk, by=old.applicant)

    assert refiling.file_again(old.pk, by=old.applicant) == draft
    keys = set(old.pages.values_list("picture_key", flat=True))
    intake.discard(draft.pk)
    assert evidence._owned(keys) >= keys


def test_what_was_taken_back_is_filed_again_but_not_after_an_objection_to_the_agent() -> None:
    claim = submitted()
    old = filing.withdraw(claim.pk, by=claim.applicant)
    draft = refiling.file_again(old.pk, by=old.applicant)
    assert draft.pages.live().count() == old.pages.live().count()
    assert present(old).link_words == "重新申请"

    draft = by_agent(complete_draft())
    filed = filing.submit(draft.pk, by=draft.applicant, consents=True)
    objected = agency.object_(filed.pk, "", by=filed.member.user)
    assert objected.status == Status.WITHDRAWN
    with pytest.raises(MoveRefused):
        refiling.file_again(objected.pk, by=objected.member.user)
    assert present(objected).link == ""


def test_only_what_ended_and_is_ones_own_is_filed_again() -> None:
    claim = submitted()
    with pytest.raises(MoveRefused):
        refiling.file_again(claim.pk, by=claim.applicant)
    with pytest.raises(PermissionDenied):
        refiling.file_again(closed().pk, by=UserFactory.create())


@pytest.mark.parametrize(("left", "told"), [(30, 0), (23, 1), (20, 1), (15, 1), (1, 1), (-1, 0)])
def test_a_member_is_reminded_some_days_before(left: int, told: int) -> None:
    claim = asked()
    today = last_day(claim) - timedelta(days=left)

    assert reminders.remind(today) == told
    assert reminders.remind(today) == 0
    texts = Message.objects.filter(key__startswith="claim-reminder")
    assert texts.count() == told


def test_each_mark_reminds_once_and_a_late_run_sends_one() -> None:
    claim = asked()
    days = [last_day(claim) - timedelta(days=left) for left in range(29, -1, -1)]

    assert sum(reminders.remind(day) for day in days) == len(reminders.BEFORE)
    assert reminders.remind(days[-1]) == 0


def test_an_answered_request_reminds_nobody() -> None:
    claim = asked()
    claim.corrections.get().items.update(done_at=timezone.now())
    filing.answer(claim.pk, by=claim.applicant)

    assert reminders.remind(timezone.localdate() + timedelta(days=29)) == 0
