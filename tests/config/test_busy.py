"""A database that is busy or away costs a sentence, not a crash."""

import threading

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client, RequestFactory

from config.busy import failed
from members.models import User
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lock_not_had_in_time_is_told_and_works_again_afterwards() -> None:
    user = UserFactory.create()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
            held.set()
            done.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    busy = client.get("/messages/")
    done.set()
    holder.join()

    assert busy.status_code == 503
    assert "请稍等几秒再试" in busy.content.decode()
    assert client.get("/messages/").status_code == 200


def test_an_error_of_ours_says_so_and_shows_nothing_of_it() -> None:
    request = RequestFactory().get("/")
    try:
        raise ValueError("secret words")
    except ValueError:
        answer = failed(request)

    assert answer.status_code == 500
    assert "secret words" not in answer.content.decode()
    try:
        raise OperationalError
    except OperationalError:
        assert failed(request).status_code == 503
    assert User.objects.count() == 0
