"""补助试算 in a browser: the answer follows what is typed, and all of it works without scripts."""

import pytest
from playwright.sync_api import Page, expect

from claims.benefits import shipped_sheets, shipped_texts
from tests.factories.members import SchemeFactory
from tests.journeys.conftest import Open, violations

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]

STAY = (
    "/trial/?scheme=xiamen-18&kind=inpatient&shown=inpatient&stays=1"
    "&admitted_1=2023-06-01&discharged_1={}"
)


@pytest.fixture(autouse=True)
def periods() -> None:
    for code in ("demo-bands", "xiamen-18"):
        SchemeFactory.create(
            code=code, name=shipped_sheets()[code].name, sheet=shipped_texts()[code]
        )


def answer_of(page: Page) -> str:
    return page.locator("#answer").inner_text()


def test_the_answer_follows_what_is_typed(visit: Open) -> None:
    page = visit("/trial/")
    page.get_by_label("入院日期").fill("2023-06-01")
    expect(page.locator("#answer")).to_contain_text("请填写出院日期。")
    page.get_by_label("出院日期").fill("2023-07-02")
    expect(page.locator("#answer")).to_contain_text("31天 × 80元 = 2,480.00元")
    assert page.get_by_label("出院日期").evaluate("field => field === document.activeElement")
    assert "discharged_1=2023-07-02" in page.url
    page.reload()
    expect(page.locator("#answer")).to_contain_text("2,480.00")


def test_another_choice_brings_its_own_questions(visit: Open) -> None:
    page = visit("/trial/", width=1280)
    page.get_by_label("按哪一期办法").select_option("demo-bands")
    page.get_by_label("个人负担的费用（元）").press_sequentially("30420.53")
    page.get_by_label("结算日期").fill("2023-06-01")
    expect(page.locator("#answer")).to_contain_text("20,336.42")
    page.get_by_label("按哪一期办法").select_option("xiamen-18")
    page.get_by_label("职工亡故慰问金").check()
    page.get_by_label("亡故日期").fill("2023-06-01")
    expect(page.locator("#answer")).to_contain_text("5,000.00")


def test_nothing_is_wrong_with_the_page_in_any_state(visit: Open) -> None:
    page = visit("/trial/")
    found = violations(page)
    for path in (STAY.format("2023-07-02"), STAY.format("2023-05-01"), "/trial/?scheme=demo-bands"):
        page.goto(path)
        found += violations(page)
    assert found == []


def test_it_works_without_scripts(visit: Open) -> None:
    page = visit("/trial/", java_script_enabled=False)
    page.get_by_label("重大疾病补助").check()
    page.get_by_role("button", name="选好了，接着填").click()
    page.get_by_label("首次确诊日期").fill("2023-06-01")
    page.get_by_role("button", name="试算").click()
    assert "30,000.00" in answer_of(page)
