"""One claim on its whole way, by everybody who has a hand in it, in a real browser.

A cadre enrols a dozen people; two of them fall ill; one is paid, the other's bank refuses.
"""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import expect

from claims.models import LedgerEntry, PaidDay, Payout
from members.enrolment.checking import check_waiting
from members.models import Coverage
from members.roles import Role
from tests.journeys.claiming import check, correct, file_claim, pass_, passing
from tests.journeys.conftest import violations
from tests.journeys.paying import pay
from tests.journeys.town import found_city, office, roster, sign_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
ENROLLED = datetime(2026, 9, 1, 10, tzinfo=SHANGHAI)
ILL = datetime(2026, 11, 10, 10, tzinfo=SHANGHAI)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def city() -> None:
    found_city()


def enrol(visit) -> None:
    """The cadre uploads the roster; the office registers the fee."""
    cadre = visit(width=1280)
    sign_in(cadre, "13900000009")
    cadre.goto("/unit/roster/")
    cadre.locator("input[type=file]").set_input_files(
        {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": roster()}
    )
    cadre.get_by_role("button", name="上传并核对").click()
    expect(cadre.locator("h1")).to_have_text("正在核对名册")
    assert violations(cadre) == []
    check_waiting()
    expect(cadre.locator("h1")).to_have_text("名册核对结果")
    assert violations(cadre) == []
    problem = cadre.get_by_role("row", name=re.compile("第8行"))
    expect(problem.first).to_contain_text("证件号码")
    cadre.get_by_label("有问题的1人这次不参保").check()
    cadre.get_by_role("button", name="只为可参保的11人参保").click()
    expect(cadre.locator("main")).to_contain_text("已确认")
    assert not Coverage.objects.exists()

    cashier = office(visit, Role.CASHIER)
    batch = cadre.url.rstrip("/").rsplit("/", 1)[1]
    cashier.goto(f"/admin/members/enrolmentbatch/{batch}/pay/")
    cashier.locator("[name=paid_on]").fill("2026-09-01")
    cashier.locator("[name=received]").fill("660.00")
    cashier.locator("[name=voucher]").fill("V-1")
    cashier.locator("form [type=submit]").last.click()
    expect(cashier.locator("body")).to_contain_text("11人参保生效")
    spans = set(Coverage.objects.values_list("starts_on", "ends_on"))
    assert spans == {(date(2026, 9, 2), date(2027, 9, 1))}


def test_a_claim_goes_from_a_photograph_to_the_money(city, visit, photos: Path) -> None:
    with time_machine.travel(ENROLLED):
        enrol(visit)
    with time_machine.travel(ILL):
        paid, claim = file_claim(visit, 0, photos, nights=10)
        refused, other = file_claim(visit, 1, photos, nights=3, look=passing)
        correct(visit, paid, claim, photos)
        pass_(office(visit, Role.PRE_REVIEWER), other)

        paid.goto(f"/claims/{claim.pk}/parcel/")
        assert violations(paid) == []
        paid.get_by_label("快递公司").select_option("顺丰速运")
        paid.get_by_role("textbox", name="运单号").fill("SF1234567890123")
        paid.get_by_role("button", name="登记运单号").click()
        expect(paid.locator("main")).to_contain_text("SF1234567890123")
        for member, own in ((paid, claim), (refused, other)):
            member.goto(f"/claims/{own.pk}/cover-sheet/")
            expect(member.locator(".qr")).to_be_visible()
            assert violations(member) == []
        refused.goto(f"/claims/{other.pk}/book/")
        assert violations(refused) == []
        refused.locator("input[type=radio]:not([disabled])").first.check(force=True)
        refused.get_by_role("button", name="预约").first.click()
        expect(refused.locator("main")).to_contain_text("市职工服务中心")
        assert violations(refused) == []

        check(visit, claim)
        check(visit, other, passing)
        assert PaidDay.objects.count() == 13
        assert set(Payout.objects.values_list("due_on", flat=True)) == {date(2026, 11, 19)}
        paid.goto(f"/claims/{claim.pk}/")
        expect(paid.locator("main")).to_contain_text("11月19日")
        assert violations(paid) == []

        pay(visit, ILL.date(), refused={"2"})

        paid.goto(f"/claims/{claim.pk}/")
        expect(paid.locator("main")).to_contain_text("已支付")
        expect(paid.locator("main")).to_contain_text("800.00")
        refused.goto(f"/claims/{other.pk}/")
        expect(refused.locator("main")).to_contain_text("支付未成功")
        expect(refused.locator("main")).to_contain_text("更正收款账户")
        assert violations(paid) == []
        assert violations(refused) == []
        assert sum(LedgerEntry.objects.values_list("fen", flat=True)) == 0
