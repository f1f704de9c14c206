"""The same file in two claims is told to the office, and only there."""

from uuid import uuid4

import pytest

from claims import filing
from claims.models import Claim
from claims.photographs import attachments
from claims.photographs.twins import twins
from tests.claims.files import photo
from tests.factories.claims import complete_draft

pytestmark = pytest.mark.django_db


def filed(name: str) -> Claim:
    claim = complete_draft()
    attachments.attach(
        claim.pk, "discharge_record", photo(name), client_key=uuid4(), by=claim.applicant
    )
    return filing.submit(claim.pk, by=claim.applicant, consents=True)


def found(claim: Claim) -> set[Claim]:
    return {twin.other.claim for twin in twins(claim, claim.pages.live())}


def test_the_same_file_of_another_claim_is_found_and_another_file_is_not():
    first, again, other = filed("spoilt-small.jpg"), filed("spoilt-small.jpg"), filed("invoice.png")

    assert found(again) == {first}
    assert found(first) == {again}
    assert found(other) == set()


def test_a_draft_is_the_members_alone():
    claim = filed("spoilt-small.jpg")
    draft = complete_draft()
    attachments.attach(
        draft.pk,
        "discharge_record",
        photo("spoilt-small.jpg"),
        client_key=uuid4(),
        by=draft.applicant,
    )

    assert found(claim) == set()


def test_many_pages_are_asked_after_in_two_queries(django_assert_num_queries):
    claim = filed("spoilt-small.jpg")
    pages = list(claim.pages.live())

    with django_assert_num_queries(2):
        twins(claim, pages)
