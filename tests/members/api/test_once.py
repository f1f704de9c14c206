"""A call that is sent again is answered again, and done once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from members import systems
from members.api import once
from members.enrolment import enrol
from members.models import EnrolmentBatch, SystemCall
from tests.factories.members import SchemeFactory
from tests.members.api.conftest import connect, person

KEY = "order-0001"


@pytest.fixture
def sent():
    return {"rows": [person()]}


def test_the_same_key_and_body_get_the_same_answer(caller, sent):
    first = caller.post("rosters/", sent, key=KEY)
    again = caller.post("rosters/", b'{"rows" : [%s]}' % _as_json(person()), key=KEY)

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 202
    assert EnrolmentBatch.objects.count() == 1


def _as_json(row):
    return ("{" + ",".join(f'"{k}": "{v}"' for k, v in reversed(row.items())) + "}").encode()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("rosters/", {"rows": [person(2)]}, id="another body"),
        pytest.param("rosters/{}/abandonment/", {}, id="another call"),
    ],
)
def test_the_same_key_for_something_else_is_refused(caller, sent, path, body):
    first = caller.post("rosters/", sent, key=KEY)

    refused = caller.post(path.format(first.json()["id"]), body, key=KEY)

    assert (refused.status_code, refused.json()["code"]) == (422, "KEY_REUSED")
    assert EnrolmentBatch.objects.get().status == "waiting"


def test_another_units_key_is_its_own(caller, sent):
    theirs = connect()

    assert caller.post("rosters/", sent, key=KEY).status_code == 202
    assert theirs.post("rosters/", sent, key=KEY).status_code == 202
    assert EnrolmentBatch.objects.count() == 2


@pytest.mark.parametrize("key", [" ", "short", "with blanks in it", "键键键键键键键键", "x" * 65])
def test_without_a_key_nothing_is_done(caller, sent, key):
    said = {} if key.isascii() else {"Idempotency-Key": key.encode().decode("latin-1")}

    refused = caller.post("rosters/", sent, key=key, **said)

    assert (refused.status_code, refused.json()["code"]) == (400, "KEY_MISSING")
    assert not EnrolmentBatch.objects.exists()


def test_after_its_key_is_forgotten_the_roster_is_still_taken_once(caller, sent):
    with time_machine.travel("2023-03-14T09:00:00+08:00", tick=False):
        first = caller.post("rosters/", sent, key=KEY)
    with time_machine.travel("2023-03-15T10:00:00+08:00", tick=False):
        assert systems.forget_calls() == 1
        again = caller.post("rosters/", sent, key=KEY)

    assert (again.status_code, again.json()["code"]) == (409, "ROSTER_SEEN")
    assert again.json()["roster"] == first.json()["id"]
    assert EnrolmentBatch.objects.count() == 1


def test_a_refusal_is_answered_again_too(caller, sent):
    caller.post("rosters/", sent)
    refused = caller.post("rosters/", sent, key=KEY)
    EnrolmentBatch.objects.update(status="abandoned")

    assert caller.post("rosters/", sent, key=KEY).content == refused.content
    assert caller.post("rosters/", sent).status_code == 202


def test_a_call_that_broke_leaves_nothing_and_its_key_free(caller, sent, monkeypatch):
    monkeypatch.setattr(enrol, "receive", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        caller.post("rosters/", sent, key=KEY)
    monkeypatch.undo()

    assert not SystemCall.objects.exists()
    assert caller.post("rosters/", sent, key=KEY).status_code == 202


@pytest.mark.parametrize(("minutes", "status"), [(1, 409), (3, 202)])
def test_a_call_whose_worker_died_is_taken_over_after_a_while(caller, sent, minutes, status):
    with time_machine.travel("2023-03-15T10:00:00+08:00", tick=False) as clock:
        caller.post("rosters/", sent, key=KEY)
        EnrolmentBatch.objects.all().delete()
        SystemCall.objects.update(answered=None, reply="")
        clock.shift(60 * minutes)

        assert caller.post("rosters/", sent, key=KEY).status_code == status


@pytest.mark.slow
@pytest.mark.parametrize("protected", [True, False])
@pytest.mark.django_db(transaction=True)
def test_sent_in_parallel_it_is_done_once(monkeypatch, protected):
    """Without the key two abandonments both speak to the verb: one of them is refused there."""
    SchemeFactory.create()
    caller = connect()
    read = caller.checked(person())
    if not protected:
        monkeypatch.setattr(once, "_taken", lambda request, key: SystemCall())
        monkeypatch.setattr(SystemCall, "save", lambda *_, **__: None)

    def abandon(_):
        try:
            return caller.post(f"rosters/{read['id']}/abandonment/", key=KEY).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        statuses = list(pool.map(abandon, range(3)))

    calls = SystemCall.objects.filter(key=KEY).count()
    assert calls == (1 if protected else 0)
    assert statuses.count(200) >= 1
    assert set(statuses) <= {200, 409}
