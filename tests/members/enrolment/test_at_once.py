"""Two who pay for rosters at once; who is killed on the way is drilled by F16 of `make faults`."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from members.errors import BatchMoved, RosterChanged, VoucherUsed
from members.models import Coverage, EnrolmentBatch, Member
from tests.factories.members import CadreFactory, StaffFactory
from tests.members.enrolment.test_enrol import confirmed, pay, people, today
from tests.members.races import wait_until_somebody_waits

__all__ = ["today"]
Status = EnrolmentBatch.Status


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
