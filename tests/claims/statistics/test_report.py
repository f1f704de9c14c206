"""A month of the office adds up, and is the same on the page, in the file and by the command."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.statistics import report
from members.roles import Role
from tests.claims.admin.steps import signed_in
from tests.claims.invariants.steps import world
from tests.factories.payouts import AwardFactory, PayoutFactory

pytestmark = pytest.mark.django_db


def this_month() -> date:
    return timezone.localdate().replace(day=1)


def test_a_month_tells_what_came_in_and_what_was_paid() -> None:
    world()

    found = report.month(this_month())

    total = found.total
    assert (total.filed, total.approved, total.refused) == (2, 2, 0)
    assert (total.paid, total.fen, found.people) == (1, 80_000, 1)
    assert [group.name for group in found.kinds] == ["一般住院补助"]
    assert sum(found.days) == found.days[0] == 1
    kinds, stations, _days, _second = report.tables(found)
    assert kinds.rows[0][1:6] == kinds.rows[-1][1:6] == (2, 2, 0, 1, Decimal("800.00"))
    assert stations.rows[-1] == kinds.rows[-1]


def test_a_promise_counts_in_the_month_in_which_it_falls_due() -> None:
    approved = datetime(2026, 10, 12, 2, tzinfo=UTC)
    PayoutFactory.create(award=AwardFactory.create(approved_at=approved, due_on=date(2026, 10, 21)))

    promises = report.month(date(2026, 10, 1)).total.promises

    assert (promises.of, promises.kept) == (1, 0)
    assert report.month(date(2026, 9, 1)).total.promises.of == 0


def test_the_page_asks_as_much_for_many_as_for_few(client, django_assert_max_num_queries) -> None:
    signed_in(client, Role.ACCOUNTANT)
    for _ in range(5):
        PayoutFactory.create()
    with django_assert_max_num_queries(12):
        page = client.get(reverse("admin:claims_payout_report", args=["2026-11"]))
    assert page.status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_its_tables_can_be_taken_away(client, kind) -> None:
    signed_in(client, Role.AUDITOR)
    file = client.get(reverse("admin:claims_payout_report_file", args=["2026-10", kind]))
    assert f"report-2026-10.{kind}" in file["Content-Disposition"]


@pytest.mark.parametrize("month", ["x", "2026-13", "2999-01"])
def test_what_is_no_month_is_not_there(client, month) -> None:
    signed_in(client, Role.AUDITOR)
    assert client.get(reverse("admin:claims_payout_report", args=[month])).status_code == 404


def test_the_last_month_that_ended_comes_first(client) -> None:
    signed_in(client, Role.CASHIER)
    address = reverse("admin:claims_payout_report_latest")
    last = this_month() - timedelta(days=1)
    assert client.get(address)["Location"].endswith(f"/report/{last:%Y-%m}/")
    assert client.get(f"{address}?month=2026-03")["Location"].endswith("/report/2026-03/")
