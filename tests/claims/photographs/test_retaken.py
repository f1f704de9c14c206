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
from tests.factories.retaken import PALE, invoice, paper, photograph, turned


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    assert PICTURE >= LOOKED_AT
    sheet = invoice(1, 0)
    return {
        "first": photograph(sheet, 1),
        "again": photograph(sheet, 5),
        "on its side": turned(photograph(sheet, 4), Image.Transpose.ROTATE_90),
        "upside down": turned(photograph(sheet, 5), Image.Transpose.ROTATE_180),
        "same form": photograph(invoice(1, 1), 3),
        "same form on a pale table": photograph(invoice(1, 1), 3, PALE),
        "other": photograph(paper(2), 1),
        "on a pale table": photograph(sheet, 6, PALE),
    }


@pytest.fixture(scope="module")
def inks(pictures):
    return {name: ink(picture) for name, picture in pictures.items()}


@pytest.mark.parametrize("again", ["again", "on a pale table"])
def test_a_paper_is_known_again_by_its_marks_and_by_its_ink(inks, again):
    assert set(retaken.marks(inks["first"])) & set(retaken.marks(inks[again]))
    assert retaken.alike(inks["first"], inks[again])
    assert retaken.alike(inks[again], inks["first"])


@pytest.mark.parametrize("again", ["upside down", "on its side"])
def test_a_paper_on_its_head_is_known_again_when_it_is_turned(inks, again):
    upright = inks[again].transpose(Image.Transpose.ROTATE_180)

    assert set(retaken.marks(inks["first"])) & set(retaken.marks(upright))
    assert retaken.alike(inks["first"], upright)
    assert not retaken.alike(inks["first"], inks[again])


@pytest.mark.parametrize("name", ["same form", "same form on a pale table", "other"])
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

    @pytest.mark.parametrize("again", ["upside down", "on its side", "on a pale table"])
    def test_the_office_is_told_however_the_paper_lay(self, pictures, again):
        first, other = filed(pictures["first"]), filed(pictures["same form on a pale table"])
        twins.look()
        again = filed(pictures[again])
        twins.look()

        assert found(again) == {(first, False)}
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
