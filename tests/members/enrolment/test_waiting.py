"""What of enrolment waits for whom: on the work board, and in the lists it leads to."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.enrolment import online
from members.enrolment.waiting import piles
from members.errors import NothingHeld
from members.models import AccessLog, CadreRequest, FeeOrder, SelfEnrolment
from members.outside.payment import Paid
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import (
    EnrolmentBatchFactory,
    SchemeFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
    id_number_of,
)

pytestmark = pytest.mark.django_db
MONDAY = timezone.now() - timedelta(days=4)


def staff(*roles, **more):
    return StaffFactory.create(roles=[str(role) for role in roles], **more)


def waiting(user):
    return {pile.label: pile for pile in piles(user)}


def asks_to_act(status="asked"):
    return CadreRequest.objects.create(
        user=UserFactory.create(),
        unit_name="示范单位",
        credit_code="81350200MC0123450J",
        name="测试甲",
        asked_at=MONDAY,
        status=status,
        **({} if status == "asked" else {"decided_by": staff(), "decided_at": MONDAY}),
    )


def joins(station, status="asked"):
    return SelfEnrolment.objects.create(
        user=UserFactory.create(),
        scheme=SchemeFactory.create(),
        station=station,
        kind="flexible",
        name="测试乙",
        id_number=id_number_of(7),
        due_fen=6000,
        status=status,
    )


def held(**more):
    batch = EnrolmentBatchFactory.create(status="confirmed", due_fen=6000)
    return FeeOrder.objects.create(
        **{
            "batch": batch,
            "number": batch.pk.hex,
            "due_fen": 6000,
            "asked_by": batch.uploaded_by,
            "status": FeeOrder.Status.HELD,
            "paid_fen": 1,
            "paid_at": MONDAY,
            "partner_number": f"N{batch.pk.hex}",
            "held_for": "实付金额与应缴金额不符",
            **more,
        }
    )


def test_open_requests_to_act_wait_for_the_administrator_and_answered_ones_do_not():
    asks_to_act()
    asks_to_act("approved")

    pile = waiting(staff(Role.ADMINISTRATOR))["经办申请待审核"]

    assert (pile.count, pile.since) == (1, MONDAY)


def test_fees_and_held_payments_wait_for_the_cashier():
    EnrolmentBatchFactory.create(status="checked", due_fen=6000, found_key="x")
    held()
    held(status=FeeOrder.Status.SETTLED, paid_fen=6000, held_for="")
    held(status=FeeOrder.Status.SETTLED, paid_fen=6000, held_for="同一订单另有一笔付款：N2")

    found = waiting(staff(Role.CASHIER))

    assert found["在线缴费待核实"].count == 2
    assert found["参保费待登记"].count == 3


def test_who_joins_alone_waits_at_their_station():
    here, there = StationFactory.create(), StationFactory.create(name="别处")
    for station, status in ((here, "asked"), (here, "accepted"), (there, "asked")):
        joins(station, status)

    def counts(teller):
        return [pile.count for pile in piles(teller)]

    assert counts(staff(Role.TELLER, station=here)) == [1, 1]
    assert counts(staff(Role.TELLER, station=there)) == [1, 0]
    assert counts(staff(Role.TELLER)) == [2, 1]


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_each_card_leads_to_the_list_it_counts(client, role):
    station = StationFactory.create()
    asks_to_act(), asks_to_act("approved"), held(), joins(station), joins(station, "accepted")
    client.force_login(user := staff(role))

    for pile in piles(user):
        shown = client.get(f"{reverse(pile.page)}?{pile.only}").context["cl"]
        assert shown.result_count == pile.count, pile.label


@pytest.mark.parametrize(
    ("role", "queries"), [(Role.ADMINISTRATOR, 3), (Role.CASHIER, 2), (Role.TELLER, 2)]
)
def test_piles_cost_a_query_each_however_high(role, queries, django_assert_num_queries):
    station = StationFactory.create()
    for _ in range(3):
        asks_to_act(), held(), joins(station)
    user = staff(role)

    with django_assert_num_queries(queries):
        assert sum(pile.count for pile in piles(user)) > 0


class TestClearing:
    @pytest.fixture
    def cashier(self):
        return staff(Role.CASHIER)

    def test_what_became_of_held_money_is_noted_once_and_on_record(self, cashier):
        order = held()

        online.clear(order.pk, by=cashier, how="已原路退款")

        assert not FeeOrder.objects.held().exists()
        assert AccessLog.objects.get(what=online.CLEARED).reason == "已原路退款"
        with pytest.raises(NothingHeld):
            online.clear(order.pk, by=cashier, how="又一次")

    def test_what_was_not_held_is_not_cleared(self, cashier):
        order = held(status=FeeOrder.Status.SETTLED, paid_fen=6000, held_for="")

        with pytest.raises(NothingHeld):
            online.clear(order.pk, by=cashier, how="x")
        with pytest.raises(IntegrityError, match="fee_order_cleared"), transaction.atomic():
            FeeOrder.objects.update(cleared_at=MONDAY, cleared_by=cashier, cleared_how="x")

    def test_a_second_payment_after_that_is_looked_into_anew(self, cashier):
        order = held()
        online.clear(order.pk, by=cashier, how="已原路退款")

        online._arrived(Paid(order.number, 6000, "OTHER", timezone.now()))

        assert FeeOrder.objects.held().get() == order

    def test_the_cashier_notes_it_on_the_page(self, cashier, client):
        order = held()
        client.force_login(cashier)
        change = client.get(reverse("admin:members_feeorder_change", args=[order.pk]))
        address = reverse("admin:members_feeorder_clear", args=[order.pk])
        assert address in change.content.decode()
        assert "请写明核实结果" in client.post(address, {"how": ""}).content.decode()

        shown = client.post(address, {"how": "已原路退款"}, follow=True).content.decode()

        assert "已登记核实结果" in shown
        assert address not in shown
