"""The one question after a failed payment, as the member meets it, and the office's answer."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import AccountChange, Payout
from members.roles import Role
from tests.claims.payouts.steps import accountant, cashier, corrected, queued, returned, sealed
from tests.factories.claims import staff

pytestmark = pytest.mark.django_db

TYPED = {"name": "测试甲", "bank": "示范银行", "number": "6222 0241 0000 9999 990"}


def member(payout: Payout) -> Client:
    client = Client()
    user = payout.award.claim.applicant
    user.roles = [str(Role.MEMBER)]
    user.save()
    client.force_login(user)
    return client


def url(payout: Payout, name: str = "payee") -> str:
    return reverse(f"claims:{name}", args=[payout.award.claim_id])


def office(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_claim_asks_one_thing_and_the_answer_is_kept() -> None:
    payout = returned()
    client = member(payout)
    assert url(payout) in client.get(url(payout, "detail")).text
    page = client.get(url(payout)).text
    assert "户名不符" in page
    assert payout.payee_account not in page

    page = client.post(url(payout), TYPED, follow=True).text

    assert "收款账户已更正" in page
    assert AccountChange.objects.get().account == "6222024100009999990"
    assert "现在不需要更正" in client.get(url(payout), follow=True).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": ""}, "请填写银行卡号"),
        ({"number": "62220"}, "应为12到30位数字"),
        ({"name": "别人"}, "户名应为"),
        ({"number": "6222024100009999991"}, "校验位不对"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(typed, words) -> None:
    payout = returned()

    page = member(payout).post(url(payout), TYPED | typed).text

    assert words in page
    assert "示范银行" in page
    assert not AccountChange.objects.exists()


def test_a_number_with_a_wrong_check_digit_is_taken_when_it_is_sent_again() -> None:
    payout = returned()
    odd = {"number": "6222024100009999991", "looked_at": "6222024100009999991"}

    member(payout).post(url(payout), TYPED | odd)

    assert AccountChange.objects.get().account.endswith("991")


def test_somebody_elses_failed_payment_is_not_there() -> None:
    other = member(returned())

    assert other.get(url(returned())).status_code == 404


def test_nothing_is_asked_while_the_money_is_on_its_way() -> None:
    payout = sealed().payouts.get()

    assert "现在不需要更正" in member(payout).get(url(payout), follow=True).text


def decide(change: AccountChange, by, **posted: str):
    where = reverse("admin:claims_accountchange_decide", args=[change.pk])
    return office(by).post(where, posted, follow=True)


def test_the_accountant_sees_both_accounts_masked_and_approves() -> None:
    change = corrected(returned())
    by = accountant()

    where = reverse("admin:claims_accountchange_change", args=[change.pk])
    page = office(by).get(where).text
    assert "尾号9991" in page
    assert change.account not in page
    assert "校验位不对" in page
    assert change.payout.bank_ref in page

    assert "已生成新的支付" in decide(change, by, decision="approve").text
    assert change.payout.award.payouts.filter(attempt=2).exists()


def test_turning_down_asks_for_words() -> None:
    change = corrected(returned())

    assert "请写明退回的原因" in decide(change, accountant(), decision="turn_down").text
    page = decide(change, accountant(), decision="turn_down", words="户名不是本人").text
    assert "已退回职工" in page
    assert decide(change, cashier(), decision="approve").status_code == 403


def test_a_payout_is_held_and_released_from_its_page() -> None:
    [payout] = queued()
    rule = reverse("admin:claims_payout_rule", args=[payout.pk, "due_on"])
    page = office(cashier()).post(rule, {"words": "", "due_on": "someday"}).text
    assert "请写明理由" in page
    assert "请填写完整的日期" in page

    asked = office(cashier()).post(rule, {"words": "假期", "due_on": "2026-12-04"}, follow=True)
    assert "待确认：更改应付日期" in asked.text
    ruling = payout.rulings.get()
    where = reverse("admin:claims_ruling_decide", args=[ruling.pk])
    own = office(ruling.asked_by).post(where, {"decision": "confirm"}, follow=True)
    assert "不能由同一人办理" in own.text
    others = office(accountant()).post(where, {"decision": "confirm"}, follow=True)
    assert "已确认" in others.text


def test_an_unknown_ruling_and_other_roles_are_refused() -> None:
    [payout] = queued()

    odd = reverse("admin:claims_payout_rule", args=[payout.pk, "anything"])
    assert office(cashier()).get(odd).status_code == 404
    where = reverse("admin:claims_payout_take_out", args=[payout.pk])
    assert office(staff(Role.TELLER)).get(where).status_code == 403
    assert "状态已经变化" in office(cashier()).post(where, {"words": "取出"}).text
