"""The ways to join beside a paid roster, in a browser: with eyes for what goes wrong."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from members import systems
from members.models import JoiningWindow
from members.roles import Role
from tests.factories.members import (
    CadreFactory,
    GiftFactory,
    SchemeFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
    id_number_of,
)
from tests.journeys.conftest import Open
from tests.journeys.test_unit import enter, looked_at

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def cadre():
    SchemeFactory.create()
    cadre = CadreFactory.create(user__name="周文静", unit__name="鹭江示范快递有限公司")
    GiftFactory.create(unit=cadre.unit)
    return cadre


@pytest.fixture
def station():
    SchemeFactory.create()
    today = timezone.localdate()
    JoiningWindow.objects.create(
        first=today, last=today, note="通知", opened_by=StaffFactory.create()
    )
    return StationFactory.create()


def test_a_person_without_a_unit_asks_without_scripts(visit: Open, station) -> None:
    page: Page = visit("/health/", java_script_enabled=False)
    enter(page, UserFactory.create(), "/join/")
    page.get_by_label("灵活就业人员").check()
    page.get_by_label("姓名").fill("测试甲")
    page.get_by_label("证件号码").fill(id_number_of(1))
    page.get_by_label("服务站").select_option(label="市职工服务中心")
    page.get_by_label("我已参加职工基本医疗保险").check()
    page.get_by_role("button", name="提交申请").click()

    assert "待核对资料" in page.content()
    assert page.get_by_role("button", name="撤回申请").is_visible()


def test_nothing_is_wrong_with_the_page_to_join(visit: Open, station) -> None:
    page = visit("/health/")
    enter(page, UserFactory.create(), "/join/")
    found = looked_at(page, "join")
    page.get_by_role("button", name="提交申请").click()
    found += looked_at(page, "join-wrong")

    assert found == []


@pytest.mark.parametrize("path", ["systems", "correct-number", "roster"])
def test_nothing_is_wrong_with_the_unit_s_pages(visit: Open, cadre, path) -> None:
    page = visit("/health/")
    enter(page, cadre.user, f"/unit/{path}/")

    assert looked_at(page, f"unit-{path}") == []


def test_a_token_is_taken_and_the_interface_read(visit: Open, cadre) -> None:
    system = systems.ask(cadre.unit, by=cadre.user, name="人事系统")
    administrator = StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])
    systems.decide(system.pk, by=administrator, approve=True)
    page = visit("/health/")
    enter(page, cadre.user, "/unit/systems/")
    found = looked_at(page, "systems-approved")
    page.get_by_role("button", name="领取令牌").click()
    found += looked_at(page, "token")
    token = page.locator("code").inner_text()
    page.get_by_role("link", name="接口说明").click()
    found += looked_at(page, "interface")

    assert systems.holder(token) == system
    assert found == []
