"""Messages are owed as rows and sent once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from members import outbox
from members.models import Message
from members.outside.sms import AliyunSms, ShownSms, SmsFailed
from members.tasks import send_messages
from tests.factories.members import MessageFactory, UserFactory

LATER = datetime(2099, 1, 1, tzinfo=UTC)
OWED = Message.SmsState.OWED

pytestmark = pytest.mark.django_db


class DeafSms:
    """A partner that takes nothing."""

    def send(self, phone: str, text: str) -> None:
        raise SmsFailed("BUSY")


@pytest.fixture(autouse=True)
def texts(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"

    def read():
        file = Path(tmp_path) / "demo-phone.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    return read


def test_a_message_is_owed_once_for_its_key():
    user = UserFactory.create()

    for _ in range(2):
        outbox.owe(user, key="claim-event:1", text="已受理", expires_at=LATER, sms=True)

    assert Message.objects.get().sms_state == OWED


def test_what_is_owed_is_sent_once(texts):
    user = UserFactory.create(phone="13800138000")
    outbox.owe(user, key="k", text="您的申请已受理。", expires_at=LATER, sms=True)

    send_messages()
    send_messages()

    assert [(t["phone"], t["text"]) for t in texts()] == [("13800138000", "您的申请已受理。")]
    assert Message.objects.get().sms_state == Message.SmsState.SENT


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"sms_state": Message.SmsState.NONE}, id="for the site only"),
        pytest.param({"sms_state": Message.SmsState.TAKEN}, id="taken by another"),
        pytest.param({"expires_at": datetime(2026, 1, 1, tzinfo=UTC)}, id="too late"),
    ],
)
def test_what_is_not_to_be_sent_stays(texts, changes):
    MessageFactory.create(**{"sms_state": OWED} | changes)

    assert outbox.send_owed() == 0
    assert texts() == []


def test_a_text_that_was_not_taken_is_seen_as_failed(settings):
    settings.SMS_ADAPTER = "tests.members.test_outbox.DeafSms"
    MessageFactory.create(sms_state=OWED)

    assert outbox.send_owed() == 0
    assert Message.objects.get().sms_state == Message.SmsState.FAILED


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_send_each_text_once(texts):
    user = UserFactory.create()
    for number in range(20):
        MessageFactory.create(user=user, sms_state=OWED, text=f"第{number}条")

    def sweep(_):
        try:
            return outbox.send_owed()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sweep, range(4))) == 20

    assert len({t["text"] for t in texts()}) == len(texts()) == 20


def test_the_stand_in_works_in_the_demo_only(settings):
    settings.DEMO = False

    with pytest.raises(RuntimeError, match="demo"):
        ShownSms()


def test_the_texts_of_the_stand_in_are_for_its_owner_alone(tmp_path):
    ShownSms().send("13800138000", "验证码")

    assert (tmp_path / "demo-phone.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_real_partner_says_what_it_lacks(settings):
    with pytest.raises(RuntimeError, match="ALIYUN_SMS_KEY_ID is not set"):
        AliyunSms()

    for name in ("KEY_ID", "KEY_SECRET", "SIGN_NAME", "TEMPLATE"):
        setattr(settings, f"ALIYUN_SMS_{name}", "x")
    with pytest.raises(RuntimeError, match="alibabacloud_dysmsapi20170525"):
        AliyunSms()


def test_an_account_reads_its_own_messages_and_they_are_new_once():
    message = MessageFactory.create(text="您的申请已受理。")
    MessageFactory.create(text="别人的消息")
    client = Client()
    client.force_login(message.user)

    first = client.get(reverse("members:messages")).content.decode()
    second = client.get(reverse("members:messages")).content.decode()

    assert "您的申请已受理。" in first
    assert "别人的消息" not in first
    assert "told__new" in first
    assert "told__new" not in second
