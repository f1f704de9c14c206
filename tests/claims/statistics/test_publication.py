"""What is published of a year: figures that agree with the rows, hidden where they tell of few."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from claims.models import Payout, PayoutBatch, Publication
from claims.statistics import publication
from tests.claims.invariants.steps import run
from tests.factories.members import StaffFactory
from tests.factories.payouts import AwardFactory, PayoutFactory

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def dated_back():
    """What happened when is a record: only behind the triggers can it lie in the past."""
    run("ALTER TABLE claims_payout DISABLE TRIGGER USER")


def paid(*, approved=datetime(2026, 10, 12, 2, tzinfo=UTC), days=3, count=1, **fields):
    """Payments approved on Monday 12 October, due on the 21st, sent and paid `days` later."""
    maker, sealer = StaffFactory.create(), StaffFactory.create()
    at = approved + timedelta(days=days)
    batch = PayoutBatch.objects.create(
        number=f"PB-{PayoutBatch.objects.count()}",
        prepared_by=maker,
        prepared_at=at,
        sealed_by=sealer,
        sealed_at=at,
        count=count,
        total_fen=1,
        sha256="0" * 64,
    )
    due_on = date(2026, 10, 21)
    return [
        PayoutFactory.create(
            award=AwardFactory.create(approved_at=approved, due_on=due_on, **fields),
            state=Payout.State.PAID,
            settled_at=at,
            batch=batch,
            line_no=line,
        )
        for line in range(1, count + 1)
    ]


def test_the_figures_are_those_of_the_rows() -> None:
    paid(count=6)
    paid(count=2, days=10)  # the 22nd: a day late

    row = publication.publish(date(2026, 11, 2))

    told = row.figures
    assert (row.until, told["since"]) == (UNTIL, "2025-11-01")
    assert told["year"] == told["all"] == {"due": 8, "percent": "75.0"}
    assert told["second"] == {"due": 0, "percent": None}
    assert told["months"][-1] == {"month": "2026-10", "due": 8, "percent": "75.0"}
    assert told["months"][0] == {"month": "2025-11", "due": 0, "percent": None}
    assert (told["payments"], told["middle"], told["people"]) == (8, 3, 8)
    assert [(d["upto"], d["payments"]) for d in told["days"] if d["payments"] != 0] == [
        (3, None),
        (10, "few"),
    ]
    assert told["wan"] == "2.0"  # eight times 2,480 yuan
    assert told["kinds"][0] == {"kind": "inpatient", "people": 8, "wan": "2.0"}


def test_a_few_people_are_not_told_of() -> None:
    paid(count=4)

    told = publication.publish(date(2026, 11, 2)).figures

    assert told["all"] == {"due": "few", "percent": None}
    assert (told["people"], told["wan"], told["middle"]) == ("few", None, None)
    assert told["kinds"][0] == {"kind": "inpatient", "people": "few", "wan": None}


def test_a_promise_of_the_month_that_was_never_sent_is_broken() -> None:
    paid(count=9)
    PayoutFactory.create(
        award=AwardFactory.create(
            approved_at=datetime(2026, 10, 12, 2, tzinfo=UTC), due_on=date(2026, 10, 21)
        )
    )

    assert publication.publish(date(2026, 11, 2)).figures["all"] == {"due": 10, "percent": "90.0"}


def test_a_day_moved_by_the_office_excuses_nothing() -> None:
    late = paid(count=5, days=10)
    Payout.objects.filter(pk__in=[p.pk for p in late]).update(due_on=date(2026, 10, 30))

    assert publication.publish(date(2026, 11, 2)).figures["all"] == {"due": 5, "percent": "0.0"}


def test_a_month_is_published_once_and_for_good() -> None:
    paid(count=5)
    row = publication.publish(date(2026, 11, 2))
    paid(count=5)

    assert publication.publish(date(2026, 11, 3)) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(figures={})


def test_nothing_is_published_of_nothing() -> None:
    assert publication.publish(date(2026, 11, 2)) is None
    assert not Publication.objects.exists()


@pytest.mark.parametrize("some", [0, 6])
def test_everybody_may_read_them_for_one_query(client, some, django_assert_num_queries) -> None:
    if some:
        paid(count=some)
        publication.publish(date(2026, 11, 2))

    with django_assert_num_queries(1):
        page = client.get("/statistics/")

    assert page.status_code == 200
    assert ("还没有可以公布的数据" in page.text) is not bool(some)
    assert ("最近12个月" in page.text) is bool(some)
