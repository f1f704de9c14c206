"""A claim in pre-review is one person's: held, lapsed, taken over, freed, and never their own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import review, transitions
from claims.errors import ClaimError, Held, Incomplete, Interested, SamePerson
from claims.models import Claim, Kind
from claims.reasons import Correctable
from claims.review import Asked
from claims.states import Action, Status
from members.models import Message
from members.roles import Role
from tests.factories.claims import in_review, staff, submitted
from tests.factories.members import CadreFactory, UnitFactory

pytestmark = pytest.mark.django_db


def lapse(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(held_until=timezone.now() - timedelta(seconds=1))


def reviewer():
    return staff(Role.PRE_REVIEWER)


def test_nobody_else_acts_while_the_hold_lives_and_its_holder_does() -> None:
    claim = in_review()

    with pytest.raises(Held) as refused:
        review.pass_(claim.pk, by=reviewer())
    with pytest.raises(Held):
        review.take_over(claim.pk, by=reviewer())

    assert (refused.value.by, refused.value.until) == (str(claim.reviewer), claim.held_until)
    assert review.pass_(claim.pk, by=claim.reviewer).status == Status.PASSED


def test_a_lapsed_hold_lets_somebody_else_take_over_first() -> None:
    claim, other = in_review(), reviewer()
    lapse(claim)

    with pytest.raises(Held):
        review.pass_(claim.pk, by=other)
    claim = review.take_over(claim.pk, by=other)

    assert (claim.reviewer, claim.events.last().note[:2]) == (other, "接手")
    assert review.pass_(claim.pk, by=other).status == Status.PASSED


def test_the_second_checker_frees_what_lies_and_says_why() -> None:
    claim, senior = in_review(), staff(Role.SECOND_CHECKER)

    with pytest.raises(Incomplete):
        review.free(claim.pk, " ", by=senior)
    claim = review.free(claim.pk, "请假", by=senior)

    assert (claim.status, claim.reviewer, claim.held_until) == (Status.SUBMITTED, None, None)


def test_who_stood_aside_never_reviews_the_claim_again() -> None:
    claim = in_review()
    aside = claim.reviewer
    review.recuse(claim.pk, "亲属", by=aside)

    with pytest.raises(SamePerson):
        review.take(claim.pk, by=aside)

    assert review.take(claim.pk, by=reviewer()).status == Status.IN_REVIEW


def test_a_cadre_does_not_review_a_claim_of_their_own_unit() -> None:
    claim, person = submitted(), reviewer()
    claim.member.unit = UnitFactory.create()
    claim.member.save(update_fields=["unit"])
    person.roles = [str(Role.PRE_REVIEWER), str(Role.CADRE)]
    person.save()
    post = CadreFactory.create(user=person, unit=claim.member.unit)

    with pytest.raises(Interested):
        review.take(claim.pk, by=person)
    with pytest.raises(IntegrityError, match="has a part"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(reviewer=person)

    post.until = timezone.localdate() - timedelta(days=1)
    post.save(update_fields=["until"])
    assert review.take(claim.pk, by=person).reviewer == person


def test_the_database_knows_no_reviewer_of_their_own_claim() -> None:
    claim = submitted()

    with pytest.raises(IntegrityError, match="has a part"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(reviewer=claim.applicant)

    assert Claim.objects.filter(pk=claim.pk).update(reviewer=reviewer()) == 1


def test_the_kind_is_put_right_with_everything_kept_and_the_member_told() -> None:
    claim = in_review()
    reviewer = claim.reviewer
    assert reviewer is not None
    before = (claim.pages.live().count(), claim.stays.count())

    claim = review.correct_kind(claim.pk, Kind.CRITICAL_ILLNESS, "病理报告", by=reviewer)

    assert claim.kind == Kind.CRITICAL_ILLNESS
    assert (claim.pages.live().count(), claim.stays.count()) == before
    assert "重大疾病补助" in Message.objects.filter(user=claim.applicant).latest("pk").text
    with pytest.raises(Incomplete) as lacking:
        review.pass_(claim.pk, by=reviewer)
    assert {"diagnosis_proof", "facts"} <= set(lacking.value.problems)


def test_a_request_taken_back_keeps_its_history() -> None:
    claim = in_review()
    by = claim.reviewer
    review.ask(claim.pk, [Asked("id_card", Correctable.UNREADABLE)], by=by)

    claim = review.unask(claim.pk, "另页已能看清", by=by)

    correction = claim.corrections.get()
    assert (claim.status, correction.unasked_by) == (Status.IN_REVIEW, by)
    assert correction.items.get().reason == Correctable.UNREADABLE
    assert review.pass_(claim.pk, by=by).status == Status.PASSED


def both_take() -> list[str]:
    """What became of two reviewers who began the same claim at once."""
    claim, ready = submitted(), threading.Barrier(2)
    people = [reviewer(), reviewer()]

    def take(person) -> str:
        ready.wait()
        try:
            review.take(claim.pk, by=person)
        except ClaimError as refused:
            return type(refused).__name__
        except IntegrityError:  # of the event's number: the last guard, which tells nobody why
            return "undone"
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(take, people))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_has_it() -> None:
    assert both_take() == ["MoveRefused", "taken"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_try_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = threading.Barrier(2)
    check = transitions.check_move

    def both_have_looked(claim: Claim, action: Action, **who) -> None:
        check(claim, action, **who)
        if action is Action.TAKE:
            looked.wait(10)

    monkeypatch.setattr(transitions, "check_move", both_have_looked)
    monkeypatch.setattr(
        review, "locked", lambda pk, version=None: Claim.objects.select_related("member").get(pk=pk)
    )

    assert "MoveRefused" not in both_take()
