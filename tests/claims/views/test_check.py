from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from claims.models import Claim
from members.models import Consent, Message
from tests.claims.views.conftest import at
from tests.factories import claims as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(member):
    return made.complete_draft(member=member)


def test_all_answers_and_the_estimate_are_there_to_read_over(browser, claim):
    words = browser.get(at("check", claim)).content.decode()

    assert "示范医院" in words
    assert "2023年6月1日" in words
    assert "尾号4560" in words
    assert "预计补助，以审核为准" in words
    assert "10天 × 80元 = 800.00元" in words


def test_it_is_sent_in_with_the_consent_and_leads_to_a_receipt(browser, claim):
    answer = browser.post(at("check", claim), {"consents": "on"}, follow=True)

    claim.refresh_from_db()
    words = answer.content.decode()
    assert claim.status == "submitted"
    assert claim.number in words
    assert "服务中心" in words
    assert Consent.objects.get().member == claim.member


def test_pressed_twice_there_is_one_number_and_both_answers_show_it(browser, claim):
    first = browser.post(at("check", claim), {"consents": "on"}, follow=True)
    second = browser.post(at("check", claim), {"consents": "on"}, follow=True)

    number = Claim.objects.get().number
    assert number in first.content.decode()
    assert number in second.content.decode()
    assert claim.events.count() == 1
    assert Message.objects.count() == 1


def test_without_the_consent_it_is_not_sent_in(browser, claim):
    answer = browser.post(at("check", claim))

    claim.refresh_from_db()
    assert "请勾选同意处理敏感个人信息" in answer.content.decode()
    assert claim.status == "draft"


def test_all_that_is_lacking_is_listed_with_where_to_mend_it(browser, draft):
    words = browser.post(at("check", draft), {"consents": "on"}).content.decode()

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert "<title>错误：" in words
    for lacking in ("请填写住院信息", "请填写收款账户", "还没有上传住院收费票据或医疗保险结算单"):
        assert lacking in words
    assert at("facts", draft) in words
    assert at("account", draft) in words
    assert at("paper", draft, "hospital_invoice") in words


def test_what_the_page_does_not_ask_cannot_be_sent_along(browser, claim):
    more = {
        "status": "approved",
        "number": "X",
        "version": "99",
        "payee_account": "1",
        "due_on": "1",
    }

    browser.post(at("check", claim), {"consents": "on", **more})

    claim.refresh_from_db()
    assert (claim.status, claim.version, claim.payee_account[-4:]) == ("submitted", 2, "4560")
    assert claim.number != "X"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_there_is_one_number_and_every_answer_leads_to_it():
    claim = made.complete_draft()
    browsers = [Client() for _ in range(8)]
    for each in browsers:
        each.force_login(claim.applicant)

    def press(each):
        try:
            return each.post(at("check", claim), {"consents": "on"}).url
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(press, browsers))

    assert answers == {at("receipt", claim)}
    assert claim.events.count() == 1
    assert Message.objects.count() == 1
    assert Consent.objects.count() == 1
