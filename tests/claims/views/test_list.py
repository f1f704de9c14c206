"""A member's claims in a list and on the first page: what is said of each, and at what cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from claims import review
from claims.reasons import Correctable
from tests.factories import claims as made

pytestmark = pytest.mark.django_db


def in_correction(**how):
    claim = made.in_review(**how)
    asked = [review.Asked("facts", Correctable.DATES_DIFFER)]
    return review.ask(claim.pk, asked, by=claim.reviewer)


MOST_QUERIES = {"claims:list": 12, "members:home": 15}
"""Session, account and layout among them."""

KINDS = [made.complete_draft, made.submitted, in_correction, made.passed, made.approved]


def live(member, times):
    """Give the member a claim in each of several states, some times over: two nights each."""
    for n in range(times):
        for m, make in enumerate(KINDS):
            admitted = date(2023, 6, 1) + timedelta(days=3 * (n * len(KINDS) + m))
            make(member=member, admitted=admitted, discharged=admitted + timedelta(days=2))


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("name", MOST_QUERIES)
def test_a_list_asks_as_often_for_many_claims_as_for_few(
    browser, member, times, name, django_assert_max_num_queries
):
    live(member, times)

    with django_assert_max_num_queries(MOST_QUERIES[name]):
        response = browser.get(reverse(name))

    assert response.status_code == 200


def test_the_list_says_of_each_where_it_stands(browser, member):
    live(member, 1)

    page = browser.get(reverse("claims:list")).content.decode()

    for words in ("草稿", "已提交，待预审", "待补正", "预审通过，请提交原件", "审核通过，待支付"):
        assert words in page


def test_the_first_page_names_what_is_due_first(browser, member):
    live(member, 1)

    page = browser.get(reverse("members:home")).content.decode()

    assert "一般住院补助：待补正" in page
    assert "请在" in page
