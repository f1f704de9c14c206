"""Try what would be paid by one's own coverages, with what is used of them."""

from datetime import date

import pytest

from members.models import Scheme
from tests.claims.views.trials import nights, publish_all, told, words
from tests.factories import claims as made
from tests.factories.members import CoverageFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def periods():
    publish_all()


@pytest.fixture
def browser(client):
    """The browser of a member of period 18 whose ten nights in June are approved."""
    claim = made.approved()
    client.force_login(claim.applicant)
    return client


def own(**more):
    return nights(**{"scheme": "own", **more})


def test_it_is_chosen_first_with_the_days_used(browser):
    page = words(browser)

    assert 'value="own" selected' in page
    assert "已补助10天，累计不超过45天" in page


def test_days_already_paid_count(browser):
    page = words(browser, own(admitted_1="2023-08-01", discharged_1="2023-10-01"))

    assert "35天 × 80元 = 2,800.00元" in page


def test_a_night_already_paid_is_not_paid_again(browser):
    page = words(browser, own())

    assert "不能补助" in page
    assert "重复的日期只计一次" in page


def test_a_stay_over_two_coverages_is_paid_by_both(client):
    member = MemberFactory.create(bound=True)
    CoverageFactory.create(member=member)
    CoverageFactory.create(member=member, starts_on=date(2024, 3, 16), ends_on=date(2025, 3, 15))
    client.force_login(member.user)

    page = words(client, own(admitted_1="2024-03-10", discharged_1="2024-03-22"))

    assert "960.00" in page
    assert page.count("6天 × 80元") == 2


def test_what_the_own_sheet_does_not_know_is_left_to_a_person(client):
    member = MemberFactory.create(bound=True)
    seventeenth = Scheme.objects.get(code="xiamen-17")
    CoverageFactory.create(
        member=member,
        scheme=seventeenth,
        starts_on=date(2022, 3, 16),
        ends_on=date(2023, 3, 15),
        most_days=30,
    )
    CoverageFactory.create(member=member)
    client.force_login(member.user)

    page = words(client, told("death", "own", on="2022-06-01"))

    assert "要由工作人员核定" in page


def test_nobody_elses_is_shown(browser, client):
    client.force_login(MemberFactory.create(bound=True).user)

    page = words(client, own())

    assert "没有找到所选的办法" in page
    assert "已补助10天" not in page


def test_signed_out_there_is_none(browser, client):
    client.logout()

    assert "没有找到所选的办法" in words(client, own())
