"""Signing in to the office with password and phone, in a real browser."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from members import second_factor
from members.models import Authenticator, User
from members.roles import Role
from tests.journeys.conftest import violations
from tests.journeys.town import PASSWORD, office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def test_a_phone_is_bound_and_a_wrong_code_is_told(visit, settings) -> None:
    settings.SECOND_FACTOR = True
    role = Role.CASHIER
    User.objects.create_staff(str(role), name=role.label, password=PASSWORD, roles=[role])

    page = office(visit, role)
    expect(page.locator("h1")).to_have_text("绑定动态口令")
    expect(page.locator(".qr")).to_be_visible()
    assert violations(page) == []

    page.get_by_label("6位数字").fill("12 34")
    page.get_by_role("button", name="绑定并进入").click()
    expect(page.get_by_role("alert")).to_contain_text("动态口令是6位数字")
    assert violations(page) == []

    code = second_factor.code_of(Authenticator.objects.get(), timezone.now())
    page.get_by_label("6位数字").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="绑定并进入").click()
    expect(page).to_have_url(re.compile("/admin/$"))

    again = office(visit, role)
    expect(again.locator("h1")).to_have_text("动态口令")
    assert violations(again) == []
    again.get_by_role("button", name="退出").click()
    expect(again.get_by_role("link", name="重新登录")).to_be_visible()
