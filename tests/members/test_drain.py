"""Nobody drains the day's texts: not from one address, one network or many; and people get in."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from members import human, signin
from members.errors import CodeNotSent, HumanNeeded, TooSoon, WrongAnswer
from members.models import SignInCode, SmsDay, SpentQuestion
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sink(settings, tmp_path):
    """Give how many texts went out."""
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    settings.SMS_ADAPTER = "members.outside.sms.ShownSms"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    file = tmp_path / "demo-phone.jsonl"
    return lambda: len(file.read_text().splitlines()) if file.exists() else 0


def phone(number: int) -> str:
    return f"139{number:08}"


def drain(addresses, *, answered=False) -> None:
    """Ask for a code to another phone each time, from each address in turn."""
    for number, address in enumerate(addresses, start=SignInCode.objects.count()):
        with suppress(HumanNeeded, TooSoon, CodeNotSent):
            signin.request_code(phone(number), browser="b", address=address, human=answered)


@pytest.mark.parametrize(
    ("addresses", "answered", "sent"),
    [
        pytest.param(["192.0.2.1"] * 12, False, 3, id="one address, no answers"),
        pytest.param(["192.0.2.1"] * 65, True, 60, id="one address, answering"),
        pytest.param([f"192.0.2.{n}" for n in range(63)] * 3, True, 180, id="a /24, answering"),
        pytest.param([f"2001:db8::{n:x}" for n in range(1, 12)], False, 3, id="a /64, no answers"),
        pytest.param([f"2001:db8::{n:x}" for n in range(1, 66)], True, 60, id="a /64, answering"),
        pytest.param([f"198.51.{n}.7" for n in range(8)], False, 8, id="eight networks, once"),
    ],
)
def test_what_a_drain_gets(sink, addresses, answered, sent):
    drain(addresses, answered=answered)

    assert sink() == sent


def test_many_addresses_stop_at_half_the_budget_and_answers_at_four_fifths(settings, sink):
    settings.SMS_A_DAY = 20
    drain([f"198.51.{n}.7" for n in range(25)])
    assert sink() == 10
    assert SmsDay.objects.get().alarmed_at
    drain([f"198.52.{n}.7" for n in range(25)], answered=True)
    assert sink() == 16
    assert SmsDay.objects.get().exhausted_at


def test_an_address_whose_codes_are_used_is_asked_nothing(sink):
    address = "192.0.2.1"
    drain([address] * 3)
    assert signin.asks_for_human(address)

    SignInCode.objects.update(used_at=timezone.now())

    assert not signin.asks_for_human(address)
    drain([address])
    assert sink() == 4


def test_the_question_is_asked_for_an_hour():
    drain(["192.0.2.1"] * 3)
    assert signin.asks_for_human("192.0.2.1")
    assert not signin.asks_for_human("192.0.2.2")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert not signin.asks_for_human("192.0.2.1")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_from_one_address_get_three(sink):
    def one(number):
        try:
            signin.request_code(phone(number), browser="b", address="192.0.2.1")
        except HumanNeeded:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 3
    assert sink() == 3


class TestQuestions:
    @pytest.mark.parametrize(
        ("question", "text", "answers"),
        [
            (
                human.Question("n", 3, 8, less=False),
                "三加八等于几？",
                ["11", "１１", " 11 ", "十一"],
            ),
            (human.Question("n", 9, 2, less=True), "九减二等于几？", ["7", "七"]),
            (human.Question("n", 5, 5, less=True), "五减五等于几？", ["0", "零"]),
            (human.Question("n", 9, 9, less=False), "九加九等于几？", ["18", "十八"]),
            (human.Question("n", 4, 6, less=False), "四加六等于几？", ["10", "十"]),
        ],
    )
    def test_it_is_answered_in_digits_or_in_words(self, question, text, answers):
        assert question.text == text
        for answer in answers:
            SpentQuestion.objects.all().delete()
            human.check(question, answer)

    def test_one_question_is_good_for_one_answer(self):
        question = human.draw()
        human.check(question, str(question.answer))
        with pytest.raises(WrongAnswer):
            human.check(question, str(question.answer))

    def test_a_wrong_answer_spends_it_too(self):
        question = human.draw()
        with pytest.raises(WrongAnswer):
            human.check(question, str(question.answer + 1))
        with pytest.raises(WrongAnswer):
            human.check(question, str(question.answer))

    def test_only_our_own_questions_are_read_and_for_an_hour(self):
        question = human.draw()
        token = question.token
        assert human.read(token) == question
        assert human.read(f"x{token}") is None
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            assert human.read(token) is None

    def test_what_was_answered_long_ago_is_forgotten(self):
        human.check(question := human.draw(), str(question.answer))
        with time_machine.travel(timezone.now() + timedelta(hours=3)):
            signin.forget_codes()
        assert not SpentQuestion.objects.exists()


class TestThePage:
    def page(self, client):
        drain(["127.0.0.1"] * 3)
        return client.get("/sign-in/")

    def test_somebody_who_answers_is_served(self, client, sink):
        asked = self.page(client).context["form"].asked
        sent = {"phone": "13800138000", "question": asked.token, "answer": str(asked.answer)}

        assert client.post("/sign-in/", sent).url == "/sign-in/code/"
        assert sink() == 4
        assert "答案不正确" in client.post("/sign-in/", sent | {"phone": "13800138009"}).text
        assert sink() == 4

    def test_a_wrong_answer_keeps_the_phone_and_draws_another(self, client, sink):
        asked = self.page(client).context["form"].asked
        sent = {"phone": "13800138000", "question": asked.token, "answer": "99"}

        again = client.post("/sign-in/", sent)

        assert "答案不正确，请再算一道。" in again.text
        assert 'value="13800138000"' in again.text
        assert again.context["form"].asked != asked
        assert sink() == 3

    def test_a_wrong_phone_keeps_the_question_and_its_answer(self, client):
        asked = self.page(client).context["form"].asked
        sent = {"phone": "138", "question": asked.token, "answer": "7"}

        again = client.post("/sign-in/", sent)

        assert asked.text in again.text
        assert 'value="7"' in again.text
        assert not SpentQuestion.objects.exists()

    def test_no_answer_is_told_at_the_field(self, client, sink):
        self.page(client)
        assert "请填写算出的数字。" in client.post("/sign-in/", {"phone": "13800138000"}).text
        assert sink() == 3

    def test_asking_anew_leads_to_the_question(self, client):
        client.post("/sign-in/", {"phone": UserFactory.create().phone})
        drain(["127.0.0.1"] * 2)
        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            shown = client.post("/sign-in/code/", {"resend": "1"}, follow=True)
        assert "请先回答一道算术题" in shown.text
        assert "请计算：" in shown.text

    def test_elsewhere_nobody_is_asked(self):
        self.page(Client())
        assert "请计算" not in Client(REMOTE_ADDR="203.0.113.9").get("/sign-in/").text
