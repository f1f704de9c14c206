"""Whoever guesses a password of the office has to wait; its owner, elsewhere, does not."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from members.models import User
from members.roles import Role

PASSWORD = "fifteen-and-more-letters"
LOGIN = "/admin/login/"

pytestmark = pytest.mark.django_db


def sign_in(password: str, address: str) -> int:
    client = Client(REMOTE_ADDR=address)
    return client.post(LOGIN, {"username": "fuhe", "password": password}).status_code


@pytest.fixture(autouse=True)
def checker() -> None:
    User.objects.create_staff("fuhe", name="复核员", password=PASSWORD, roles=[Role.SECOND_CHECKER])


def test_five_wrong_passwords_make_an_address_wait() -> None:
    answers = [sign_in(f"wrong-{n}", "203.0.113.7") for n in range(6)]

    assert answers[0] == 200
    assert answers[-1] == 429
    assert sign_in(PASSWORD, "203.0.113.7") == 429
    assert sign_in(PASSWORD, "198.51.100.1") == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        assert sign_in(PASSWORD, "203.0.113.7") == 302


def test_four_wrong_passwords_do_not() -> None:
    for n in range(4):
        sign_in(f"wrong-{n}", "203.0.113.7")

    assert sign_in(PASSWORD, "203.0.113.7") == 302
