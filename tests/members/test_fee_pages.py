"""The office registers the fee of a roster."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from members.enrolment import enrol
from members.enrolment.fees import reference_of
from members.models import Coverage
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import (
    CadreFactory,
    EnrolmentBatchFactory,
)
from tests.members.enrolment.test_enrol import people, received
from tests.members.office import change, office, words

PHONE = "13800138000"

pytestmark = pytest.mark.django_db


class TestFee:
    @pytest.fixture
    def batch(self):
        cadre = CadreFactory.create()
        with time_machine.travel("2023-03-15T10:00:00+08:00", tick=False):
            batch = received(cadre, *people(3))
            return enrol.confirm(
                batch.pk, by=cadre.user, papers_on=date(2023, 3, 10), people=3, left_out=0
            )

    def pay(self, batch, role=Role.CASHIER, **changes):
        data = {"paid_on": "2023-03-15", "received": "180", "voucher": "回单 8"} | changes
        url = reverse("admin:members_enrolmentbatch_pay", args=[batch.pk])
        return office(role).post(url, data)

    def test_the_cashier_registers_it_and_the_roster_takes_effect(self, batch):
        assert "登记到账" in words(office(Role.CASHIER).get(change(batch)))

        assert self.pay(batch).url == change(batch)

        assert {c.starts_on for c in Coverage.objects.all()} == {date(2023, 3, 16)}
        assert Coverage.objects.count() == 3

    @pytest.mark.parametrize(
        "changes",
        [
            {"paid_on": ""},
            {"paid_on": "2023-02-30"},
            {"voucher": ""},
            {"received": ""},
            {"received": "一百八"},
            {"received": "179.99"},
            {"received": "180.01"},
            {"paid_on": (timezone.localdate() + timedelta(days=1)).isoformat()},
        ],
    )
    def test_what_cannot_be_is_told_and_nothing_written(self, batch, changes):
        assert "errornote" in words(self.pay(batch, **changes))
        assert not Coverage.objects.exists()

    @pytest.mark.parametrize(("received", "words_"), [("170", "少10.00元"), ("200", "多20.00元")])
    def test_how_much_is_missing_or_too_much_is_told(self, batch, received, words_):
        assert words_ in words(self.pay(batch, received=received))

    def test_a_roster_is_found_by_what_was_written_beside_the_transfer(self, batch):
        other = EnrolmentBatchFactory.create(pk="00000000-0000-0000-0000-000000000001")
        found = office(Role.CASHIER).get(
            reverse("admin:members_enrolmentbatch_changelist"), {"q": reference_of(batch)}
        )

        assert batch.unit.name in words(found)
        assert str(other.pk) not in words(found)

    def test_registering_twice_is_told(self, batch):
        self.pay(batch)

        assert "已生效" in words(self.pay(batch))
        assert Coverage.objects.count() == 3

    @pytest.mark.parametrize("role", sorted(OFFICE_ROLES - {Role.CASHIER}))
    def test_nobody_else_registers_it(self, batch, role):
        assert self.pay(batch, role).status_code == 403
        assert not Coverage.objects.exists()
