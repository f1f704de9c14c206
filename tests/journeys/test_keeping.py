"""What was typed outlives the session it was typed in, for whoever typed it and nobody else."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from claims.models import Claim
from members.models import NumberCorrection
from tests.factories.claims import ClaimFactory
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    UserFactory,
    id_number_of,
)
from tests.journeys.conftest import Open, violations
from tests.journeys.test_unit import enter
from tests.journeys.town import PHONES, sign_in_here

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]

TOLD = "已恢复您刚才填写的内容，请核对后再提交。"


@pytest.fixture
def claim() -> Claim:
    member = MemberFactory.create(bound=True, user__phone=PHONES[0])
    CoverageFactory.create(member=member)
    return ClaimFactory.create(member=member)


@pytest.fixture
def facts(visit: Open, claim: Claim) -> Page:
    """The facts of a draft with two stays, the second without its count of days."""
    page = visit("/health/")
    enter(page, claim.applicant, f"/claims/{claim.pk}/facts/")
    fill_stay(page, 0, "示范医院", "2023-06-01", "2023-06-08")
    page.get_by_role("button", name="再添加一次住院").click()
    expect(page.get_by_label("就诊医院")).to_have_count(2)
    fill_stay(page, 1, "鹭江医院", "2023-06-20", "2023-06-25")
    page.get_by_label("否", exact=True).check()
    return page


def fill_stay(page: Page, at: int, hospital: str, first: str, last: str) -> None:
    page.get_by_label("就诊医院").nth(at).fill(hospital)
    page.get_by_label("入院日期").nth(at).fill(first)
    page.get_by_label("出院日期").nth(at).fill(last)


def save_too_late(page: Page) -> None:
    Session.objects.all().delete()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("status")).to_contain_text("已自动退出登录")


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(sessionStorage)")
    return found


def test_facts_outlive_the_session_and_can_be_sent(facts: Page, claim: Claim) -> None:
    save_too_late(facts)

    sign_in_here(facts, PHONES[0])

    expect(facts.get_by_text(TOLD)).to_be_in_viewport()
    expect(facts.get_by_role("status")).to_contain_text(TOLD)
    expect(facts.get_by_label("就诊医院").nth(0)).to_have_value("示范医院")
    expect(facts.get_by_label("就诊医院").nth(1)).to_have_value("鹭江医院")
    assert violations(facts) == []
    facts.get_by_role("button", name="保存并继续").click()
    facts.wait_for_url("**/papers/")
    nights = claim.stays.values_list("hospital", "discharged_on__day")
    assert set(nights) == {("示范医院", 8), ("鹭江医院", 25)}
    assert kept(facts) == []


def test_what_was_taken_is_not_given_back(facts: Page, claim: Claim) -> None:
    facts.get_by_role("button", name="保存并继续").click()
    facts.wait_for_url("**/papers/")
    assert kept(facts) == []

    facts.goto(f"/claims/{claim.pk}/facts/")

    expect(facts.get_by_label("就诊医院")).to_have_count(2)
    expect(facts.get_by_role("status")).to_be_empty()


def test_a_stay_that_was_removed_stays_removed(facts: Page) -> None:
    facts.locator("button[name=remove]").first.click()
    expect(facts.get_by_label("就诊医院")).to_have_count(1)
    save_too_late(facts)

    sign_in_here(facts, PHONES[0])

    expect(facts.get_by_role("status")).to_contain_text(TOLD)
    expect(facts.get_by_label("就诊医院")).to_have_count(1)
    expect(facts.get_by_label("就诊医院")).to_have_value("鹭江医院")


def test_facts_outlive_a_line_that_broke(facts: Page, claim: Claim) -> None:
    def cut(route: Route) -> None:
        posted = route.request.method == "POST"
        route.abort("connectionreset") if posted else route.continue_()

    facts.route("**/facts/", cut)
    with facts.expect_event("requestfailed"):
        facts.get_by_role("button", name="保存并继续").click()
    facts.unroute("**/facts/")

    facts.goto(f"/claims/{claim.pk}/facts/")

    expect(facts.get_by_role("status")).to_contain_text(TOLD)
    expect(facts.get_by_label("就诊医院").nth(1)).to_have_value("鹭江医院")


def file_for_too_late(visit: Open) -> Page:
    page = visit("/health/")
    enter(page, UserFactory.create(phone=PHONES[0], roles=["member"]), "/claims/for-another/")
    page.get_by_label("职工姓名").fill("测试甲")
    page.get_by_label("职工证件号码").fill(id_number_of(1))
    page.get_by_label("您的姓名").fill("代办乙")
    page.get_by_label("委托书写明由我代收补助金").check()
    Session.objects.all().delete()
    page.get_by_role("button", name="核对并开始填写").click()
    return page


def test_the_same_person_is_given_it_back_but_no_number(visit: Open) -> None:
    page = file_for_too_late(visit)
    assert id_number_of(1) not in page.evaluate("JSON.stringify(sessionStorage)")

    sign_in_here(page, PHONES[0])

    expect(page.get_by_role("status")).to_contain_text(TOLD)
    expect(page.get_by_label("职工姓名")).to_have_value("测试甲")
    expect(page.get_by_label("您的姓名")).to_have_value("代办乙")
    expect(page.get_by_label("委托书写明由我代收补助金")).to_be_checked()
    expect(page.get_by_label("职工证件号码")).to_be_empty()


def test_another_person_in_the_same_tab_is_given_nothing(visit: Open) -> None:
    UserFactory.create(phone=PHONES[1], roles=["member"])
    page = file_for_too_late(visit)
    assert len(kept(page)) == 1

    sign_in_here(page, PHONES[1])

    expect(page.get_by_label("职工姓名")).to_be_empty()
    expect(page.get_by_role("status")).to_be_empty()
    assert kept(page) == []


def test_signing_out_leaves_nothing(facts: Page) -> None:
    facts.goto("/me/")
    assert len(kept(facts)) == 1

    facts.get_by_role("button", name="退出登录").last.click()
    expect(facts.get_by_role("link", name="登录").first).to_be_visible()

    assert kept(facts) == []


def test_a_form_that_leads_back_to_itself_begins_anew(visit: Open) -> None:
    post = CadreFactory.create()
    member = MemberFactory.create(unit=post.unit)
    CoverageFactory.create(member=member)
    page = visit("/health/")
    enter(page, post.user, "/unit/correct-number/")
    page.get_by_label("原因").fill("录入时末四位颠倒")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text(TOLD)
    expect(page.get_by_label("原因")).to_have_value("录入时末四位颠倒")
    page.get_by_label("原证件号码").fill(member.id_number)
    page.get_by_label("正确的证件号码").fill(id_number_of(77))

    page.get_by_role("button", name="提交申请").click()

    expect(page.get_by_role("status")).to_contain_text("申请已提交")
    expect(page.get_by_label("原因")).to_be_empty()
    assert NumberCorrection.objects.count() == 1
    assert kept(page) == []
