"""What holds of every move: the events that tell of it, and what the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from claims.models import Claim, ClaimEvent
from claims.states import Status
from tests.factories.claims import (
    PageFactory,
    complete_draft,
    passed,
    submitted,
)
from tests.factories.members import CoverageFactory

pytestmark = pytest.mark.django_db


def test_events_are_chained_and_cannot_be_changed() -> None:
    claim = passed()
    events = list(claim.events.all())

    assert [e.seq for e in events] == [1, 2, 3]
    assert len({bytes(e.hash) for e in events}) == 3
    for change in (
        lambda: ClaimEvent.objects.filter(claim=claim).update(note="改"),
        lambda: ClaimEvent.objects.filter(claim=claim).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "approved_maybe"}, "claim_status_known"),
        ({"consent": None}, "claim_submitted_with_consent"),
        ({"number": None}, "claim_submitted_with_consent"),
        ({"status": Status.ACCEPTED}, "claim_accepted_with_number"),
        (
            {"status": Status.REFUSED, "refused_by": F("applicant")},
            "claim_refused_with_reason",
        ),
        ({"status": Status.REFUSED, "reasons": ["N1"]}, "claim_refused_by_a_person"),
    ],
)
def test_the_database_holds_what_a_status_needs(change, constraint: str) -> None:
    claim = submitted()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**change)

    assert Claim.objects.filter(pk=claim.pk).update(status=Status.IN_REVIEW) == 1


def test_a_second_coverage_at_the_same_time_is_refused() -> None:
    claim = complete_draft()

    with pytest.raises(IntegrityError, match="coverage_no_overlap"), transaction.atomic():
        CoverageFactory.create(member=claim.member, starts_on=date(2024, 3, 15))

    assert PageFactory.create(claim=claim).pk
