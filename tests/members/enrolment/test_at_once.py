"""Two who pay for rosters at once, and one who is killed on the way."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from django.db import connection, transaction

from members.enrolment.covering import cover
from members.enrolment.kept import kept
from members.errors import BatchMoved, RosterChanged, VoucherUsed
from members.models import Coverage, EnrolmentBatch, Member
from tests.factories.members import CadreFactory, StaffFactory
from tests.members.enrolment.test_enrol import TODAY, confirmed, pay, people, today
from tests.members.races import asked, until, wait_until_somebody_waits

__all__ = ["today"]
Status = EnrolmentBatch.Status
LOCK = 18
WORKING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
)


@pytest.mark.django_db(transaction=True)
def test_two_rosters_with_people_in_common_paid_at_once_cover_each_once():
    batches = [
        confirmed(CadreFactory.create(), *people(20)),
        confirmed(CadreFactory.create(), *reversed(people(30))),
    ]
    cashier = StaffFactory.create()

    def work(batch):
        try:
            return pay(batch, voucher=str(batch.pk), by=cashier)
        except RosterChanged:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(work, batches))

    assert sorted(counts) in ([0, 20], [0, 30])
    assert Coverage.objects.count() == Member.objects.count() == sum(counts)


@pytest.mark.django_db(transaction=True)
def test_a_fee_registered_twice_at_once_covers_once():
    batch = confirmed(CadreFactory.create(), *people(5))
    cashier = StaffFactory.create()

    def work(_):
        try:
            return pay(batch, by=cashier)
        except BatchMoved:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [0, 0, 0, 5]

    assert Coverage.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_one_voucher_registered_on_two_rosters_at_once_pays_for_one_and_says_so():
    first = confirmed(CadreFactory.create(), *people(2))
    second = confirmed(CadreFactory.create(), *people(2, first=50))
    cashier = StaffFactory.create()

    def work():
        try:
            return pay(second, by=cashier)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            pay(first, by=cashier)
            answer = pool.submit(work)
            with connection.cursor() as cursor:
                wait_until_somebody_waits(cursor)
        with pytest.raises(VoucherUsed) as refused:
            answer.result()

    assert refused.value.unit == first.unit.name
    second.refresh_from_db()
    assert (second.status, Coverage.objects.count()) == (Status.CONFIRMED, 2)
    assert pay(second, by=cashier, voucher="收据 002") == 2


@pytest.fixture
def stopping():
    """A way to have whoever writes the tenth row of a table wait there for LOCK."""

    def stop_at(table, nth=10):
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TRIGGER stop BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
                f" EXECUTE FUNCTION stop('{nth}')"
            )

    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE SEQUENCE stop_rows; CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN IF nextval('stop_rows') = TG_ARGV[0]::int THEN"
            f" PERFORM pg_advisory_xact_lock({LOCK}); END IF; RETURN NEW; END $$"
        )
    yield stop_at
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION stop() CASCADE; DROP SEQUENCE stop_rows")


def killed_on_the_way(work):
    """Have a process of its own do it, and kill that while its database is in the middle."""
    holder = connection.copy()
    holder.cursor().execute(f"SELECT pg_advisory_lock({LOCK})")
    connection.close()
    pid = os.fork()
    if not pid:
        try:
            work()
        finally:
            os._exit(1)
    with holder.cursor() as cursor:
        wait_until_somebody_waits(cursor)
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    holder.close()
    with connection.cursor() as cursor:
        until(lambda: asked(cursor, WORKING) == 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "nth"),
    [
        pytest.param("members_member", 10, id="tenth member"),
        pytest.param("members_coverage", 10, id="tenth coverage"),
        pytest.param("members_enrolmentbatch", 1, id="the batch, after all of them"),
    ],
)
def test_killed_at_a_row_nothing_is_left_and_it_can_be_done_again(stopping, table, nth):
    batch, cashier = confirmed(CadreFactory.create(), *people(20)), StaffFactory.create()
    stopping(table, nth)

    killed_on_the_way(lambda: pay(batch, by=cashier))

    batch.refresh_from_db()
    assert (Member.objects.count(), Coverage.objects.count()) == (0, 0)
    assert batch.status == Status.CONFIRMED
    assert pay(batch, by=cashier) == Coverage.objects.count() == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("protection", "left"),
    [
        pytest.param(transaction.atomic, 0, id="in a transaction"),
        pytest.param(nullcontext, 20, id="control: without"),
    ],
)
def test_it_is_the_transaction_that_leaves_nothing(stopping, protection, left):
    batch = confirmed(CadreFactory.create(), *people(20))
    stopping("members_coverage")

    def work():
        with protection():
            entries = kept(batch).entries
            cover(batch, entries, {}, starts_on=TODAY, ends_on=TODAY, most_days=45)

    killed_on_the_way(work)

    assert Member.objects.count() == left
