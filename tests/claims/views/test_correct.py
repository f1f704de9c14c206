"""What a member puts right: what was asked, the old and the new page, and the record after."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims import review
from claims.photographs.spots import Spot
from claims.reasons import Correctable
from tests.claims.files import encoded
from tests.claims.views.conftest import at
from tests.claims.views.test_facts import STAY
from tests.factories import claims as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client):
    """Two things are asked for: the page of the discharge record, and what was typed."""
    claim = made.in_review()
    client.force_login(claim.applicant)
    page = claim.pages.get(material="discharge_record")
    return review.ask(
        claim.pk,
        [
            review.Asked("discharge_record", Correctable.UNREADABLE, "印章反光", page.pk),
            review.Asked("facts", Correctable.DATES_DIFFER),
        ],
        by=claim.reviewer,
    )


def retake(client, claim, page, **more):
    content = encoded(Image.new("RGB", (900, 1200), (9, 9, 9)))
    sent = {
        "client_key": str(uuid.uuid4()),
        "files": [SimpleUploadedFile("again.jpg", content)],
        "replaces": str(page.pk),
    }
    return client.post(at("paper", claim, page.material), sent | more)


def test_what_was_asked_and_brought_stays_on_record_for_the_member(client, asked):
    old = asked.pages.get(material="discharge_record")
    assert "补正记录" not in client.get(at("detail", asked)).content.decode()
    retake(client, asked, old)
    client.post(at("facts", asked), STAY)
    client.post(at("correct", asked))

    words = client.get(at("correct", asked)).content.decode()

    new = asked.pages.live().get(material="discharge_record")
    assert "交回" in words
    assert "印章反光" in words
    assert all(at("page_picture", asked, page.pk, "thumb") in words for page in (old, new))
    assert "补正记录" in client.get(at("detail", asked)).content.decode()


def test_a_request_that_was_taken_back_is_on_record_with_the_reason(client, asked):
    review.unask(asked.pk, "医院已盖章", by=asked.reviewer)

    words = client.get(at("correct", asked)).content.decode()

    assert "工作人员已撤销" in words
    assert "医院已盖章" in words
    assert "印章反光" in words


def test_all_that_is_asked_of_a_page_is_told_where_it_is_taken_again(client):
    claim = made.in_review()
    client.force_login(claim.applicant)
    page = claim.pages.get(material="discharge_record")
    other = made.PageFactory.create(claim=claim, position=2)
    reasons = [Correctable.UNREADABLE, Correctable.NO_SEAL]
    spots = [Spot(0.1, 0.1, 0.2, 0.1), Spot(0.6, 0.7, 0.2, 0.1)]
    asked = [
        review.Asked("discharge_record", reason, "", page.pk, spot)
        for reason, spot in zip(reasons, spots, strict=True)
    ]
    of_other = review.Asked("discharge_record", Correctable.DATES_DIFFER, "", other.pk)
    review.ask(claim.pk, [*asked, of_other], by=claim.reviewer)

    words = client.get(at("paper", claim, "discharge_record")).content.decode()

    assert "重拍第1页" in words
    assert all(reason.label in words for reason in reasons)
    assert words.count('class="mark"') == 2
    assert Correctable.DATES_DIFFER.label not in words
    retake(client, claim, page)
    words = client.get(at("paper", claim, "discharge_record")).content.decode()
    assert "重拍第2页" in words
    assert Correctable.DATES_DIFFER.label in words
    assert 'class="mark"' not in words


def test_exactly_what_was_asked_is_shown_with_the_picture_it_is_about(client, asked):
    page = asked.pages.get(material="discharge_record")

    words = client.get(at("correct", asked)).content.decode()

    assert "图片模糊、反光或缺角，无法辨认" in words
    assert "印章反光" in words
    assert at("page_picture", asked, page.pk, "thumb") in words
    assert f"{at('paper', asked, 'discharge_record')}?replaces={page.pk}" in words
    assert "本人身份证" not in words


def test_the_page_to_be_retaken_is_offered_even_without_being_named(client, asked):
    page = asked.pages.get(material="discharge_record")

    words = client.get(at("paper", asked, "discharge_record")).content.decode()

    assert f'name="replaces" value="{page.pk}"' in words


def test_old_and_new_stand_side_by_side_once_it_is_done(client, asked):
    old = asked.pages.get(material="discharge_record")

    retake(client, asked, old)

    new = asked.pages.live().get(material="discharge_record")
    words = client.get(at("correct", asked)).content.decode()
    assert new != old
    assert at("page_picture", asked, old.pk, "thumb") in words
    assert at("page_picture", asked, new.pk, "thumb") in words
    assert "已补正" in words


def test_what_is_not_done_is_told_and_nothing_goes_back(client, asked):
    retake(client, asked, asked.pages.get(material="discharge_record"))

    answer = client.post(at("correct", asked))

    asked.refresh_from_db()
    assert "填写的内容：这一项还没有补正。" in answer.content.decode()
    assert asked.status == "correction"


def test_all_done_it_goes_back_to_the_reviewer(client, asked):
    retake(client, asked, asked.pages.get(material="discharge_record"))
    assert client.post(at("facts", asked), STAY).url == at("correct", asked)

    first, second = client.post(at("correct", asked)), client.post(at("correct", asked))

    asked.refresh_from_db()
    assert first.url == second.url == at("detail", asked)
    assert asked.status == "in_review"
    assert asked.events.filter(action="answer").count() == 1


def test_a_new_account_answers_what_was_asked_of_the_typed(client, asked):
    sent = {"name": asked.member.name, "bank": "另一家银行", "number": "6222024100001234560"}

    client.post(at("account", asked), sent)

    assert asked.corrections.get().items.get(material="facts").done_at


def test_what_was_not_asked_stays_closed(client, asked):
    page = asked.pages.get(material="id_card")

    answer = retake(client, asked, page)

    assert answer.url == at("detail", asked)
    assert asked.pages.live().filter(pk=page.pk).exists()
