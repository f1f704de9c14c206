"""What a member writes into a claim without moving it."""

import uuid

import pytest
from django.utils import timezone

from claims import intake
from claims.errors import NotOpen
from claims.models import Claim, Page
from claims.photographs import attachments
from claims.photographs.uploads import UploadRefused
from tests.factories.claims import (
    ClaimFactory,
    PageFactory,
    complete_draft,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_the_same_file_sent_twice_is_one_page(photograph: bytes) -> None:
    claim, key = complete_draft(), uuid.uuid4()

    first = attachments.attach(claim.pk, "id_card", photograph, client_key=key, by=claim.applicant)
    again = attachments.attach(claim.pk, "id_card", photograph, client_key=key, by=claim.applicant)

    assert first == again
    assert Page.objects.filter(claim=claim, client_key=key).count() == 1


def test_every_page_of_a_pdf_is_a_page(photos) -> None:
    claim = complete_draft()

    pages = attachments.attach(
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


def sent(claim: Claim, photograph: bytes) -> list[Page]:
    """A new photograph of the identity card, sent for the claim."""
    key = uuid.uuid4()
    return attachments.attach(claim.pk, "id_card", photograph, client_key=key, by=claim.applicant)


@pytest.mark.parametrize(
    ("same_claim", "size", "code"),
    [
        pytest.param(True, 99_999_000, "CLAIM_FULL", id="in a claim"),
        pytest.param(False, 199_999_000, "DAY_FULL", id="of a member in a day"),
    ],
)
def test_so_many_bytes_are_taken_and_no_more(photograph, same_claim, size, code) -> None:
    claim = ClaimFactory.create()
    holds = claim if same_claim else ClaimFactory.create(member=claim.member)
    large = PageFactory.create(claim=holds, original_size=size)

    with pytest.raises(UploadRefused) as refused:
        sent(claim, photograph)
    assert refused.value.code == code

    Page.objects.filter(pk=large.pk).update(original_size=1000)
    assert len(sent(claim, photograph)) == 1


def test_a_claim_takes_so_many_pages_those_taken_out_too(photograph) -> None:
    claim = ClaimFactory.create()
    pages = PageFactory.create_batch(attachments.MOST_PAGES, claim=claim, removed_at=timezone.now())

    with pytest.raises(UploadRefused):
        sent(claim, photograph)

    pages[0].delete()
    assert len(sent(claim, photograph)) == 1
