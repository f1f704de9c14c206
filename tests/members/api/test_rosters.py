"""A unit's system sends a roster: the same checks, the same verbs, its own unit alone."""

import json
from datetime import date

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members import systems
from members.models import AccessLog, Cadre, Coverage, EnrolmentBatch, UnitSystem
from tests.factories.members import (
    CoverageFactory,
    GiftFactory,
    MemberFactory,
    id_number_of,
)
from tests.members.api.conftest import connect, person
from tests.members.enrolment.test_enrol import wrong_check_digit

pytestmark = pytest.mark.django_db
Status = EnrolmentBatch.Status


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2023-03-15T10:00:00+08:00", tick=False) as clock:
        yield clock


def test_a_roster_is_sent_checked_and_confirmed(caller):
    read = caller.checked(person(1), person(2, 缴费标准="10"))
    assert (read["status"], read["good_rows"], read["due_yuan"]) == ("checked", 2, "70.00")
    assert read["differences"] == {"joined": 2, "renewed": 0, "gap": 0, "left": 0}

    done = caller.post(f"rosters/{read['id']}/confirmation/", {"people": 2, "left_out": 0})

    assert (done.status_code, done.json()["status"]) == (200, "confirmed")
    batch = EnrolmentBatch.objects.get()
    assert (batch.unit, batch.uploaded_by) == (caller.unit, caller.cadre)
    assert not Coverage.objects.exists()


def test_problems_are_told_by_row_column_and_code(caller):
    wrong = person(2, 证件号码=wrong_check_digit(id_number_of(2)), 缴费标准="30")

    read = caller.checked(person(1), wrong)

    told = {(p["row"], p["column"], p["code"]) for p in read["problems"]}
    assert told == {(3, "证件号码", "ID_CHECKSUM"), (3, "缴费标准", "VALUE_UNKNOWN")}
    assert (read["good_rows"], read["bad_rows"], read["problems_total"]) == (1, 1, 2)
    rest = caller.get(f"rosters/{read['id']}/?problems_from=1").json()
    assert len(rest["problems"]) == 1


def test_a_gift_is_confirmed_without_a_fee(caller):
    gift = GiftFactory.create(unit=caller.unit)
    read = caller.checked(person(1), gift=str(gift.pk))

    done = caller.post(f"rosters/{read['id']}/confirmation/", {"people": 1, "left_out": 0})

    assert done.json()["status"] == "effective"
    assert Coverage.objects.get().ends_on == date(2023, 9, 15)


@pytest.mark.parametrize("known", [True, False])
def test_a_gift_of_another_unit_is_as_one_that_is_not_there(caller, known):
    gift = GiftFactory.create().pk if known else "0" * 32

    refused = caller.post("rosters/", {"rows": [person()], "gift": str(gift)})

    assert (refused.status_code, refused.json()["code"]) == (409, "GIFT_OVER")


def test_numbers_that_changed_are_not_confirmed_and_those_read_are(caller):
    read = caller.checked(person(1))
    path = f"rosters/{read['id']}/confirmation/"

    refused = caller.post(path, {"people": 2, "left_out": 0})

    assert (refused.status_code, refused.json()["code"]) == (409, "ROSTER_CHANGED")
    assert caller.post(path, {"people": 1, "left_out": 0}).status_code == 200
    again = caller.post(path, {"people": 1, "left_out": 0})
    assert (again.status_code, again.json()["code"]) == (409, "ROSTER_MOVED")


def test_a_roster_is_rechecked_or_given_up(caller):
    read = caller.checked(person(1))

    assert caller.post(f"rosters/{read['id']}/recheck/").json()["status"] == "waiting"
    assert caller.post(f"rosters/{read['id']}/abandonment/").json()["status"] == "abandoned"


def test_another_units_roster_is_as_one_that_is_not_there(caller):
    theirs = connect()
    read = theirs.checked(person(1))
    none = caller.get("rosters/00000000-0000-7000-8000-000000000000/")

    answers = [
        caller.get(f"rosters/{read['id']}/"),
        caller.post(f"rosters/{read['id']}/confirmation/", {"people": 1, "left_out": 0}),
        caller.post(f"rosters/{read['id']}/abandonment/"),
    ]

    assert {(a.status_code, a.content) for a in answers} == {(404, none.content)}
    assert EnrolmentBatch.objects.get().status == Status.CHECKED


def test_covers_are_those_of_the_own_unit_today(caller):
    mine = MemberFactory.create(unit=caller.unit, name="测试己")
    CoverageFactory.create(member=mine, starts_on=date(2023, 3, 1), ends_on=date(2024, 2, 28))
    CoverageFactory.create(member=mine, starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31))
    CoverageFactory.create(starts_on=date(2023, 3, 1), ends_on=date(2024, 2, 28))

    read = caller.get("covers/").json()

    assert [(c["name"], c["ends_on"]) for c in read["covers"]] == [("测试己", "2024-02-28")]
    assert mine.id_number not in json.dumps(read)
    assert read["next"] is None
    assert AccessLog.objects.filter(by=caller.cadre, reason__startswith="接口").count() == 1


@pytest.mark.parametrize(
    "token",
    ["", "Bearer", "Bearer huzhu_wrong", "Basic {}", "Bearer {}x", "Bearer é"],
)
def test_without_its_token_nobody_calls(caller, token):
    said = {"Authorization": token.format(caller.token)}

    refused = Client().get("/api/v1/covers/", headers=said)

    assert (refused.status_code, refused.json()["code"]) == (401, "TOKEN_WRONG")
    assert refused["WWW-Authenticate"] == "Bearer"
    assert caller.get("covers/").status_code == 200


def test_a_token_opens_no_page_and_a_session_no_call(caller):
    page = Client().get("/unit/", headers={"Authorization": f"Bearer {caller.token}"})
    browser = Client()
    browser.force_login(caller.cadre)

    assert page.status_code == 302
    assert browser.get("/api/v1/covers/").status_code == 401
    assert browser.get("/unit/").status_code == 200


def _revoked(caller):
    systems.revoke(caller.system.pk, by=caller.cadre)


def _another_token(caller):
    systems.hand_out(caller.system.pk, by=caller.cadre)


def _handed_over(caller):
    Cadre.objects.filter(user=caller.cadre).update(until=date(2023, 3, 15))


def _closed(caller):
    caller.cadre.is_active = False
    caller.cadre.save()


@pytest.mark.parametrize("ends", [_revoked, _another_token, _handed_over, _closed])
def test_a_token_ends_with_what_it_stands_on(caller, ends):
    assert caller.get("covers/").status_code == 200

    ends(caller)

    assert caller.get("covers/").status_code == 401


def test_only_the_hash_of_a_token_is_kept(caller):
    row = UnitSystem.objects.values().get()

    assert caller.token not in str(row)
    assert len(row["token_hash"]) == 64


def test_too_many_calls_wait_for_the_next_minute(caller, monkeypatch, today):
    monkeypatch.setattr(systems, "CALLS_A_MINUTE", 2)
    answers = [caller.get("covers/") for _ in range(3)]

    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "TOO_MANY_CALLS"
    assert int(answers[2]["Retry-After"]) <= 60
    assert connect().get("covers/").status_code == 200
    today.shift(60)
    assert caller.get("covers/").status_code == 200


@pytest.mark.parametrize(
    ("sent", "code", "place"),
    [
        pytest.param(b"", "BODY_WRONG", "rows", id="nothing"),
        pytest.param(b"{", "BODY_NOT_JSON", None, id="cut off"),
        pytest.param(b'{"rows": NaN}', "BODY_NOT_JSON", None, id="not a number"),
        pytest.param(b'{"rows": [], "rows": []}', "BODY_NOT_JSON", None, id="a key twice"),
        pytest.param(b"[" * 100_000, "BODY_NOT_JSON", None, id="depth without end"),
        pytest.param(b"\xff\xfe", "BODY_NOT_JSON", None, id="no text"),
        pytest.param([], "BODY_WRONG", "", id="a list"),
        pytest.param({"rows": []}, "BODY_WRONG", "rows", id="nobody"),
        pytest.param({"rows": [[]]}, "BODY_WRONG", "rows[0]", id="no object"),
        pytest.param({"rows": [{"姓名": "甲"}]}, "BODY_WRONG", "rows[0].证件号码", id="lacks"),
        pytest.param(
            {"rows": [person(证件号码=350200199003070015)]},
            "BODY_WRONG",
            "rows[0].证件号码",
            id="a number that may have lost digits",
        ),
        pytest.param(
            {"rows": [person() | {"fee_fen": "0"}]},
            "BODY_WRONG",
            "rows[0].fee_fen",
            id="a column of ours",
        ),
        pytest.param(
            {"rows": [person()], "unit": "x"}, "BODY_WRONG", "unit", id="another unit's name"
        ),
        pytest.param({"rows": [person(备注="\0")]}, "BODY_WRONG", "rows[0].备注", id="NUL"),
        pytest.param(
            {"rows": [person(备注="\ud800")]}, "BODY_WRONG", "rows[0].备注", id="half a letter"
        ),
        pytest.param({"rows": [person()], "gift": 7}, "BODY_WRONG", "gift", id="no gift"),
    ],
)
def test_a_body_is_refused_with_every_place_that_is_wrong(caller, sent, code, place):
    if isinstance(sent, list):
        sent = json.dumps(sent).encode()

    refused = caller.post("rosters/", sent)

    assert (refused.status_code, refused.json()["code"]) == (400, code)
    if place is not None:
        assert refused.json()["problems"][0]["place"] == place
    assert not EnrolmentBatch.objects.exists()


@pytest.mark.parametrize(
    "field", ["status", "good_rows", "due_fen", "uploaded_by", "registered_by", "scheme", "voucher"]
)
def test_no_column_of_ours_can_be_sent_along(caller, field):
    refused = caller.post("rosters/", {"rows": [person()], field: "effective"})

    assert refused.json()["problems"][0]["place"] == field
    assert not EnrolmentBatch.objects.exists()


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("text/csv", 415, "TYPE_WRONG"), ("application/json", 202, None)],
)
def test_only_json_is_read(caller, kind, status, code):
    said = {"Authorization": f"Bearer {caller.token}", "Idempotency-Key": "key-kinds"}

    answer = Client().generic(
        "POST", "/api/v1/rosters/", json.dumps({"rows": [person()]}), kind, headers=said
    )

    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_only_json_is_given(caller):
    answer = caller.get("covers/", Accept="text/html")

    assert (answer.status_code, answer.json()["code"]) == (406, "ACCEPT_WRONG")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["rows", "gift", "姓名", "证件号码", "people", "left_out", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sent=ANYTHING)
def test_whatever_is_sent_is_answered_with_a_code(caller, monkeypatch, sent):
    monkeypatch.setattr(systems, "CALLS_A_MINUTE", 10_000)

    answer = caller.post("rosters/", json.dumps(sent).encode())

    assert answer.status_code in {202, 400, 409}
    assert answer["Content-Type"] == "application/json"
    assert answer.status_code == 202 or {"code", "message"} <= answer.json().keys()
