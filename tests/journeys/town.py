"""The people of the journeys, and how each of them comes in."""

import io
import re
from datetime import date
from typing import Final

import xlsxwriter
from django.core.management import call_command
from playwright.sync_api import Page
from stdnum.cn import ric

from appointments.opening import open_days
from members.models import User
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import CadreFactory, StationFactory, UnitFactory, UserFactory

PASSWORD: Final = "fifteen-and-more-letters"
PHONES: Final = ["13900000001", "13900000002"]


def people() -> list[tuple[str, str, str]]:
    """A dozen made-up workers: name, ID number, phone. The seventh has a wrong check digit."""
    found = []
    for n, last in enumerate("甲乙丙丁戊己庚辛壬癸子丑"):
        body = f"35020019900307{2 * n + 1:03}"
        digit = ric.calc_check_digit(f"{body}0")
        if n == 6:
            digit = "0" if digit != "0" else "1"
        found.append((f"测试{last}", body + digit, PHONES[n] if n < len(PHONES) else ""))
    return found


def roster() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    columns = (
        "序号 姓名 证件类型 证件号码 性别 手机号码 会员卡号 是否本市户口 人员类别 缴费标准 备注"
    )
    sheet.write_row(0, 0, columns.split())
    for n, (name, number, phone) in enumerate(people(), 1):
        sheet.write_row(n, 0, [str(n), name, "居民身份证", number, "", phone, "", "", "", "60", ""])
    book.close()
    return out.getvalue()


def found_city() -> None:
    """Found the schemes, the centre with its slots, a unit with its cadre, and the office."""
    call_command("load_schemes", verbosity=0)
    station = StationFactory.create()
    CadreFactory.create(
        unit=UnitFactory.create(name="示范机械厂"),
        user=UserFactory.create(phone="13900000009", roles=[str(Role.CADRE)]),
    )
    for role in OFFICE_ROLES:
        User.objects.create_staff(str(role), name=role.label, password=PASSWORD, roles=[role])
    open_days(station, date(2026, 11, 10), date(2026, 11, 20))


def sign_in(page: Page, phone: str) -> None:
    page.goto("/sign-in/")
    sign_in_here(page, phone)


def sign_in_here(page: Page, phone: str) -> None:
    """On the page to sign in to which one was led, and from there back."""
    page.get_by_label("手机号码").fill(f"+86 {phone[:3]} {phone[3:7]} {phone[7:]}")
    page.get_by_role("button", name="获取验证码").click()
    shown = page.context.new_page()
    shown.goto("/demo-phone/")
    code = re.search(r"验证码(\d{6})", shown.inner_text("main")).group(1)
    shown.close()
    page.get_by_label("验证码").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="登录", exact=True).click()


def office(visit, role: Role) -> Page:
    page = visit("/admin/", width=1280, height=900)
    page.locator("[name=username]").fill(str(role))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    return page
