"""The pre-review: what is asked for goes out at once, comes back whole, and waits meanwhile."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from claims import filing, intake, review
from claims.errors import Incomplete, MoveRefused, NotOpen, SamePerson
from claims.models import Claim, Correction
from claims.papers import FACTS
from claims.photographs import attachments
from claims.reasons import Correctable, Refusal
from claims.review import Asked
from claims.states import Status
from members.models import Message
from members.roles import Role
from tests.factories.claims import (
    in_review,
    staff,
)

pytestmark = pytest.mark.django_db


def two_defects(claim: Claim) -> list[Asked]:
    page = claim.pages.get(material="discharge_record")
    return [
        Asked("discharge_record", Correctable.UNREADABLE, "右下角反光", page.pk),
        Asked("id_card", Correctable.EXPIRED_OR_ONE_SIDE),
    ]


def test_all_defects_are_asked_in_one_go_and_the_member_is_told_how_many() -> None:
    claim = in_review()

    claim = review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    assert claim.status == Status.CORRECTION
    assert claim.answer_by == timezone.localdate() + timedelta(days=30)
    assert "有2项材料需要补正" in Message.objects.filter(user=claim.applicant)[0].text


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        pytest.param([], "items", id="nothing"),
        pytest.param([Asked("id_card", Correctable.OTHER, " ")], "words", id="other without words"),
        pytest.param(
            [Asked("id_card", Correctable.UNREADABLE, "", uuid.uuid4())], "items", id="no such page"
        ),
    ],
)
def test_a_request_that_asks_for_nothing_is_refused(asked: list[Asked], key: str) -> None:
    claim = in_review()

    with pytest.raises(Incomplete) as refused:
        review.ask(claim.pk, asked, by=claim.reviewer)

    assert key in refused.value.problems
    assert not Correction.objects.exists()


def test_nobody_passes_a_claim_while_a_correction_is_open() -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    with pytest.raises(MoveRefused):
        review.pass_(claim.pk, by=claim.reviewer)


def test_a_correction_goes_back_when_every_item_is_done(photograph: bytes) -> None:
    claim = in_review()
    old = claim.pages.get(material="discharge_record")
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)
    with pytest.raises(Incomplete) as refused:
        filing.answer(claim.pk, by=claim.applicant)
    assert set(refused.value.problems) == {"discharge_record", "id_card"}

    who = claim.applicant
    [new] = attachments.attach(
        claim.pk, "discharge_record", photograph, client_key=uuid.uuid4(), by=who, replaces=old.pk
    )
    attachments.attach(claim.pk, "id_card", photograph, client_key=uuid.uuid4(), by=who)
    claim = filing.answer(claim.pk, by=who)

    old.refresh_from_db()
    assert (claim.status, claim.answer_by) == (Status.IN_REVIEW, None)
    assert old.removed_at is not None
    assert (new.replaces, new.position) == (old, old.position)


def test_only_what_was_asked_for_can_be_changed(photograph: bytes) -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    with pytest.raises(NotOpen):
        attachments.attach(
            claim.pk, "bank_card", photograph, client_key=uuid.uuid4(), by=claim.applicant
        )
    with pytest.raises(NotOpen):
        intake.save_account(claim.pk, name="甲", bank="行", account="6222024100001234560")

    assert not intake.may_change(claim, FACTS)


def test_facts_that_were_asked_for_can_be_changed() -> None:
    claim = in_review()
    review.ask(claim.pk, [Asked(FACTS, Correctable.DATES_DIFFER)], by=claim.reviewer)
    stay = intake.StayFacts("示范医院", date(2023, 6, 1), date(2023, 6, 10))

    intake.save_stays(claim.pk, [stay])

    assert filing.answer(claim.pk, by=claim.applicant).status == Status.IN_REVIEW


def test_an_objection_is_looked_at_by_somebody_else() -> None:
    claim = in_review()
    first = claim.reviewer
    assert first is not None
    review.decline(claim.pk, [Refusal.NOT_OURS], by=first)
    filing.object_(claim.pk, "我是本市职工", by=claim.applicant)

    with pytest.raises(SamePerson):
        review.reopen(claim.pk, by=first)

    claim = review.reopen(claim.pk, by=staff(Role.PRE_REVIEWER))
    assert (claim.status, claim.reasons) == (Status.IN_REVIEW, [])
