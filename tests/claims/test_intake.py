"""What a member writes into a claim without moving it."""

import uuid

import pytest

from claims import intake
from claims.errors import NotOpen
from claims.models import Claim, Page
from tests.factories.claims import (
    complete_draft,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_the_same_file_sent_twice_is_one_page(photograph: bytes) -> None:
    claim, key = complete_draft(), uuid.uuid4()

    first = intake.attach(claim.pk, "id_card", photograph, client_key=key, by=claim.applicant)
    again = intake.attach(claim.pk, "id_card", photograph, client_key=key, by=claim.applicant)

    assert first == again
    assert Page.objects.filter(claim=claim, client_key=key).count() == 1


def test_every_page_of_a_pdf_is_a_page(photos) -> None:
    claim = complete_draft()

    pages = intake.attach(
        claim.pk,
        "discharge_record",
        (photos / "discharge.pdf").read_bytes(),
        client_key=uuid.uuid4(),
        by=claim.applicant,
    )

    assert [p.leaf for p in pages] == list(range(1, len(pages) + 1))
    assert {p.media_type for p in pages} == {"application/pdf"}
    assert len({p.original_key for p in pages}) == 1


def test_a_draft_can_be_thrown_away_and_a_claim_cannot() -> None:
    draft, sent = complete_draft(), submitted()

    intake.discard(draft.pk)
    with pytest.raises(NotOpen):
        intake.discard(sent.pk)

    assert list(Claim.objects.all()) == [sent]
