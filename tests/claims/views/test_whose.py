"""Somebody else's claim answers as a claim that does not exist does, to the byte."""

import uuid

import pytest
from django.urls import reverse

from claims.models import Claim
from tests.factories import claims as made

pytestmark = pytest.mark.django_db

READ = ["detail", "facts", "papers", "account", "check", "receipt", "discard", "correct"]
READ += ["parcel", "withdraw", "object"]
WRITE = ["facts", "account", "check", "discard", "correct", "parcel", "withdraw", "object"]
CANARIES = ("示范医院", "示范银行", "4560")


@pytest.fixture
def theirs():
    return made.complete_draft()


def addresses(claim_id, page_id):
    for name in READ:
        yield "get", reverse(f"claims:{name}", args=[claim_id])
    for name in WRITE:
        yield "post", reverse(f"claims:{name}", args=[claim_id])
    for method in ("get", "post"):
        yield method, reverse("claims:paper", args=[claim_id, "id_card"])
    yield "post", reverse("claims:page_remove", args=[claim_id, page_id])
    for size in ("picture", "thumb"):
        yield "get", reverse("claims:page_picture", args=[claim_id, page_id, size])


def test_somebody_elses_is_answered_as_none(browser, theirs):
    before = Claim.objects.filter(pk=theirs.pk).values().get()
    real = list(addresses(theirs.pk, theirs.pages.first().pk))
    none = list(addresses(uuid.uuid4(), uuid.uuid4()))

    for (method, address), (_, nowhere) in zip(real, none, strict=True):
        found, missing = getattr(browser, method)(address), getattr(browser, method)(nowhere)

        assert found.status_code == missing.status_code == 404, address
        assert found.content == missing.content, address
        assert not any(canary in found.content.decode() for canary in CANARIES)
    assert Claim.objects.filter(pk=theirs.pk).values().get() == before
    assert theirs.pages.live().count() == 4


def test_a_page_of_my_claim_is_not_to_be_had_by_another_of_mine(browser, member, draft):
    mine = made.complete_draft(member=member)

    answer = browser.get(
        reverse("claims:page_picture", args=[draft.pk, mine.pages.first().pk, "thumb"])
    )

    assert answer.status_code == 404


def test_the_applicants_own_opens(client, theirs):
    client.force_login(theirs.applicant)

    assert client.get(reverse("claims:detail", args=[theirs.pk])).status_code == 200


def test_who_is_not_signed_in_is_asked_to(client, theirs):
    answer = client.get(reverse("claims:detail", args=[theirs.pk]))

    assert answer.url.startswith(reverse("members:sign_in"))
