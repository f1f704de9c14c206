"""A cadre's year in a browser: what stands, whom to find, the fee, the papers to print."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    SchemeFactory,
    UnitFactory,
    UserFactory,
)
from tests.journeys.conftest import SHOTS, Open, violations

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.PAYMENT_ADAPTER = "members.outside.payment.ShownPayments"


@pytest.fixture
def cadre():
    """Of two units, one with three of five people covered and a roster that owes its fee."""
    SchemeFactory.create()
    unit = UnitFactory.create(name="鹭江示范机械制造有限公司", headcount=5)
    post = CadreFactory.create(unit=unit, user__name="周文静")
    CadreFactory.create(user=post.user, unit__name="集美示范食品厂")
    today = timezone.localdate()
    for ends_in in (20, 20, 200):
        CoverageFactory.create(
            member=MemberFactory.create(unit=unit, name="测试甲"),
            starts_on=today - timedelta(days=100),
            ends_on=today + timedelta(days=ends_in),
        )
    EnrolmentBatchFactory.create(
        unit=unit, status="confirmed", papers_on=today, good_rows=12, rows=12, due_fen=72_000
    )
    return post.user


def enter(page: Page, user, path: str) -> None:
    """Take the session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    keep(page, {name: cookie.value for name, cookie in client.cookies.items()})
    page.goto(path)


def keep(page: Page, cookies: dict[str, str]) -> None:
    here = "/".join(page.url.split("/")[:3])
    page.context.add_cookies(
        [{"name": name, "value": value, "url": here} for name, value in cookies.items()]
    )


def looked_at(page: Page, name: str) -> list[str]:
    """Faults of the page on a phone, a tablet and a desk; pictures where they are wanted."""
    found = violations(page)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{name} at {width} px scrolls sideways")
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/unit-{name}-{width}.png", full_page=True)
    return found


def test_a_cadre_sees_what_stands_and_finds_people(visit: Open, cadre) -> None:
    page = visit("/health/")
    enter(page, cadre, "/unit/")
    found = looked_at(page, "overview")
    page = visit("/health/", java_script_enabled=False)
    enter(page, cadre, "/unit/")
    assert "还差1人" in page.content()
    page.get_by_role("link", name="在保职工名单").click()
    page.get_by_label("姓名或证件号码").fill("测试")
    page.get_by_role("button", name="查找").click()
    assert "共找到3人" in page.content()
    page.goto("/unit/")
    page.get_by_label("经办其他单位").select_option(label="集美示范食品厂")
    page.get_by_role("button", name="切换").click()
    assert page.get_by_role("heading", name="集美示范食品厂").is_visible()
    assert found == []


@pytest.mark.parametrize("path", ["people", "profile", "ask"])
def test_nothing_is_wrong_with_the_pages_beside(visit: Open, cadre, path) -> None:
    page = visit("/health/")
    enter(page, cadre, f"/unit/{path}/")

    assert looked_at(page, path) == []


def test_the_fee_is_read_and_ordered_online(visit: Open, cadre) -> None:
    page = visit("/health/")
    enter(page, cadre, "/unit/")
    page.get_by_role("link", name=re.compile("^怎样缴费")).click()
    found = looked_at(page, "fee")
    page.get_by_role("button", name="在线缴费").click()
    page.get_by_role("link", name="去付款").click()
    found += looked_at(page, "demo-pay")

    assert "720.00" in page.content()
    assert found == []


def test_a_receipt_and_a_certificate_are_printed_and_the_certificate_checked(
    visit: Open, cadre
) -> None:
    today = timezone.localdate()
    paid = EnrolmentBatchFactory.create(
        unit=cadre.posts.order_by("pk").first().unit,
        status="effective",
        papers_on=today,
        paid_on=today,
        voucher="回单 20261122-008",
        registered_by=UserFactory.create(),
    )
    page = visit("/health/")
    enter(page, cadre, f"/unit/roster/{paid.pk}/receipt/")
    found = looked_at(page, "receipt")
    page.goto("/unit/people/")
    page.get_by_role("link", name=re.compile("^凭证")).first.click()
    found += looked_at(page, "certificate")
    code = page.locator(".sheet__code").inner_text().replace("验证码", "").strip()

    stranger = visit("/verify/", java_script_enabled=False)
    stranger.get_by_label("验证码").fill(code.lower())
    stranger.get_by_role("button", name="核验").click()

    assert "测**" in stranger.content()
    stranger.goto("/verify/?code=0000")
    assert "没有查到" in stranger.content()
    page.goto(f"/verify/?code={code}")
    found += looked_at(page, "verify")
    assert found == []


def test_care_mode_holds_too(visit: Open, cadre) -> None:
    page = visit("/health/")
    keep(page, {"display": "care.dark"})
    enter(page, cadre, "/unit/")

    assert looked_at(page, "care") == []
