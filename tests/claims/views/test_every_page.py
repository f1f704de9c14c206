"""Every page opens for its owner where it has something to say, and leads on where it has not."""

import pytest
from django.urls import reverse

from claims import review
from claims.models import Kind
from claims.reasons import Correctable, Refusal
from tests.claims.views.conftest import at
from tests.factories import claims as made

pytestmark = pytest.mark.django_db


def refused():
    claim = made.in_review()
    return review.decline(claim.pk, [Refusal.NOT_OURS], by=claim.reviewer)


def in_correction():
    claim = made.in_review()
    asked = [
        review.Asked("discharge_record", Correctable.UNREADABLE),
        review.Asked("facts", Correctable.DATES_DIFFER),
    ]
    return review.ask(claim.pk, asked, by=claim.reviewer)


OPEN = [
    (made.complete_draft, ["detail", "facts", "papers", "account", "check", "discard"]),
    (made.submitted, ["detail", "receipt", "withdraw"]),
    (in_correction, ["detail", "correct", "facts", "account", "withdraw"]),
    (made.passed, ["detail", "parcel", "withdraw", "receipt"]),
    (made.accepted, ["detail", "receipt"]),
    (made.in_second_check, ["detail"]),
    (made.approved, ["detail", "receipt"]),
    (refused, ["detail", "object"]),
]
LEADS_ON = [
    (made.complete_draft, "receipt", "check"),
    (made.complete_draft, "correct", "detail"),
    (made.complete_draft, "parcel", "detail"),
    (made.complete_draft, "withdraw", "detail"),
    (made.submitted, "facts", "detail"),
    (made.submitted, "papers", "detail"),
    (made.submitted, "account", "detail"),
    (made.submitted, "check", "detail"),
    (made.submitted, "discard", "detail"),
    (made.submitted, "object", "detail"),
    (in_correction, "papers", "correct"),
    (made.accepted, "withdraw", "detail"),
]


def named(cases):
    return [
        pytest.param(*case, id="-".join(str(getattr(x, "__name__", x)) for x in case))
        for case in cases
    ]


@pytest.mark.parametrize(
    ("make", "name"), named((make, name) for make, names in OPEN for name in names)
)
def test_a_page_with_something_to_say_opens(client, make, name):
    claim = make()
    client.force_login(claim.applicant)

    assert client.get(at(name, claim)).status_code == 200


@pytest.mark.parametrize(("make", "name", "to"), named(LEADS_ON))
def test_a_page_with_nothing_to_say_leads_on(client, make, name, to):
    claim = make()
    client.force_login(claim.applicant)

    assert client.get(at(name, claim)).url == at(to, claim)


@pytest.mark.parametrize("name", ["list", "start"])
def test_the_pages_before_a_claim_open(browser, name):
    assert browser.get(reverse(f"claims:{name}")).status_code == 200


def test_anybody_reads_the_guide_with_the_figures_in_force(client, member):
    words = client.get(reverse("claims:guide")).content.decode()

    assert "80元/天×实际住院天数，一个保障期累计不超过45天" in words
    assert all(label in words for label in Kind.labels)


def test_before_a_period_is_published_nothing_can_be_tried(client):
    assert "还没有发布补助办法" in client.get(reverse("claims:trial")).content.decode()


def test_the_list_says_whose_turn_it_is(client):
    claim = made.passed()
    client.force_login(claim.applicant)

    words = client.get(reverse("claims:list")).content.decode()

    assert claim.number in words
    assert "轮到您办理" in words


def test_a_proposal_is_not_shown_before_it_is_approved(client):
    claim = made.in_second_check()
    client.force_login(claim.applicant)

    assert "800.00" not in client.get(at("detail", claim)).content.decode()


def test_an_approved_amount_is_shown_with_its_working(client):
    claim = made.approved()
    client.force_login(claim.applicant)

    words = client.get(at("detail", claim)).content.decode()

    assert "800.00" in words
    assert "10天 × 80元 = 800.00元" in words
    assert claim.acceptance_number in words
