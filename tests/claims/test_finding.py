"""Finding claims by what somebody at the counter says."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import finding
from claims.finding import By, fitting
from tests.factories.claims import complete_draft, submitted
from tests.factories.members import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


def of_xiaoming():
    return submitted(
        member=MemberFactory.create(
            name="欧阳小明", born_on=date(1983, 6, 12), phone="13800001111",
            user=UserFactory.create(phone="13900002222", roles=["member"]),
        )
    )  # fmt: skip


WAYS = {
    "claim number": (lambda claim: claim.number, By.CLAIM),
    "ID number": (lambda claim: claim.member.id_number, By.PERSON),
    "phone of the roster": (lambda _: "138 0000 1111", By.PERSON),
    "phone of the account": (lambda _: "13900002222", By.PERSON),
    "bank account": (lambda claim: claim.payee_account, By.PERSON),
    "the whole name": (lambda _: "欧阳小明", By.NAME),
    "two characters in the middle": (lambda _: "阳小", By.NAME),
    "the last two": (lambda _: "小明", By.NAME),
    "spaced out": (lambda _: "小 明", By.NAME),
    "a character and the birthday": (lambda _: "明 1983-06-12", By.NAME),
    "the birthday without dashes": (lambda _: "欧19830612", By.NAME),
}


@pytest.mark.parametrize(("sought", "by"), WAYS.values(), ids=WAYS)
def test_a_claim_is_found_by(sought, by):
    claim = of_xiaoming()
    other = MemberFactory.create(bound=True, name="明欧")
    complete_draft(member=other, admitted=date(2023, 5, 1), discharged=date(2023, 5, 4))

    found = fitting(sought(claim))

    assert (found.keys, found.by, found.capped) == ((claim.pk,), by, False)


@pytest.mark.parametrize(
    "sought", ["", "阳明", "小红", "明 19830613", "12345", "%明", "YBH-20230705-0000000"]
)
def test_nothing_is_found_by(sought):
    of_xiaoming()

    assert not fitting(sought).keys


@pytest.mark.parametrize("sought", ["欧", "明 19831399"])
def test_a_lone_surname_is_too_little(sought):
    of_xiaoming()

    assert fitting(sought).lacking


def test_a_draft_is_found_by_nobody():
    claim = complete_draft(member=MemberFactory.create(bound=True, name="欧阳小明"))

    assert not fitting("小明").keys
    assert not fitting(claim.member.id_number).keys


@pytest.mark.parametrize("cap", ["MOST", "MOST_PEOPLE"])
def test_more_than_are_looked_at_is_said(monkeypatch, cap):
    for name in ("陈小明", "林小明"):
        submitted(member=MemberFactory.create(bound=True, name=name))
    assert not fitting("小明").capped

    monkeypatch.setattr(finding, cap, 1)

    found = fitting("小明")
    assert (len(found.keys), found.capped) == (1, True)


def test_a_name_is_looked_for_through_its_index():
    MemberFactory.create(name="欧阳小明")
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        fitting("小明")
        sql = queries.captured_queries[0]["sql"]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "member_name_grams" in plan
    assert len(queries) <= 4
