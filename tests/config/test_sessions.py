"""A session ends when half an hour went by without an act, and is written once a minute."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/messages/"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(UserFactory.create())
    return client


def ends_in() -> timedelta:
    return Session.objects.get().expire_date - timezone.now()


def writes(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).status_code == 200
    return sum('UPDATE "django_session"' in query["sql"] for query in queries)


def test_pages_within_a_minute_write_nothing(client: Client) -> None:
    assert writes(client) == writes(client) == 0


def test_a_page_after_a_minute_moves_the_end_once(client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert (writes(client), writes(client)) == (1, 0)
        assert ends_in() > timedelta(minutes=29, seconds=50)
        assert client.cookies["all-session"]["max-age"] == 1800


def test_who_acts_every_few_minutes_stays_signed_in(client: Client) -> None:
    now = timezone.now()
    for turn in range(1, 9):
        with time_machine.travel(now + turn * timedelta(minutes=10)):
            assert client.get(PAGE).status_code == 200


def test_who_did_nothing_for_half_an_hour_signs_in_again(client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=30, seconds=1)):
        assert client.get(PAGE).status_code == 302
