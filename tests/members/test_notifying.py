"""WeChat is bound by whoever asked for it, once, and carries notices from then on."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from members import notifying, outbox
from members.errors import WechatTaken, WechatUnconfirmed
from members.models import AccessLog, Message, User
from members.outside.wechat import ShownWechat, WechatFailed
from tests.factories.members import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

LATER = datetime(2099, 1, 1, tzinfo=UTC)


class InsideWechat(ShownWechat):
    """Asks inside WeChat alone, as the real one does."""

    browser = "MicroMessenger"


class DeafWechat(ShownWechat):
    """Knows nobody any more."""

    def send(self, wechat_id, text, link):
        raise WechatFailed("43004")


@pytest.fixture(autouse=True)
def texts(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"
    settings.WECHAT_ADAPTER = "members.outside.wechat.ShownWechat"

    def read():
        lines = (Path(tmp_path) / "demo-phone.jsonl").read_text().splitlines()
        return [(json.loads(line)["phone"], json.loads(line)["text"]) for line in lines]

    return read


def signed_in(user=None):
    user = user or MemberFactory.create(bound=True).user
    client = Client()
    client.force_login(user)
    return client, user


def asked(client) -> str:
    """Go to WeChat's page; give its address."""
    return client.post("/me/wechat/").url


def agreed(client, page: str) -> str:
    """Agree there; give the address that leads back."""
    return client.post(page, {"agree": "1"}).url


def shown(response) -> str:
    assert response.status_code == 200
    return response.text


def wechat_of(user) -> str:
    return User.objects.get(pk=user.pk).wechat_id


def test_binding_switches_the_notices_to_wechat_and_tells_the_phone(texts):
    client, user = signed_in()
    assert "未开通" in shown(client.get("/me/"))

    done = client.get(agreed(client, asked(client)), follow=True)

    assert "已开通微信通知。" in shown(done)
    assert "关闭微信通知" in shown(done)
    assert wechat_of(user) == f"demo-{user.pk.hex}"
    assert AccessLog.objects.filter(by=user, what="wechat_bound").count() == 1
    user = User.objects.get(pk=user.pk)
    outbox.owe(user, key="claim-event:1", text="您的申请已受理。", expires_at=LATER, sms=True)
    outbox.send_owed()
    [told, notice] = texts()
    assert (told[0], "如非本人操作" in told[1]) == (user.phone, True)
    assert notice == ("微信", "您的申请已受理。")


def test_what_wechat_does_not_take_goes_by_sms(settings, texts):
    settings.WECHAT_ADAPTER = f"{__name__}.DeafWechat"
    user = UserFactory.create(wechat_id="o1")
    outbox.owe(user, key="claim-event:1", text="您的申请已受理。", expires_at=LATER, sms=True)

    outbox.send_owed()

    assert texts() == [(user.phone, "您的申请已受理。")]


def test_unbinding_goes_back_to_sms(texts):
    client, user = signed_in()
    client.get(agreed(client, asked(client)))

    assert "已关闭微信通知" in shown(client.post("/me/wechat/off/", follow=True))

    assert wechat_of(user) == ""
    assert Message.objects.filter(key__startswith="wechat-unbound").get().way == "sms"
    client.post("/me/wechat/off/")
    assert Message.objects.filter(key__startswith="wechat-unbound").count() == 1


def test_what_wechat_said_is_good_once():
    client, user = signed_in()
    back = agreed(client, asked(client))
    client.get(back)
    client.post("/me/wechat/off/")

    assert "微信没有确认" in shown(client.get(back, follow=True))
    assert wechat_of(user) == ""


@pytest.mark.parametrize("state", ["", "x", None])
def test_another_state_is_refused_and_spends_the_right_one(state):
    client, user = signed_in()
    back = agreed(client, asked(client))
    code = back.split("code=")[1]
    wrong = f"/me/wechat/back/?code={code}" + ("" if state is None else f"&state={state}")

    assert "微信没有确认" in shown(client.get(wrong, follow=True))
    assert "微信没有确认" in shown(client.get(back, follow=True))
    assert wechat_of(user) == ""


def test_an_answer_meant_for_another_session_is_refused():
    client, _user = signed_in()
    other, victim = signed_in()
    back = agreed(client, asked(client))
    asked(other)

    assert "微信没有确认" in shown(other.get(back, follow=True))
    assert wechat_of(victim) == ""


def test_who_declines_or_waits_too_long_is_not_bound():
    client, user = signed_in()
    back = client.post(asked(client), {}).url
    assert "微信没有确认" in shown(client.get(back, follow=True))
    back = agreed(client, asked(client))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "微信没有确认" in shown(client.get(back, follow=True))
    assert wechat_of(user) == ""


def test_one_wechat_serves_one_account(texts):
    client, user = signed_in()
    client.get(agreed(client, asked(client)))
    code = ShownWechat().agreed(user.pk)
    other = UserFactory.create()

    with pytest.raises(WechatTaken):
        notifying.bind(other, code)
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory.create(wechat_id=wechat_of(user))
    notifying.unbind(user)
    notifying.bind(other, code)
    assert wechat_of(other)


def test_a_code_that_wechat_did_not_give_binds_nobody():
    user = UserFactory.create()

    with pytest.raises(WechatUnconfirmed):
        notifying.bind(user, "demo-somebody")
    notifying.bind(user, ShownWechat().agreed(user.pk))
    assert wechat_of(user)


@pytest.mark.django_db(transaction=True)
def test_two_accounts_at_once_bind_one_wechat_once():
    users = [UserFactory.create(), UserFactory.create()]
    code = ShownWechat().agreed(users[0].pk)

    def bind(user):
        try:
            notifying.bind(user, code)
        except WechatTaken:
            return "taken"
        finally:
            connection.close()
        return "bound"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(bind, users)) == ["bound", "taken"]


@pytest.mark.parametrize(
    ("browser", "offered"),
    [("Mozilla/5.0 Chrome", False), ("Mozilla/5.0 MicroMessenger/8.0", True)],
)
def test_it_is_offered_where_wechat_can_ask(settings, browser, offered):
    settings.WECHAT_ADAPTER = f"{__name__}.InsideWechat"
    client, _user = signed_in()

    page = shown(client.get("/me/", headers={"user-agent": browser}))

    assert ("开通微信通知</button>" in page) is offered
    assert ("请在微信中打开本页" in page) is not offered


def test_without_a_partner_nothing_is_said_of_wechat(settings):
    settings.WECHAT_ADAPTER = ""
    client, _user = signed_in()

    assert "微信通知" not in shown(client.get("/me/"))
    assert "现在没有微信通知" in shown(client.post("/me/wechat/", follow=True))


def test_the_page_may_lead_to_wechat_and_to_nowhere_else(client):
    client, _user = signed_in()

    policy = client.get("/me/").headers["Content-Security-Policy"]

    assert "form-action 'self' https://open.weixin.qq.com" in policy


def test_there_is_no_page_of_the_stand_in_outside_the_demo(settings):
    settings.DEMO = False
    settings.WECHAT_ADAPTER = ""
    client, _user = signed_in()

    assert client.get("/demo-wechat/").status_code == 404
