import uuid

import pytest

from claims import intake
from claims.models import Kind
from tests.claims.views.conftest import at
from tests.factories import claims as made

pytestmark = pytest.mark.django_db

GOOD = "6222024100001234560"
WRONG = "6222024100001234561"


@pytest.fixture
def sent(member):
    return {"name": member.name, "bank": "示范银行", "number": "6222 0241 0000 1234 560"}


def test_an_account_is_saved_whatever_the_spacing(browser, draft, sent):
    answer = browser.post(at("account", draft), sent)

    draft.refresh_from_db()
    assert answer.url == at("check", draft)
    assert (draft.payee_bank, draft.payee_account) == ("示范银行", GOOD)


def test_the_name_of_the_member_is_there_already(browser, draft, member):
    assert f'value="{member.name}"' in browser.get(at("account", draft)).content.decode()


def test_a_claim_is_paid_to_the_member_alone(browser, draft, sent):
    answer = browser.post(at("account", draft), {**sent, "name": "别人"})

    assert "补助金只能支付到职工本人的账户" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.payee_account == ""


def test_after_a_death_somebody_else_is_paid(browser, member, sent):
    claim = intake.open_draft(member, Kind.DEATH, by=member.user, client_key=uuid.uuid4())

    browser.post(at("account", claim), {**sent, "name": "测试乙"})

    claim.refresh_from_db()
    assert claim.payee_name == "测试乙"


@pytest.mark.parametrize("name", ["测试|乙", "测试,乙"])
def test_a_name_that_no_bank_file_can_hold_is_stopped_at_entry(browser, member, sent, name):
    claim = intake.open_draft(member, Kind.DEATH, by=member.user, client_key=uuid.uuid4())

    answer = browser.post(at("account", claim), {**sent, "name": name})

    assert "户名请用汉字、字母、数字和间隔号" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.payee_name == ""


def test_a_wrong_check_digit_asks_to_look_again_and_takes_it_the_second_time(browser, draft, sent):
    first = browser.post(at("account", draft), {**sent, "number": WRONG})
    assert "校验位不对" in first.content.decode()
    assert WRONG in first.content.decode()

    looked_at = first.context["form"]["looked_at"].value()
    browser.post(at("account", draft), {**sent, "number": WRONG, "looked_at": looked_at})

    draft.refresh_from_db()
    assert draft.payee_account == WRONG


def test_looking_at_one_number_does_not_let_another_pass(browser, draft, sent):
    answer = browser.post(
        at("account", draft), {**sent, "number": "6222024100001234562", "looked_at": WRONG}
    )

    assert "校验位不对" in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        pytest.param("", "请填写银行卡号", id="empty"),
        pytest.param("1234", "银行卡号应为12到30位数字", id="short"),
        pytest.param("六二二二", "银行卡号应为12到30位数字", id="words"),
    ],
)
def test_what_is_no_card_number_is_told(browser, draft, sent, number, sentence):
    answer = browser.post(at("account", draft), {**sent, "number": number})

    assert sentence in answer.content.decode()


def test_a_saved_number_is_masked_and_kept_when_it_is_left_empty(browser, member, sent):
    claim = made.complete_draft(member=member)

    words = browser.get(at("account", claim)).content.decode()
    assert "尾号4560" in words
    assert GOOD not in words
    browser.post(at("account", claim), {**sent, "bank": "另一家银行", "number": ""})

    claim.refresh_from_db()
    assert (claim.payee_bank, claim.payee_account) == ("另一家银行", GOOD)


def test_the_account_used_last_is_offered_masked_and_taken_by_one_tap(browser, member, draft):
    made.complete_draft(member=member)

    words = browser.get(at("account", draft)).content.decode()
    assert "示范银行 尾号4560" in words
    assert GOOD not in words
    answer = browser.post(at("account", draft), {"same": "1"})

    draft.refresh_from_db()
    assert answer.url == at("check", draft)
    assert (draft.payee_name, draft.payee_account) == (member.name, GOOD)
