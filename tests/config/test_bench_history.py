"""The city that the simulator is measured on: SQL and the rules agree on every claim of it."""

import pytest
from django.db import connection

from claims.simulation.valuing import simulate
from config.bench.history import AGGREGATE, CITY, PERIOD, VALUED, tried
from tests.factories.members import SchemeFactory

pytestmark = pytest.mark.django_db

SHEETS = {"unchanged": (8_000, 45), "longer": (8_000, 60), "higher": (10_000, 45)}


def told(comparison):
    return comparison.report()


@pytest.mark.parametrize(("rate", "most"), SHEETS.values(), ids=SHEETS)
def test_python_and_sql_agree_on_every_claim(rate: int, most: int) -> None:
    period = SchemeFactory.create()
    sheet, values = tried(period.sheet, rate, most)

    with connection.cursor() as cursor:
        cursor.execute(CITY, {"claims": 1_100, "coverages": 900, "period": PERIOD})
        cursor.execute(VALUED, values)
        by_sql = {claim: amounts for claim, _, _, *amounts in cursor.fetchall()}
        cursor.execute(AGGREGATE, values)
        totals = cursor.fetchall()[-1]
    found = simulate(period, sheet)
    amounts = zip(found.rows, found.before, found.after, strict=True)
    report = told(found)

    assert len(by_sql) == 1_100
    assert {row[0]: [row[4], was, now] for row, was, now in amounts} == by_sql
    assert [report["claims"][name] for name in ("valued", "changed", "more", "less")] == list(
        totals[1:5]
    )
    assert report["members"]["better"] == totals[10]
    assert report["claims"]["unlike_award"] == 0
