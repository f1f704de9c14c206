import uuid

import pytest
from django.urls import reverse

from claims.models import Claim, Page
from tests.claims.views.conftest import at
from tests.factories import claims as made

pytestmark = pytest.mark.django_db

START = "/claims/new/"


def test_choosing_a_kind_opens_a_draft_and_leads_to_its_first_page(browser, member):
    answer = browser.post(START, {"kind": "inpatient", "client_key": str(uuid.uuid4())})

    claim = Claim.objects.get()
    assert answer.url == at("facts", claim)
    assert (claim.kind, claim.member, claim.applicant) == ("inpatient", member, member.user)


def test_a_double_tap_opens_one_draft(browser):
    sent = {"kind": "inpatient", "client_key": str(uuid.uuid4())}

    first, second = browser.post(START, sent), browser.post(START, sent)

    assert first.url == second.url
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="nothing chosen"),
        pytest.param({"kind": "lottery"}, id="a kind there is not"),
    ],
)
def test_without_a_kind_nothing_is_opened(browser, sent):
    answer = browser.post(START, {"client_key": str(uuid.uuid4()), **sent})

    assert "请选择要申请的补助。" in answer.content.decode()
    assert not Claim.objects.exists()


def test_a_draft_that_waits_is_offered_again(browser, draft):
    assert at("detail", draft) in browser.get(START).content.decode()


def test_what_a_form_does_not_ask_cannot_be_sent_along(browser, member):
    other = made.ClaimFactory.create()
    sent = {"kind": "inpatient", "client_key": str(uuid.uuid4())}
    more = {"status": "approved", "member": other.member_id, "number": "X", "payee_name": "他人"}

    browser.post(START, {**sent, **more})

    claim = member.claims.get()
    assert (claim.status, claim.number, claim.payee_name) == ("draft", None, "")


def test_a_draft_is_thrown_away_after_asking(browser, member):
    claim = made.complete_draft(member=member)

    browser.get(at("discard", claim))
    assert Claim.objects.exists()
    answer = browser.post(at("discard", claim))

    assert answer.url == reverse("claims:list")
    assert not Claim.objects.exists()
    assert not Page.objects.exists()


def test_a_claim_that_was_sent_in_is_not_thrown_away(client):
    claim = made.submitted()
    client.force_login(claim.applicant)

    answer = client.post(at("discard", claim), follow=True)

    assert "这部分内容现在不能修改" in answer.content.decode()
    assert Claim.objects.exists()
