"""The day's budget of texts: never exceeded, shared, and seen before it is spent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members import outbox, texting
from members.models import Message, SmsDay
from members.roles import Role
from members.texting import CODES, NOTICES, OverBudget
from tests.factories.members import MessageFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def budget(settings, tmp_path):
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"
    settings.SMS_A_DAY = 10
    return tmp_path / "demo-phone.jsonl"


def sent(budget):
    return len(budget.read_text().splitlines()) if budget.exists() else 0


def send(times, of):
    done = 0
    for _ in range(times):
        try:
            texting.send("13800138000", "话", of=of)
        except OverBudget:
            continue
        done += 1
    return done


@pytest.mark.parametrize(("one", "other"), [(CODES, NOTICES), (NOTICES, CODES)])
def test_neither_codes_nor_notices_can_silence_the_other(budget, one, other):
    assert send(12, one) == 8
    assert send(12, other) == 2
    assert sent(budget) == 10
    assert SmsDay.objects.get().exhausted_at is not None


def test_half_the_budget_raises_an_alarm_on_the_board_once(client):
    send(4, NOTICES)
    assert SmsDay.objects.get().alarmed_at is None
    send(1, NOTICES)
    alarmed = SmsDay.objects.get().alarmed_at
    send(1, NOTICES)
    assert SmsDay.objects.get().alarmed_at == alarmed is not None

    client.force_login(StaffFactory.create(roles=[str(Role.ADMINISTRATOR)]))
    cards = {card.label: card.count for card in client.get("/admin/").context["work"].cards}
    assert cards["今日短信用量过半"] == 6


def test_a_notice_beyond_the_budget_waits_for_another_day(settings):
    settings.SMS_A_DAY = 0
    MessageFactory.create(sms_state=Message.SmsState.OWED)

    assert outbox.send_owed() == 0
    assert Message.objects.get().sms_state == Message.SmsState.OWED

    settings.SMS_A_DAY = 10
    assert outbox.send_owed() == 1


@pytest.mark.django_db(transaction=True)
def test_four_at_once_spend_no_more_than_there_is(budget):
    def work(_):
        try:
            return send(5, NOTICES)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 8

    assert sent(budget) == 8
