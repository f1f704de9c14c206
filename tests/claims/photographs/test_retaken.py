"""The same paper photographed again is known; a paper that only shares its form is not."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from claims import filing
from claims.models import Claim, Marks, Retaken
from claims.photographs import attachments, retaken, twins
from claims.photographs.ink import LOOKED_AT, ink
from claims.photographs.pictures import PICTURE
from members import vault
from tests.factories.claims import complete_draft
from tests.factories.retaken import PALE, invoice, paper, photograph


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    assert PICTURE >= LOOKED_AT
    sheet = invoice(1, 0)
    return {
        "first": photograph(sheet, 1),
        "again": photograph(sheet, 5),
        "same form": photograph(invoice(1, 1), 3),
        "other": photograph(paper(2), 1),
        "other on a pale table": photograph(paper(2), 6, PALE),
    }


@pytest.fixture(scope="module")
def inks(pictures):
    return {name: ink(picture) for name, picture in pictures.items()}


@pytest.mark.parametrize(
    ("name", "again"), [("first", "again"), ("other", "other on a pale table")]
)
def test_a_paper_is_known_again_by_its_marks_and_by_its_ink(inks, name, again):
    assert set(retaken.marks(inks[name])) & set(retaken.marks(inks[again]))
    assert retaken.alike(inks[name], inks[again])
    assert retaken.alike(inks[again], inks[name])


@pytest.mark.parametrize("name", ["same form", "other"])
def test_another_paper_is_not_taken_for_it(inks, name):
    assert not retaken.alike(inks["first"], inks[name])


def test_a_picture_without_a_paper_in_it_is_like_nothing(inks):
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), (90, 90, 90)).save(out, "JPEG")
    blank = ink(out.getvalue())

    assert not retaken.alike(blank, blank)
    assert len(retaken.marks(blank)) == retaken.BANDS


def filed(content: bytes) -> Claim:
    claim = complete_draft()
    attachments.attach(
        claim.pk, "discharge_record", content, client_key=uuid4(), by=claim.applicant
    )
    return filing.submit(claim.pk, by=claim.applicant, consents=True)


def found(claim: Claim) -> set[tuple[Claim, bool]]:
    return {(t.other.claim, t.same_file) for t in twins.twins(claim, claim.pages.live())}


@pytest.mark.django_db
class TestSweep:
    def test_the_office_is_told_of_both_once_and_of_no_other(self, pictures):
        first = filed(pictures["first"])
        twins.look()
        again, other = filed(pictures["again"]), filed(pictures["same form"])

        assert found(again) == set()
        assert twins.look() > 0
        assert twins.look() == 0

        assert found(again) == {(first, False)}
        assert found(first) == {(again, False)}
        assert found(other) == set()

    def test_what_is_gone_is_looked_at_once(self, pictures):
        claim = filed(pictures["other"])
        for key in claim.pages.values_list("picture_key", flat=True):
            vault.remove(key)

        assert twins.look() == claim.pages.count()
        assert twins.look() == 0
        assert not any(Marks.objects.values_list("bands", flat=True))
        assert not Retaken.objects.exists()

    def test_a_draft_is_not_looked_at(self, pictures):
        claim = complete_draft()
        attachments.attach(
            claim.pk, "discharge_record", pictures["other"], client_key=uuid4(), by=claim.applicant
        )

        assert twins.look() == 0
