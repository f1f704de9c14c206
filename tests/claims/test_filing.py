"""Sent in, taken back, closed by time: what each verb asks for, writes and tells."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims import filing, review
from claims.errors import Incomplete, MoveRefused
from claims.models import Claim, ClaimEvent
from claims.reasons import Correctable
from claims.review import Asked
from claims.states import Status
from members.models import Message
from tests.factories.claims import (
    complete_draft,
    in_review,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_a_complete_draft_gets_a_number_a_consent_and_a_message() -> None:
    claim = submitted()

    assert claim.number is not None
    assert claim.number.startswith("YBH-")
    assert claim.consent is not None
    assert Message.objects.get(user=claim.applicant).text.startswith(
        f"您的申请（编号{claim.number}）已提交"
    )


def test_every_problem_of_a_draft_is_told_at_once() -> None:
    claim = complete_draft()
    claim.stays.all().delete()
    claim.pages.filter(material__in=["id_card", "hospital_invoice"]).delete()
    claim.payee_bank = ""
    claim.save()

    with pytest.raises(Incomplete) as refused:
        filing.submit(claim.pk, by=claim.applicant, consents=False)

    assert set(refused.value.problems) == {
        "facts",
        "account",
        "id_card",
        "hospital_invoice",
        "consent",
    }


@pytest.mark.parametrize(
    ("admitted", "discharged", "says"),
    [
        pytest.param(date(2023, 3, 1), date(2023, 3, 10), "不在您的保障期限内", id="before cover"),
        pytest.param(date(2099, 3, 1), date(2099, 3, 10), "今天之后", id="in the future"),
        pytest.param(date(2024, 3, 16), date(2024, 3, 20), "不在您的保障期限内", id="after cover"),
    ],
)
def test_a_stay_that_cannot_be_is_told(admitted: date, discharged: date, says: str) -> None:
    claim = complete_draft(admitted=admitted, discharged=discharged)

    with pytest.raises(Incomplete) as refused:
        filing.submit(claim.pk, by=claim.applicant, consents=True)

    assert says in refused.value.problems["facts"]


def test_a_stay_partly_outside_the_coverage_may_be_claimed() -> None:
    assert submitted(admitted=date(2023, 3, 10), discharged=date(2023, 3, 18)).number


def test_the_same_stay_is_not_claimed_twice() -> None:
    first = submitted()
    again = complete_draft(
        member=first.member, admitted=date(2023, 6, 5), discharged=date(2023, 6, 20)
    )

    with pytest.raises(Incomplete) as refused:
        filing.submit(again.pk, by=again.applicant, consents=True)

    assert str(first.number) in refused.value.problems["facts"]
    filing.withdraw(first.pk, by=first.applicant)
    assert filing.submit(again.pk, by=again.applicant, consents=True).number


@pytest.mark.django_db(transaction=True)
def test_twenty_submissions_at_once_give_one_number() -> None:
    claim = complete_draft()

    def work(_: int) -> bool:
        try:
            filing.submit(claim.pk, by=claim.applicant, consents=True)
        except MoveRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(20)))

    assert sum(done) == 1
    assert Message.objects.count() == 1
    assert ClaimEvent.objects.count() == 1


def two_defects(claim: Claim) -> list[Asked]:
    page = claim.pages.get(material="discharge_record")
    return [
        Asked("discharge_record", Correctable.UNREADABLE, "右下角反光", page.pk),
        Asked("id_card", Correctable.EXPIRED_OR_ONE_SIDE),
    ]


def test_withdrawing_ends_an_open_correction() -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    claim = filing.withdraw(claim.pk, by=claim.applicant)

    assert claim.status == Status.WITHDRAWN
    assert claim.corrections.get().closed_at is not None
    assert claim.pages.live().exists()


def test_what_is_not_answered_in_time_is_closed_once() -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)
    last = timezone.localdate() + timedelta(days=30)

    assert filing.close_late(last) == 0
    assert filing.close_late(last + timedelta(days=1)) == 1
    assert filing.close_late(last + timedelta(days=1)) == 0

    claim.refresh_from_db()
    assert claim.status == Status.CLOSED_LATE
