"""What the page of a trial is sent, and every shipped period to try it by."""

from datetime import UTC, datetime

from claims.benefits import shipped_sheets, shipped_texts
from tests.factories.members import SchemeFactory

TRIAL = "/trial/"


def publish_all():
    """Every period that is shipped, each published a day after the one before; 18 the last."""
    for n, code in enumerate(sorted(shipped_texts()), start=1):
        name = shipped_sheets()[code].name
        SchemeFactory.create(code=code, name=name, published_at=datetime(2023, 1, n, tzinfo=UTC))


def told(kind, scheme="xiamen-18", **more):
    """What a form about a kind sends."""
    return {"scheme": scheme, "kind": kind, "shown": kind, "stays": "1", **more}


def nights(admitted="2023-06-01", discharged="2023-06-11", **more):
    return told("inpatient", **{"admitted_1": admitted, "discharged_1": discharged, **more})


def fell_ill(**more):
    sent = {"on": "2023-06-01", "listed": "yes", "first_diagnosis": "yes"}
    return told("critical_illness", **{**sent, **more})


def hurt(**more):
    return told("disability", **{"on": "2023-06-01", "cause": "accident", "grade": "8", **more})


def cost(fen, scheme="demo-bands", kind="inpatient_cost", **more):
    return told(kind, scheme, cost=fen, **{"on": "2021-06-01", **more})


def words(client, sent=None, **headers):
    answer = client.get(TRIAL, sent or {}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()
