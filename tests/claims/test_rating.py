"""A claim that ended is rated once, for a while; a poor rating is answered by somebody apart."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import filing, rating
from claims.control.errors import AlreadyAnswered, Missing, TookPart
from claims.errors import NotToRate
from claims.models import Claim, Payout, PayoutBatch, Rating
from claims.states import Status
from claims.statistics import publication
from members.models import Message
from members.roles import Role
from members.workdays import add_workdays
from tests.claims.invariants.steps import run
from tests.claims.statistics.test_publication import paid
from tests.factories.claims import (
    approved,
    by_agent,
    complete_draft,
    payout_of,
    put,
    staff,
    submitted,
)
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

GRADE = Rating.Grade
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def dated_back():
    run("ALTER TABLE claims_payout DISABLE TRIGGER USER")
    run("ALTER TABLE claims_claim DISABLE TRIGGER USER")


def sealed(at) -> PayoutBatch:
    return PayoutBatch.objects.create(
        number=f"PB-{PayoutBatch.objects.count()}",
        prepared_by=staff(Role.CASHIER),
        prepared_at=at,
        sealed_by=staff(Role.ACCOUNTANT),
        sealed_at=at,
        count=1,
        total_fen=1,
        sha256="0" * 64,
    )


def settled(days: int = 3, state=Payout.State.PAID) -> Claim:
    """Approved, and answered by the bank so many days ago."""
    claim = approved()
    at = timezone.now() - timedelta(days=days)
    answered = at if state in Payout.SETTLED else None
    fields = {"state": state, "settled_at": answered, "line_no": 1, "batch": sealed(at)}
    Payout.objects.filter(award__claim=claim).update(**fields)
    return Claim.objects.get(pk=claim.pk)


def ended(status, days: int = 3) -> Claim:
    claim = submitted()
    fields = {"status": status, "since": timezone.now() - timedelta(days=days)}
    if status == Status.REFUSED:
        fields |= {"reasons": ["N01"], "refused_by": staff(Role.PRE_REVIEWER)}
    Claim.objects.filter(pk=claim.pk).update(**fields)
    return Claim.objects.get(pk=claim.pk)


def rated(grade=GRADE.DISSATISFIED, claim=None, words="等了很久") -> Rating:
    claim = claim or settled()
    return rating.rate(claim.pk, grade, words, by=claim.applicant)


@pytest.mark.parametrize(
    ("make", "days", "invited"),
    [
        (settled, 2, 0),
        (settled, 3, 1),
        (settled, 10, 1),
        (settled, 11, 0),
        (lambda days: ended(Status.REFUSED, days), 3, 1),
        (lambda days: ended(Status.CLOSED_LATE, days), 3, 1),
        (lambda days: ended(Status.WITHDRAWN, days), 3, 0),
        (lambda days: settled(days, Payout.State.RETURNED), 3, 0),
        (lambda days: ended(Status.SUBMITTED, days), 3, 0),
    ],
)
def test_who_is_invited_and_when(make, days, invited) -> None:
    claim = make(days)

    assert rating.invite(TODAY()) == invited
    assert Message.objects.filter(key=f"rating-invited:{claim.pk}").count() == invited


def test_a_sweep_run_twice_invites_once() -> None:
    settled()

    assert (rating.invite(TODAY()), rating.invite(TODAY())) == (1, 0)


def test_who_rated_already_is_not_invited() -> None:
    rated()

    assert rating.invite(TODAY()) == 0


def test_the_invitation_leads_to_the_question(client) -> None:
    claim = settled()
    rating.invite(TODAY())
    message = Message.objects.get(key__startswith="rating-invited")
    client.force_login(claim.applicant)

    shown = client.get(message.link)

    assert all(label in shown.text for label in GRADE.labels)


def test_a_claim_is_rated_once_and_changed_for_a_week() -> None:
    given = rated()
    again = rated(GRADE.SATISFIED, given.claim, "已经解释清楚了")
    assert (again.pk, again.grade, again.answer_by) == (given.pk, GRADE.SATISFIED, None)
    assert again.changed_at

    Rating.objects.update(given_at=timezone.now() - timedelta(days=8))
    with pytest.raises(NotToRate):
        rated(GRADE.FAIR, given.claim)


@pytest.mark.parametrize(
    ("make", "taken"),
    [
        (lambda: settled(59), True),
        (lambda: settled(61), False),
        (lambda: settled(1, Payout.State.EXPORTED), False),
        (approved, False),
        (lambda: ended(Status.REFUSED, 1), True),
        (lambda: ended(Status.WITHDRAWN, 1), False),
    ],
)
def test_a_claim_is_rated_from_its_end_for_sixty_days(make, taken) -> None:
    claim = make()
    if taken:
        assert rated(claim=claim).claim == claim
    else:
        with pytest.raises(NotToRate):
            rated(claim=claim)


def test_nobody_else_rates_and_the_agent_may() -> None:
    claim = settled()
    with pytest.raises(PermissionDenied):
        rating.rate(claim.pk, GRADE.FAIR, "", by=UserFactory.create(roles=[str(Role.MEMBER)]))
    drafted = by_agent(complete_draft())
    filing.submit(drafted.pk, by=drafted.applicant, consents=True)
    put(drafted, Status.CLOSED_LATE)
    assert rating.rate(drafted.pk, GRADE.FAIR, "", by=drafted.applicant).grade == GRADE.FAIR


def test_a_poor_rating_is_due_within_fifteen_working_days() -> None:
    claim = settled()
    given = rated(GRADE.VERY_DISSATISFIED, claim)
    assert given.answer_by == add_workdays(TODAY(), 15)
    assert list(Rating.objects.waiting()) == [given]
    assert rated(GRADE.FAIR, claim).answer_by is None
    assert not Rating.objects.waiting().exists()


def test_an_answer_reaches_the_member_and_then_stands(client) -> None:
    given = rated()
    answered = rating.answer(given.pk, "已致电说明，并改进了排班", by=staff(Role.AUDITOR))
    assert answered.answered_at

    client.force_login(given.claim.applicant)
    assert "已致电说明，并改进了排班" in client.get(f"/claims/{given.claim_id}/").text
    [told] = Message.objects.filter(key=f"rating-answered:{given.pk}")
    assert "排班" not in told.text
    with pytest.raises(NotToRate):
        rated(GRADE.FAIR, given.claim)
    with pytest.raises(AlreadyAnswered):
        rating.answer(given.pk, "再答", by=staff(Role.AUDITOR))
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=given.pk).update(grade=5)


def test_who_moved_the_claim_does_not_answer_and_another_does() -> None:
    given = rated()
    checker = given.claim.events.get(action="confirm").by
    with pytest.raises(TookPart):
        rating.answer(given.pk, "我来答", by=checker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=given.pk).update(
            answered_by=checker, answered_at=timezone.now(), answer="我来答"
        )
    with pytest.raises(PermissionDenied):
        rating.answer(given.pk, "我来答", by=staff(Role.TELLER))
    other = staff(Role.SECOND_CHECKER)
    with pytest.raises(Missing):
        rating.answer(given.pk, " ", by=other)
    assert rating.answer(given.pk, "已回访", by=other).answered_by == other


def test_the_distribution_is_published_where_it_tells_of_nobody() -> None:
    payouts = paid(count=14)
    grades = [GRADE.VERY_SATISFIED] * 7 + [GRADE.SATISFIED] * 6 + [GRADE.DISSATISFIED]
    for payout, grade in zip(payouts, grades, strict=True):
        claim = payout.award.claim
        at = payout.settled_at
        Rating.objects.create(claim=claim, grade=grade, by=claim.applicant, given_at=at)

    row = publication.publish(date(2026, 11, 2))

    told = {each["grade"]: each["count"] for each in row.figures["ratings"]}
    assert told == {5: 7, 4: None, 3: 0, 2: "few", 1: 0}


def test_the_page_of_the_statistics_shows_the_grades(client) -> None:
    for payout in paid(count=6):
        claim = payout.award.claim
        Rating.objects.create(claim=claim, grade=5, by=claim.applicant, given_at=payout.settled_at)
    publication.publish(date(2026, 11, 2))

    assert "非常满意" in client.get("/statistics/").text


def test_a_paid_claim_asks_for_it_and_one_under_way_does_not(client) -> None:
    claim = settled()
    client.force_login(claim.applicant)
    assert "评价本次服务" in client.get(f"/claims/{claim.pk}/").text
    Payout.objects.filter(pk=payout_of(claim).pk).update(
        state=Payout.State.EXPORTED, settled_at=None
    )
    assert "评价本次服务" not in client.get(f"/claims/{claim.pk}/").text
    back = client.get(f"/claims/{claim.pk}/rate/", follow=True)
    assert "现在不能评价" in back.text


def test_the_form_says_what_is_wrong_and_keeps_the_words(client) -> None:
    claim = settled()
    client.force_login(claim.applicant)
    address = f"/claims/{claim.pk}/rate/"
    wrong = client.post(address, {"words": "窗口很耐心"})
    assert "请选择满意的程度。" in wrong.text
    assert "窗口很耐心" in wrong.text
    done = client.post(address, {"grade": "1", "words": "窗口很耐心"}, follow=True)
    assert "15个工作日内答复您" in done.text
    assert Rating.objects.get().grade == GRADE.VERY_DISSATISFIED
