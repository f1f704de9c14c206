"""The fee of somebody who joins alone, paid online: once, by the rules of the counter."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from members.enrolment import alone, online
from members.errors import RequestDecided
from members.models import Coverage, FeeOrder, SelfEnrolment
from members.outside.payment import SIGNATURE, ShownPayments
from members.roles import Role
from tests.factories.members import (
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    SchemeFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
)
from tests.members.enrolment.alone.asking import ME, accepted, asked, pay
from tests.members.races import meanwhile, unlocked, without

pytestmark = pytest.mark.django_db
Status = FeeOrder.Status


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.PAYMENT_ADAPTER = "members.outside.payment.ShownPayments"


@pytest.fixture
def request_(station, teller):
    return accepted(station, teller)


def ordered(request_):
    online.begin_alone(request_.pk, by=request_.user)
    return FeeOrder.objects.get(joining=request_)


def notice(order, fen=None):
    partner = ShownPayments()
    body = partner.pay(order.number, order.due_fen if fen is None else fen)
    return body, {SIGNATURE: partner.signature(body)}


@pytest.mark.parametrize(
    ("paid", "first", "last"),
    [
        ("2023-06-14", date(2023, 6, 15), date(2024, 6, 14)),
        ("2023-07-03", date(2023, 7, 4), date(2024, 7, 3)),
    ],
)
def test_cover_begins_the_day_after_papers_and_fee(request_, june, paid, first, last):
    order = ordered(request_)
    june.move_to(f"{paid}T10:00:00+08:00")
    told = notice(order)
    june.shift(timedelta(days=2))  # the notice is late: the day of the payment counts

    assert online.take(*told).status == Status.SETTLED

    cover = Coverage.objects.get()
    request_.refresh_from_db()
    assert (cover.starts_on, cover.ends_on, cover.fee_fen) == (first, last, 6000)
    assert (request_.status, request_.coverage) == (SelfEnrolment.Status.EFFECTIVE, cover)
    assert (request_.voucher, request_.registered_by) == (f"DEMO{order.number}", request_.user)
    assert cover.member.user == request_.user


def test_the_notice_twice_and_the_order_twice_register_once(request_):
    order = ordered(request_)
    assert ordered(request_) == order
    told = notice(order)

    assert [online.take(*told).status for _ in range(3)] == [Status.SETTLED] * 3
    assert Coverage.objects.count() == 1


def test_a_notice_that_never_came_is_made_up_for_by_asking(request_):
    notice(ordered(request_))

    assert [online.catch_up(), online.catch_up()] == [1, 0]
    assert Coverage.objects.count() == 1


def test_what_is_paid_online_is_not_taken_at_the_counter_again(request_, teller):
    online.take(*notice(ordered(request_)))

    with pytest.raises(RequestDecided):
        pay(request_, teller)


def withdrawn(request_, teller):
    alone.withdraw(request_.pk, by=request_.user)


def paid_at_the_counter(request_, teller):
    pay(request_, teller)


def covered_meanwhile(request_, teller):
    member = MemberFactory.create(id_number=ME.id_number, name=ME.name)
    CoverageFactory.create(member=member, starts_on=date(2023, 6, 1), ends_on=date(2024, 5, 31))


def known_by_another_name(request_, teller):
    MemberFactory.create(id_number=ME.id_number, name="另一个名字")


@pytest.mark.parametrize(
    ("meanwhile_", "why"),
    [
        (withdrawn, "自主参保申请已不在待缴费状态"),
        (paid_at_the_counter, "自主参保申请已不在待缴费状态"),
        (covered_meanwhile, "此人已在保障期内"),
        (known_by_another_name, "证件号码登记在另一个姓名下"),
    ],
)
def test_money_that_cannot_be_registered_is_held_for_a_person(request_, teller, meanwhile_, why):
    order = ordered(request_)
    meanwhile_(request_, teller)
    before = Coverage.objects.count()

    order = online.take(*notice(order))

    assert (order.status, order.held_for) == (Status.HELD, why)
    assert Coverage.objects.count() == before


def test_another_amount_is_held_for_a_person(request_):
    order = online.take(*notice(ordered(request_), fen=1))

    assert (order.status, order.held_for) == (Status.HELD, "实付金额与应缴金额不符")
    assert not Coverage.objects.exists()


def test_nothing_is_ordered_before_the_papers_are_complete(station):
    request_ = asked(station)

    with pytest.raises(RequestDecided):
        ordered(request_)


def test_an_order_is_for_a_roster_or_for_a_person(request_):
    order = ordered(request_)

    for change in ({"batch": EnrolmentBatchFactory.create()}, {"joining": None}):
        with pytest.raises(IntegrityError, match="fee_order_for_one_thing"), transaction.atomic():
            FeeOrder.objects.filter(pk=order.pk).update(**change)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("protected", "covers"),
    [
        pytest.param(True, 1, id="as it is"),
        pytest.param(False, 2, id="control: without lock and constraint"),
    ],
)
def test_paid_online_and_at_the_counter_at_once_it_is_one_cover(protected, covers, monkeypatch):
    SchemeFactory.create()
    MemberFactory.create(id_number=ME.id_number, name=ME.name)
    teller = StaffFactory.create(roles=[str(Role.TELLER)])
    request_ = accepted(StationFactory.create(), teller)
    order = ordered(request_)
    told = notice(order)

    def at_once():
        with meanwhile(lambda: online.take(*told).status) as begin, transaction.atomic():
            pay(request_, teller)
            came = begin()
        return came.result(10), Coverage.objects.count()

    if protected:
        assert at_once() == (Status.HELD, covers)
        return
    unlocked(monkeypatch)
    with without((Coverage, "coverage_no_overlap_a_member")):
        assert at_once()[1] == covers


class TestPages:
    @pytest.fixture
    def client(self, request_):
        client = Client()
        client.force_login(request_.user)
        return client

    def test_a_person_pays_and_has_the_receipt(self, request_, client):
        assert "60.00元" in client.get("/join/").content.decode()
        assert 'href="/join/fee/"' in client.get("/join/").content.decode()
        page = client.post("/join/fee/").content.decode()
        order = FeeOrder.objects.get()
        assert f'href="/demo-pay/{order.number}/"' in page

        shown = client.post(f"/demo-pay/{order.number}/", follow=True).content.decode()

        assert "保障自2023年6月15日" in shown
        receipt = f"/join/{request_.pk}/receipt/"
        assert f'href="{receipt}"' in shown
        page = client.get(receipt).content.decode()
        assert "陆拾元整" in page
        assert ME.name in page
        assert "统一社会信用代码" not in page

    def test_nobody_pays_for_or_sees_the_receipt_of_somebody_else(self, request_, client):
        order = ordered(request_)
        stranger = Client()
        stranger.force_login(UserFactory.create())

        assert stranger.get(f"/demo-pay/{order.number}/").status_code == 404
        assert stranger.post(f"/demo-pay/{order.number}/").status_code == 404
        assert stranger.post("/join/fee/").status_code == 302
        client.post(f"/demo-pay/{order.number}/")
        assert stranger.get(f"/join/{request_.pk}/receipt/").status_code == 404

    def test_there_is_no_receipt_before_the_fee_and_nothing_to_pay_after_it(self, request_, client):
        receipt = f"/join/{request_.pk}/receipt/"
        assert client.get(receipt).status_code == 404
        online.take(*notice(ordered(request_)))

        assert client.get(receipt).status_code == 200
        assert client.get("/join/fee/").status_code == 302

    def test_without_a_partner_the_page_leads_to_the_station(self, client, settings):
        settings.PAYMENT_ADAPTER = ""

        page = client.get("/join/fee/").content.decode()

        assert "到服务站缴费" in page
        assert "在线缴费" not in page
