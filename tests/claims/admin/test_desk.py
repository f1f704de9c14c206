from pathlib import Path
from uuid import uuid4

import pytest

from claims import filing, review
from claims.models import Page
from claims.photographs import attachments
from claims.reasons import Correctable
from claims.states import Status
from members.models import AccessLog
from members.roles import Role
from tests.claims.admin.steps import make, page, signed_in
from tests.factories.claims import complete_draft, in_review, passed, submitted

pytestmark = pytest.mark.django_db

PHOTO = Path("tests/data/photos/invoice.png")


def taken_by(person):
    return review.take(submitted().pk, by=person)


def test_the_desk_of_a_waiting_claim_offers_to_begin(client):
    claim = submitted()
    person = signed_in(client, Role.PRE_REVIEWER)
    assert "开始预审" in client.get(page("desk", claim)).text
    response = make(client, claim, "take")
    assert response.url == page("desk", claim)
    claim.refresh_from_db()
    assert (claim.status, claim.reviewer) == (Status.IN_REVIEW, person)


def test_after_passing_the_next_claim_opens(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim, waiting = taken_by(person), submitted()
    assert make(client, claim, "pass").url == page("desk", waiting)
    make(client, waiting, "take")
    assert make(client, waiting, "pass").url == page("queue")


def test_what_i_began_stands_apart_from_what_nobody_has(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    waiting, mine, others = submitted(), taken_by(person), in_review()
    piles = dict(client.get(page("desk", waiting)).context["piles"])
    assert [claim for claim, _due in piles["我的预审"]] == [mine]
    assert [claim for claim, _due in piles["待预审"]] == [waiting]
    assert others not in {mine, waiting}


def with_photo():
    claim = complete_draft()
    claim.pages.filter(material="hospital_invoice").delete()
    [taken] = attachments.attach(
        claim.pk,
        "hospital_invoice",
        PHOTO.read_bytes(),
        client_key=uuid4(),
        by=claim.applicant,
    )
    claim = filing.submit(claim.pk, by=claim.applicant, consents=True)
    return claim, taken


def test_who_looks_at_a_page_is_on_record(client):
    claim, photo = with_photo()
    person = signed_in(client, Role.PRE_REVIEWER)
    response = client.get(page("picture", claim, photo.pk, "page"))
    assert response["Content-Type"] == "image/jpeg"
    assert response.content.startswith(b"\xff\xd8")
    looked = AccessLog.objects.get()
    assert (looked.by, looked.object_id) == (person, str(photo.pk))
    assert client.get(page("picture", claim, photo.pk, "thumb")).status_code == 200
    assert AccessLog.objects.count() == 1


def test_a_page_is_shown_only_with_its_own_claim_and_to_who_may(client):
    claim, photo = with_photo()
    signed_in(client, Role.PRE_REVIEWER)
    assert client.get(page("picture", passed(), photo.pk, "page")).status_code == 404
    assert client.get(page("picture", claim, photo.pk, "original")).status_code == 404
    signed_in(client, Role.CASHIER)
    assert client.get(page("picture", claim, photo.pk, "page")).status_code == 403
    assert not AccessLog.objects.exists()


def test_bytes_that_are_gone_are_not_found(client):
    claim = submitted()
    signed_in(client, Role.PRE_REVIEWER)
    lost = claim.pages.first()
    assert client.get(page("picture", claim, lost.pk, "page")).status_code == 404


def test_a_corrected_page_stands_beside_the_old_one(client):
    claim, photo = with_photo()
    person = signed_in(client, Role.PRE_REVIEWER)
    review.take(claim.pk, by=person)
    review.ask(
        claim.pk,
        [review.Asked("hospital_invoice", Correctable.UNREADABLE, page=photo.pk)],
        by=person,
    )
    [fresh] = attachments.attach(
        claim.pk,
        "hospital_invoice",
        Path("tests/data/photos/invoice.jpg").read_bytes(),
        client_key=uuid4(),
        by=claim.applicant,
        replaces=photo.pk,
    )
    filing.answer(claim.pk, by=claim.applicant)
    text = client.get(page("desk", claim)).text
    assert page("picture", claim, photo.pk, "page") in text
    assert page("picture", claim, fresh.pk, "page") in text
    assert "原来的" in text


def test_a_page_can_be_opened_by_its_link(client):
    claim = submitted()
    signed_in(client, Role.PRE_REVIEWER)
    second = list(Page.objects.filter(claim=claim))[1]
    leaf = client.get(page("desk", claim), {"page": str(second.pk)}).context["leaf"]
    assert leaf.page == second


def test_the_desk_shows_the_card_and_the_number_masked(client):
    claim = submitted()
    signed_in(client, Role.PRE_REVIEWER)
    text = client.get(page("desk", claim)).text
    assert claim.payee_account not in text
    assert claim.payee_account[-4:] in text
    assert claim.member.id_number not in text


def test_the_desk_asks_as_often_whatever_waits(client, django_assert_num_queries):
    claim = submitted()
    signed_in(client, Role.PRE_REVIEWER)
    for _ in range(12):
        submitted()
    with django_assert_num_queries(24):
        client.get(page("desk", claim))
