"""The pages of units, of joining and of fees ask the same, however many rows there are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.enrolment import enrol
from members.enrolment.checking import check_waiting
from members.models import (
    CadreRequest,
    EnrolmentBatch,
    FeeOrder,
    Gift,
    NumberCorrection,
    SelfEnrolment,
    UnitSystem,
)
from members.roles import OFFICE_ROLES
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    SchemeFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
    id_number_of,
)
from tests.members.enrolment.test_enrol import people, xlsx

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def cadre(db):
    SchemeFactory.create()
    return CadreFactory.create()


def roster_of(cadre, count):
    batch = enrol.receive(cadre.unit, SchemeFactory.create(), xlsx(*people(count)), by=cadre.user)
    check_waiting()
    batch.refresh_from_db()
    return batch


def confirmed(cadre, count):
    batch = roster_of(cadre, count)
    return enrol.confirm(
        batch.pk, by=cadre.user, papers_on=timezone.localdate(), people=count, left_out=0
    )


def effective(cadre, count):
    batch = confirmed(cadre, count)
    enrol.take_effect(
        batch.pk,
        received_fen=batch.due_fen,
        voucher="回单 1",
        paid_on=timezone.localdate(),
        by=StaffFactory.create(),
    )
    return batch


@pytest.mark.parametrize(
    ("prepare", "page"),
    [
        pytest.param(roster_of, "", id="checked"),
        pytest.param(roster_of, "?list=joined", id="who joined"),
        pytest.param(roster_of, "problems/", id="problems to take away"),
        pytest.param(confirmed, "fee/", id="what it owes"),
        pytest.param(effective, "", id="in force"),
        pytest.param(effective, "receipt/", id="receipt"),
    ],
)
@pytest.mark.parametrize("count", [1, 60])
def test_a_roster(cadre, prepare, page, count, django_assert_num_queries):
    batch = prepare(cadre, count)
    client = signed_in(cadre.user)

    # Session, account and the roster of one of its units: the rest lies in the vault.
    with django_assert_num_queries(3):
        assert client.get(f"/unit/roster/{batch.pk}/{page}").status_code == 200


def asked_alone(user, nth, **more):
    """A request to join without a unit, and all there is about it."""
    return SelfEnrolment.objects.create(
        user=user,
        scheme=SchemeFactory.create(),
        station=StationFactory.create(),
        kind="flexible",
        name="乙",
        id_number=id_number_of(2),
        due_fen=6000,
        **{"status": "withdrawn", "asked_at": timezone.now() - timedelta(days=100 + nth)} | more,
    )


@pytest.mark.parametrize("before", [0, 5])
def test_what_one_owes_oneself(before, django_assert_num_queries, settings):
    settings.PAYMENT_ADAPTER = "members.outside.payment.ShownPayments"
    user = UserFactory.create()
    for nth in range(before):
        asked_alone(user, nth)
    decided = {"papers_on": timezone.localdate(), "decided_by": StaffFactory.create()}
    asked_alone(user, 0, status="accepted", asked_at=timezone.now(), **decided)
    client = signed_in(user)

    # Session, account, and the request with its period and station.
    with django_assert_num_queries(3):
        assert client.get("/join/fee/").status_code == 200


@pytest.mark.parametrize("before", [0, 5])
def test_the_receipt_of_what_one_paid_oneself(before, django_assert_num_queries):
    user = UserFactory.create()
    for nth in range(before):
        asked_alone(user, nth)
    today, teller = timezone.localdate(), StaffFactory.create()
    paid = asked_alone(
        user,
        0,
        status="effective",
        asked_at=timezone.now(),
        papers_on=today,
        decided_by=teller,
        paid_on=today,
        voucher="收据 1",
        registered_by=teller,
        coverage=CoverageFactory.create(),
    )
    client = signed_in(user)

    with django_assert_num_queries(3):
        assert client.get(f"/join/{paid.pk}/receipt/").status_code == 200


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/unit/systems/", 4),
        ("/unit/correct-number/", 4),
        ("/unit/ask/", 3),
        ("/unit/profile/", 3),
        ("/unit/roster/", 6),
        ("/join/", 7),
    ],
)
@pytest.mark.parametrize("rows", [1, 5])
def test_a_page_with_what_was_asked_before(cadre, page, queries, rows, django_assert_num_queries):
    for nth in range(rows):
        asked_before(cadre, nth)
    client = signed_in(cadre.user)

    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200


def asked_before(cadre, nth):
    """A row of each kind, of the cadre and of the unit."""
    done = {"decided_by": StaffFactory.create(), "decided_at": timezone.now()}
    member = MemberFactory.create(id_number=id_number_of(800 + nth), unit=cadre.unit)
    CadreRequest.objects.create(
        user=cadre.user,
        unit_name="示范",
        credit_code="81350200MC0123450J",
        name="甲",
        status="declined",
        reason="资料不全",
        **done,
    )
    NumberCorrection.objects.create(
        unit=cadre.unit,
        member=member,
        old_number=member.id_number,
        new_number=id_number_of(1),
        words="颠倒",
        asked_by=cadre.user,
        status="declined",
        reason="不符",
        **done,
    )
    UnitSystem.objects.create(
        unit=cadre.unit,
        name=f"系统{nth}",
        asked_by=cadre.user,
        status="declined",
        reason="不同意",
        **done,
    )
    asked_alone(cadre.user, nth)
    Gift.objects.create(
        sponsor="示范市总工会",
        months=6,
        unit=cadre.unit,
        people=10,
        until=timezone.localdate() + timedelta(days=30),
        opened_by=StaffFactory.create(),
    )
    batch = EnrolmentBatchFactory.create(unit=cadre.unit, status=EnrolmentBatch.Status.CONFIRMED)
    FeeOrder.objects.create(batch=batch, number=batch.pk.hex, due_fen=6000, asked_by=cadre.user)


@pytest.mark.parametrize(
    ("kind", "queries"),
    [
        ("cadrerequest", 5),
        ("numbercorrection", 5),
        ("unitsystem", 5),
        ("selfenrolment", 6),
        ("gift", 5),
        ("feeorder", 5),
        ("joiningwindow", 5),
    ],
)
@pytest.mark.parametrize("rows", [1, 5])
def test_a_list_of_the_office(cadre, kind, queries, rows, django_assert_num_queries):
    for nth in range(rows):
        asked_before(cadre, nth)
    client = signed_in(StaffFactory.create(roles=sorted(OFFICE_ROLES)))

    with django_assert_num_queries(queries):
        assert client.get(reverse(f"admin:members_{kind}_changelist")).status_code == 200
