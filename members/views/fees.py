"""What a roster or a person owes, how to pay it, the receipt. Verbs: members.enrolment.online."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.csrf import csrf_exempt

from members.enrolment import online
from members.enrolment.fees import (
    Receipt,
    receipt_of_joining,
    receipt_of_roster,
    reference_of,
)
from members.errors import MemberError, OrderUnknown
from members.models import EnrolmentBatch, FeeOrder, SelfEnrolment
from members.outside.payment import (
    SIGNATURE,
    NotGenuine,
    PaymentFailed,
    ShownPayments,
    get_payments,
)
from members.refusals import sentence
from members.signin import account
from members.views.acting import batch_of

Status = EnrolmentBatch.Status


def fee(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Say what a confirmed roster owes and how to pay; POST orders to pay online."""
    batch = batch_of(request, batch_id)
    if batch.status != Status.CONFIRMED:
        return redirect("members:roster", batch.pk)
    context = {
        "batch": batch,
        "reference": reference_of(batch),
        "to": settings.FEE_ACCOUNT,
        "online": get_payments() is not None and batch.due_fen > 0,
        "link": _ordered(request, lambda: online.begin(batch.pk, by=account(request))),
    }
    return render(request, "members/fee.html", context)


def own_fee(request: HttpRequest) -> HttpResponse:
    """Say what oneself owes and how to pay; POST orders to pay online."""
    asked = _own(request).filter(status=SelfEnrolment.Status.ACCEPTED).first()
    if asked is None:
        return redirect("members:join")
    context = {
        "asked": asked,
        "online": get_payments() is not None,
        "link": _ordered(request, lambda: online.begin_alone(asked.pk, by=account(request))),
    }
    return render(request, "members/own_fee.html", context)


def _ordered(request: HttpRequest, begin: Callable[[], str]) -> str:
    """Order when asked to; give the address at which it is paid, else nothing."""
    if request.method != "POST":
        return ""
    try:
        return begin()
    except MemberError as error:
        messages.error(request, sentence(error))
    except (OSError, PaymentFailed):
        messages.error(request, "在线缴费暂时不能使用，请稍后再试，或用其他方式缴费。")
    return ""


def receipt(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show the receipt of a paid roster, to be printed."""
    batch = batch_of(request, batch_id)
    return _receipt(request, receipt_of_roster(batch), resolve_url("members:roster", batch.pk))


def own_receipt(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show the receipt of what one paid for oneself."""
    asked = get_object_or_404(_own(request), pk=request_id)
    return _receipt(request, receipt_of_joining(asked), resolve_url("members:join"))


def _receipt(request: HttpRequest, paid: Receipt | None, back: str) -> HttpResponse:
    if paid is None:
        raise Http404
    return render(request, "members/receipt.html", {"receipt": paid, "back": back})


def _own(request: HttpRequest) -> QuerySet[SelfEnrolment]:
    return account(request).self_enrolments.select_related("scheme", "station", "coverage")


@csrf_exempt
def notice(request: HttpRequest) -> HttpResponse:
    """Take up what the payment partner says. Its signature, not a session, says who it is."""
    try:
        online.take(request.body, request.headers)
    except (NotGenuine, OrderUnknown):
        return HttpResponseBadRequest("refused", content_type="text/plain")
    return HttpResponse("success", content_type="text/plain")


def demo_pay(request: HttpRequest, number: str) -> HttpResponse:
    """Stand in for the partner's page; there is none outside the demo."""
    if not settings.DEMO or not isinstance(partner := get_payments(), ShownPayments):
        raise Http404
    order = get_object_or_404(FeeOrder, number=number)
    if order.batch_id:
        back = resolve_url("members:roster", batch_of(request, order.batch_id).pk)
    else:
        get_object_or_404(_own(request), pk=order.joining_id)
        back = resolve_url("members:join")
    if request.method == "POST":
        body = partner.pay(order.number, order.due_fen)
        online.take(body, {SIGNATURE: partner.signature(body)})
        messages.success(request, "演示付款已完成。")
        return redirect(back)
    return render(request, "members/demo_pay.html", {"order": order})
