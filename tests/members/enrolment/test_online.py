"""Money in: what is due, on a voucher of its own, and once; by the office or online."""

from datetime import date

import pytest
from django.conf import settings as conf
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from members.enrolment import enrol, fees, online
from members.errors import BatchMoved, FeeDiffers, NothingToPay, OrderUnknown, VoucherUsed
from members.models import Coverage, EnrolmentBatch, FeeOrder
from members.outside.payment import SIGNATURE, NotGenuine, Paid, PaymentFailed, ShownPayments
from tests.factories.members import (
    CadreFactory,
    EnrolmentBatchFactory,
    StaffFactory,
    id_number_of,
)
from tests.members.enrolment.test_enrol import received

pytestmark = pytest.mark.django_db

TODAY = date(2023, 3, 15)
Status = FeeOrder.Status


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.PAYMENT_ADAPTER = "members.outside.payment.ShownPayments"


def confirmed(cadre=None, nth=0):
    cadre = cadre or CadreFactory.create()
    row = ("测试甲", id_number_of(nth + 1))
    batch = received(cadre, row)
    return enrol.confirm(
        batch.pk, by=cadre.user, papers_on=timezone.localdate(), people=1, left_out=0
    )


def registered(batch, *, received_fen=6000, voucher="回单 1"):
    return enrol.take_effect(
        batch.pk,
        received_fen=received_fen,
        paid_on=timezone.localdate(),
        voucher=voucher,
        by=StaffFactory.create(),
    )


class TestRegistering:
    def test_what_is_due_covers_everybody(self):
        assert registered(confirmed()) == Coverage.objects.count() == 1

    @pytest.mark.parametrize("received", [0, 5999, 6001, 12000])
    def test_anything_else_covers_nobody(self, received):
        with pytest.raises(FeeDiffers):
            registered(confirmed(), received_fen=received)

        assert not Coverage.objects.exists()

    def test_a_voucher_pays_for_one_roster(self):
        registered(confirmed(), voucher="回单 1")
        second = confirmed(nth=1)

        with pytest.raises(VoucherUsed):
            registered(second, voucher="回单 1")
        with pytest.raises(IntegrityError, match="enrolment_voucher_once"):
            EnrolmentBatch.objects.filter(pk=second.pk).update(voucher="回单 1")

    def test_another_voucher_pays_for_the_other(self):
        registered(confirmed(), voucher="回单 1-1")

        assert registered(confirmed(nth=1), voucher="回单 1-2") == 1


class TestOnline:
    @pytest.fixture
    def batch(self):
        return confirmed()

    def notice(self, batch, fen=None):
        order = FeeOrder.objects.get(batch=batch)
        partner = ShownPayments()
        body = partner.pay(order.number, order.due_fen if fen is None else fen)
        return body, {SIGNATURE: partner.signature(body)}

    def begin(self, batch):
        return online.begin(batch.pk, by=batch.uploaded_by)

    def test_paying_covers_everybody_and_the_partners_number_is_the_voucher(self, batch):
        self.begin(batch)

        order = online.take(*self.notice(batch))

        batch.refresh_from_db()
        assert (order.status, batch.status) == (Status.SETTLED, enrol.Status.EFFECTIVE)
        assert batch.voucher == order.partner_number
        assert Coverage.objects.count() == 1

    def test_ordering_again_is_the_same_order(self, batch):
        assert self.begin(batch) == self.begin(batch)
        assert FeeOrder.objects.count() == 1

    def test_the_notice_twice_registers_once(self, batch):
        self.begin(batch)
        told = self.notice(batch)

        assert [online.take(*told).status for _ in range(3)] == [Status.SETTLED] * 3
        assert Coverage.objects.count() == 1

    def test_another_amount_is_held_for_a_person(self, batch):
        self.begin(batch)

        order = online.take(*self.notice(batch, fen=1))

        assert (order.status, order.held_for) == (Status.HELD, "实付金额与应缴金额不符")
        assert not Coverage.objects.exists()

    def test_money_for_a_roster_given_up_meanwhile_is_held(self, batch):
        self.begin(batch)
        enrol.abandon(batch.pk, by=batch.uploaded_by)

        assert online.take(*self.notice(batch)).status == Status.HELD

    def test_a_second_payment_of_one_order_is_written_down(self, batch):
        self.begin(batch)
        order = online.take(*self.notice(batch))
        again = Paid(order.number, 6000, "OTHER", timezone.now())

        online._arrived(again)

        order.refresh_from_db()
        assert (order.status, "OTHER" in order.held_for) == (Status.SETTLED, True)

    @pytest.mark.parametrize("signature", ["", "0" * 64, "签"])
    def test_a_forged_notice_registers_nothing(self, batch, signature):
        self.begin(batch)
        body, _headers = self.notice(batch)

        with pytest.raises(NotGenuine):
            online.take(body, {SIGNATURE: signature})
        assert not Coverage.objects.exists()

    def test_a_genuine_notice_with_another_amount_written_in_is_forged(self, batch):
        self.begin(batch)
        body, headers = self.notice(batch, fen=1)

        with pytest.raises(NotGenuine):
            online.take(body.replace(b'"fen": 1', b'"fen": 6000'), headers)

    def test_a_notice_of_no_order_is_refused(self, batch):
        partner = ShownPayments()
        body = partner.pay("nowhere", 6000)

        with pytest.raises(OrderUnknown):
            online.take(body, {SIGNATURE: partner.signature(body)})

    def test_a_notice_that_never_came_is_made_up_for_by_asking(self, batch):
        self.begin(batch)
        self.notice(batch)

        assert [online.catch_up(), online.catch_up()] == [1, 0]
        assert Coverage.objects.count() == 1

    def test_what_arrived_before_a_crash_is_registered_by_the_sweep(self, batch):
        self.begin(batch)
        order = FeeOrder.objects.get()
        online._arrived(Paid(order.number, 6000, "N1", timezone.now()))

        assert online.catch_up() == 1

    def test_only_a_confirmed_roster_can_be_paid(self, batch):
        enrol.abandon(batch.pk, by=batch.uploaded_by)

        with pytest.raises(BatchMoved):
            self.begin(batch)

    def test_what_owes_nothing_is_not_paid_online(self):
        batch = EnrolmentBatchFactory.create(status="confirmed", due_fen=0)

        with pytest.raises(NothingToPay):
            self.begin(batch)

    def test_without_a_partner_nobody_pays_online(self, batch, settings):
        settings.PAYMENT_ADAPTER = ""

        with pytest.raises(PaymentFailed):
            self.begin(batch)

    def test_the_stand_in_takes_no_money_outside_the_demo(self, settings):
        settings.DEMO = False

        with pytest.raises(RuntimeError):
            ShownPayments()


class TestPages:
    @pytest.fixture
    def cadre(self):
        return CadreFactory.create()

    @pytest.fixture
    def client(self, cadre):
        client = Client()
        client.force_login(cadre.user)
        return client

    def test_a_cadre_reads_how_to_pay_pays_and_has_the_receipt(self, cadre, client):
        batch = confirmed(cadre)
        page = client.get(f"/unit/roster/{batch.pk}/fee/").content.decode()
        assert "60.00" in page
        assert fees.reference_of(batch) in page
        assert conf.FEE_ACCOUNT["number"] in page
        page = client.post(f"/unit/roster/{batch.pk}/fee/").content.decode()
        order = FeeOrder.objects.get(batch=batch)
        assert f'href="/demo-pay/{order.number}/"' in page

        client.post(f"/demo-pay/{order.number}/")

        page = client.get(f"/unit/roster/{batch.pk}/receipt/").content.decode()
        assert "陆拾元整" in page
        assert f"DEMO{order.number}" in page
        assert batch.unit.credit_code in page

    def test_the_partner_needs_no_session(self, cadre):
        batch = confirmed(cadre)
        online.begin(batch.pk, by=cadre.user)
        partner = ShownPayments()
        body = partner.pay(batch.fee_order.number, 6000)
        client = Client(enforce_csrf_checks=True)
        headers = {SIGNATURE: partner.signature(body)}

        def send(**more):
            return client.post("/payments/notice/", body, content_type="text/plain", **more)

        assert send().status_code == 400
        assert send(headers=headers).content == b"success"

    def test_nothing_of_another_units_fee_is_seen(self, client):
        theirs = confirmed()
        online.begin(theirs.pk, by=theirs.uploaded_by)
        paths = [f"/unit/roster/{theirs.pk}/{end}/" for end in ("fee", "receipt")]
        paths.append(f"/demo-pay/{theirs.fee_order.number}/")

        assert {client.get(path).status_code for path in paths} == {404}
        assert client.post(paths[0]).status_code == client.post(paths[2]).status_code == 404

    def test_there_is_no_receipt_before_the_fee(self, cadre, client):
        batch = confirmed(cadre)

        assert client.get(f"/unit/roster/{batch.pk}/receipt/").status_code == 404
