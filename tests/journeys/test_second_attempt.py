"""A payment that the bank refused, made good: by the member, the office, and a second batch."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Page, expect

from claims.models import AccountChange, LedgerEntry, Payout
from members.models import User
from members.roles import OFFICE_ROLES, Role
from tests.claims.payouts import steps
from tests.journeys.conftest import violations
from tests.journeys.paying import pay
from tests.journeys.town import PASSWORD, office, sign_in

GIVEN = datetime(2026, 11, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Days ago by the database's own clock, which holds the second attempt back for 72 hours."""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def failed() -> Payout:
    """A payment that came back, and the office that takes it from there."""
    for role in OFFICE_ROLES:
        User.objects.create_staff(str(role), name=role.label, password=PASSWORD, roles=[role])
    with time_machine.travel(GIVEN - timedelta(days=1)):
        payout = steps.returned()
    user = payout.award.claim.applicant
    user.roles = [str(Role.MEMBER)]
    user.save()
    return payout


def correct(member: Page, payout: Payout) -> None:
    """The claim asks for one thing: another account. What was wrong first is told, nothing lost."""
    member.goto(f"/claims/{payout.award.claim_id}/")
    expect(member.locator("main")).to_contain_text("支付未成功")
    member.get_by_role("link", name="更正收款账户").click()
    expect(member.locator("main")).to_contain_text("户名不符")
    assert violations(member) == []
    member.get_by_label("收款户名").fill(payout.award.claim.member.name)
    member.get_by_label("开户银行").fill("示范银行新街支行")
    member.get_by_label("银行卡号").fill("6222 0241 0000 9999 99")
    member.get_by_role("button", name="提交更正").click()
    expect(member.locator(".errors")).to_contain_text("校验位不对")
    assert member.get_by_label("开户银行").input_value() == "示范银行新街支行"
    member.get_by_label("银行卡号").fill("6222 0241 0000 9999 990")
    member.get_by_role("button", name="提交更正").click()
    expect(member.locator("main")).to_contain_text("收款账户已更正")
    assert violations(member) == []


def approve(visit) -> None:
    """The accountant sees both accounts side by side and orders the second attempt."""
    accountant = office(visit, Role.ACCOUNTANT)
    accountant.get_by_role("link", name="账户更正待核对").click()
    accountant.locator("#result_list a").first.click()
    expect(accountant.locator(".money__lines")).to_contain_text("示范银行新街支行")
    assert violations(accountant) == []
    accountant.get_by_role("button", name="账户无误，重新支付").click()
    expect(accountant.locator("body")).to_contain_text("已核对")
    assert AccountChange.objects.get().approved


def test_a_refused_payment_is_made_by_a_second_batch(failed: Payout, visit) -> None:
    claim = failed.award.claim
    with time_machine.travel(GIVEN):
        member = visit()
        sign_in(member, claim.applicant.phone)
        correct(member, failed)
        approve(visit)
        member.reload()
        expect(member.locator("main")).to_contain_text("补助金将支付至尾号9990的账户")
    with time_machine.travel(GIVEN + timedelta(days=5)):
        pay(visit, (GIVEN + timedelta(days=5)).date())
        sign_in(member := visit(), claim.applicant.phone)
        member.goto(f"/claims/{claim.pk}/")
        expect(member.locator("main")).to_contain_text("已支付")
        expect(member.locator("main")).to_contain_text("尾号9990")
        assert violations(member) == []

    states = Payout.objects.filter(award=failed.award).order_by("attempt")
    assert list(states.values_list("attempt", "state")) == [(1, "returned"), (2, "paid")]
    assert sum(LedgerEntry.objects.values_list("fen", flat=True)) == 0
