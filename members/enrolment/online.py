"""Paying a fee online, a roster's or one's own: an order, the partner's notice, and the fee
registered once.

The order is committed before the partner is called, and what the partner says is written down
before anything is made of it. What cannot be registered is held for a person, never dropped.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from members.enrolment import alone, enrol
from members.errors import (
    AloneFeeDiffers,
    BatchMoved,
    CoveredAlready,
    FeeDiffers,
    MemberError,
    NameDiffers,
    NothingHeld,
    NothingToPay,
    OrderUnknown,
    PeriodOver,
    RequestDecided,
    RosterChanged,
    VoucherUsed,
)
from members.models import AccessLog, EnrolmentBatch, FeeOrder, SelfEnrolment, User
from members.outside.payment import Paid, PaymentFailed, get_payments

Status = FeeOrder.Status
ASKED_FOR: Final = timedelta(days=1)
"""How long the partner is asked after an order of which no notice came; default, not sourced."""
WHY: Final[dict[type[MemberError], str]] = {
    BatchMoved: "名册已不在待缴费状态",
    FeeDiffers: "实付金额与应缴金额不符",
    RosterChanged: "名册中有人员的参保情况已变化",
    PeriodOver: "本期已没有可以保障的日子",
    VoucherUsed: "支付流水号已登记在另一份名册上",
    RequestDecided: "自主参保申请已不在待缴费状态",
    AloneFeeDiffers: "实付金额与应缴金额不符",
    CoveredAlready: "此人已在保障期内",
    NameDiffers: "证件号码登记在另一个姓名下",
}
CLEARED: Final = "payment_cleared"
"""In the access log: who noted what became of money that was held."""
TWICE: Final = "同一订单另有一笔付款：{number}"

logger = logging.getLogger(__name__)


def begin(batch_id: UUID, *, by: User) -> str:
    """Order to pay what a roster owes, once a roster; give the address at which it is paid.

    BatchMoved unless it waits for its fee; NothingToPay; PaymentFailed of the partner.
    """
    return _begun(lambda: _ordered(batch_id, by=by))


def begin_alone(request_id: UUID, *, by: User) -> str:
    """Order to pay for oneself, as `begin`. RequestDecided unless the papers are complete."""
    return _begun(lambda: _ordered_alone(request_id, by=by))


def _begun(ordered: Callable[[], FeeOrder]) -> str:
    partner = get_payments()
    if partner is None:
        raise PaymentFailed
    order = ordered()
    return partner.begin(order.number, order.due_fen, f"互助保障参保费 {order.number}")


def take(body: bytes, headers: Mapping[str, str]) -> FeeOrder:
    """Take up a notice of the partner and register the fee, once however often it comes.

    NotGenuine of the partner; OrderUnknown.
    """
    partner = get_payments()
    if partner is None:
        raise OrderUnknown
    return settle(_arrived(partner.read(body, headers)))


def catch_up(most: int = 200) -> int:
    """Register what arrived and was not, and ask after orders without a notice; give how many.

    Harmless to run twice.
    """
    arrived = FeeOrder.objects.filter(status=Status.ARRIVED).values_list("pk", flat=True)
    settled = sum(settle(pk).status == Status.SETTLED for pk in list(arrived[:most]))
    partner = get_payments()
    if partner is None:
        return settled
    since = timezone.now() - ASKED_FOR
    for order in FeeOrder.objects.filter(status=Status.OPEN, asked_at__gt=since)[:most]:
        try:
            paid = partner.ask(order.number)
        except (OSError, PaymentFailed):
            logger.warning("payment_not_answered", extra={"order": order.number})
            continue
        if paid is not None:
            settled += settle(_arrived(paid)).status == Status.SETTLED
    return settled


@transaction.atomic
def settle(order_id: UUID) -> FeeOrder:
    """Register the fee of an order that was paid, or hold it and say why."""
    order = (
        FeeOrder.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=order_id)
    )
    if order.status != Status.ARRIVED:
        return order
    assert order.paid_fen is not None and order.paid_at is not None  # noqa: S101, PT018 - arrived
    seen: dict[str, Any] = {
        "received_fen": order.paid_fen,
        "paid_on": timezone.localdate(order.paid_at),
        "voucher": order.partner_number,
        "by": order.asked_by,
    }
    try:
        if order.batch_id:
            enrol.take_effect(order.batch_id, **seen)
        elif order.joining_id:
            alone.take_effect(order.joining_id, **seen)
    except MemberError as error:
        order.status, order.held_for = Status.HELD, WHY[type(error)]
        logger.error("payment_held", extra={"order": order.number, "why": type(error).__name__})
    else:
        order.status = Status.SETTLED
    order.save(update_fields=["status", "held_for"])
    return order


@transaction.atomic
def clear(order_id: UUID, *, by: User, how: str) -> FeeOrder:
    """Note what became of money that was held: registered by hand, or given back. NothingHeld."""
    order = FeeOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
    if not order.held_for or order.cleared_at:
        raise NothingHeld
    order.cleared_how, order.cleared_by, order.cleared_at = how, by, timezone.now()
    order.save(update_fields=["cleared_how", "cleared_by", "cleared_at"])
    AccessLog.objects.create(by=by, what=CLEARED, object_id=str(order.pk), reason=how)
    return order


@transaction.atomic
def _ordered(batch_id: UUID, *, by: User) -> FeeOrder:
    batch = EnrolmentBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.status != EnrolmentBatch.Status.CONFIRMED:
        raise BatchMoved(batch.get_status_display())
    if not batch.due_fen:
        raise NothingToPay
    order, _new = FeeOrder.objects.get_or_create(
        batch=batch,
        defaults={"number": batch.pk.hex, "due_fen": batch.due_fen, "asked_by": by},
    )
    return order


@transaction.atomic
def _ordered_alone(request_id: UUID, *, by: User) -> FeeOrder:
    asked = SelfEnrolment.objects.select_for_update(of=("self",)).get(pk=request_id)
    if asked.status != SelfEnrolment.Status.ACCEPTED:
        raise RequestDecided(asked.get_status_display())
    order, _new = FeeOrder.objects.get_or_create(
        joining=asked,
        defaults={"number": asked.pk.hex, "due_fen": asked.due_fen, "asked_by": by},
    )
    return order


@transaction.atomic
def _arrived(paid: Paid) -> UUID:
    """Write down what the partner said; a second payment of one order is written down too."""
    order = FeeOrder.objects.select_for_update(of=("self",)).filter(number=paid.number).first()
    if order is None:
        raise OrderUnknown
    if order.status == Status.OPEN:
        order.status, order.paid_fen, order.paid_at = Status.ARRIVED, paid.fen, paid.at
        order.partner_number = paid.partner_number
    elif order.partner_number != paid.partner_number:
        order.held_for = TWICE.format(number=paid.partner_number)
        order.cleared_how, order.cleared_by, order.cleared_at = "", None, None
        logger.error("payment_twice", extra={"order": order.number})
    order.save()
    return order.pk
