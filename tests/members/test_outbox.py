"""Messages are owed as rows and sent once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import outbox
from members.errors import NotStuck
from members.models import AccessLog, Message
from members.outside.sms import AliyunSms, ShownSms, SmsFailed
from members.outside.wechat import OfficialAccount, WechatFailed
from members.roles import Role
from members.tasks import send_messages
from tests.factories.members import MessageFactory, StaffFactory, UserFactory

LATER = datetime(2099, 1, 1, tzinfo=UTC)
OWED = Message.SmsState.OWED

pytestmark = pytest.mark.django_db


class DeafWechat:
    """A partner that knows nobody."""

    def send(self, wechat_id: str, text: str, link: str) -> None:
        raise WechatFailed("43004")


class DeafSms:
    """A partner that takes nothing."""

    def send(self, phone: str, text: str) -> None:
        raise SmsFailed("BUSY")


@pytest.fixture(autouse=True)
def texts(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"
    settings.WECHAT_ADAPTER = "members.outside.wechat.ShownWechat"

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


def test_what_was_too_late_is_said_to_have_lapsed(texts):
    MessageFactory.create(sms_state=OWED, expires_at=datetime(2026, 1, 1, tzinfo=UTC))

    send_messages()

    assert texts() == []
    assert Message.objects.get().sms_state == Message.SmsState.LAPSED


class TestWechat:
    def owed(self, user):
        outbox.owe(user, key="k", text="您的申请已受理。", expires_at=LATER, sms=True)
        return Message.objects.get()

    def test_who_is_known_there_is_told_there(self, texts):
        message = self.owed(UserFactory.create(wechat_id="o-1", phone="13800138000"))

        outbox.send_owed()

        message.refresh_from_db()
        assert (message.way, message.sms_state) == (Message.Way.WECHAT, Message.SmsState.SENT)
        assert [text["phone"] for text in texts()] == ["微信"]

    def test_what_wechat_refuses_goes_by_sms(self, texts, settings):
        settings.WECHAT_ADAPTER = "tests.members.test_outbox.DeafWechat"
        message = self.owed(UserFactory.create(wechat_id="o-1", phone="13800138000"))

        outbox.send_owed()

        message.refresh_from_db()
        assert (message.way, message.sms_state) == (Message.Way.SMS, Message.SmsState.SENT)
        assert [text["phone"] for text in texts()] == ["13800138000"]

    def test_without_a_partner_everybody_is_told_by_sms(self, texts, settings):
        settings.WECHAT_ADAPTER = ""

        message = self.owed(UserFactory.create(wechat_id="o-1", phone="13800138000"))

        assert message.way == Message.Way.SMS

    def test_the_real_partner_says_what_it_lacks(self, settings):
        with pytest.raises(RuntimeError, match="WECHAT_APP_ID is not set"):
            OfficialAccount()

        for name in ("APP_ID", "APP_SECRET", "TEMPLATE", "SITE"):
            setattr(settings, f"WECHAT_{name}", "x")
        with pytest.raises(RuntimeError, match="wechatpy"):
            OfficialAccount()


class TestRetrying:
    def test_what_failed_is_sent_once_more_by_a_person(self, texts):
        message = MessageFactory.create(sms_state=Message.SmsState.FAILED)
        by = StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])

        outbox.retry(message.pk, by=by)
        outbox.send_owed()

        assert len(texts()) == 1
        assert AccessLog.objects.get().what == outbox.RETRIED

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"sms_state": Message.SmsState.SENT}, id="sent"),
            pytest.param({"sms_state": OWED}, id="on its way"),
            pytest.param(
                {"sms_state": Message.SmsState.TAKEN, "taken_at": timezone.now()}, id="just taken"
            ),
            pytest.param(
                {
                    "sms_state": Message.SmsState.FAILED,
                    "expires_at": datetime(2026, 1, 1, tzinfo=UTC),
                },
                id="too late",
            ),
        ],
    )
    def test_nothing_else_is_sent_again(self, changes):
        message = MessageFactory.create(**changes)

        with pytest.raises(NotStuck):
            outbox.retry(message.pk, by=StaffFactory.create(roles=[str(Role.ADMINISTRATOR)]))

        assert not Message.objects.stuck().exists()

    def test_the_administrator_sees_that_it_failed_but_not_what_it_says(self, client):
        left = timezone.now() - timedelta(hours=1)
        message = MessageFactory.create(
            sms_state=Message.SmsState.TAKEN, taken_at=left, text="只给本人看的话"
        )
        client.force_login(StaffFactory.create(roles=[str(Role.ADMINISTRATOR)]))
        page = reverse("admin:members_message_change", args=[message.pk])

        shown = client.get(page).content.decode()
        listed = client.get(reverse("admin:members_message_changelist")).content.decode()
        client.post(reverse("admin:members_message_retry", args=[message.pk]))

        assert "再次发送" in shown
        assert "只给本人看的话" not in shown + listed
        assert Message.objects.get().sms_state == OWED
        cards = client.get("/admin/").context["work"].cards
        assert "消息未送达" in {card.label for card in cards}


def read_by(user):
    client = Client()
    client.force_login(user)
    return client


def test_an_account_reads_its_own_messages_and_they_are_new_once():
    message = MessageFactory.create(text="您的申请已受理。")
    MessageFactory.create(text="别人的消息")
    client = read_by(message.user)

    first = client.get(reverse("members:messages")).content.decode()
    second = client.get(reverse("members:messages")).content.decode()

    assert "您的申请已受理。" in first
    assert "别人的消息" not in first
    assert "told__new" in first
    assert "told__new" not in second


def test_the_unread_come_first_and_no_message_is_lost_between_pages(
    django_assert_max_num_queries,
):
    user, now = UserFactory.create(), timezone.now()
    for number in range(50):
        MessageFactory.create(
            user=user,
            text=f"第{number}条。",
            created_at=now - timedelta(minutes=number),
            read_at=None if number in {3, 45} else now,
        )
    client, page, seen = read_by(user), reverse("members:messages"), []

    while page:
        with django_assert_max_num_queries(9):
            context = client.get(page).context
        seen.append([m.text for m in (*context["unread"], *context["read"])])
        more = context["more"]
        page = more and f"{reverse('members:messages')}?before={more.replace('+', '%2B')}"

    assert seen[0][:3] == ["第3条。", "第45条。", "第0条。"]
    assert {text for shown in seen for text in shown} == {f"第{n}条。" for n in range(50)}
