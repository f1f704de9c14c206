"""What a roster owes, how to pay it, and the receipt. Verbs: members.enrolment.online."""

from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt

from members.enrolment import online
from members.enrolment.fees import reference_of
from members.enrolment.terms import terms_of
from members.errors import MemberError, OrderUnknown
from members.models import EnrolmentBatch, FeeOrder
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
    link = ""
    if request.method == "POST":
        try:
            link = online.begin(batch.pk, by=account(request))
        except MemberError as error:
            messages.error(request, sentence(error))
        except (OSError, PaymentFailed):
            messages.error(request, "在线缴费暂时不能使用，请稍后再试，或用银行转账缴费。")
    context = {
        "batch": batch,
        "reference": reference_of(batch),
        "to": settings.FEE_ACCOUNT,
        "online": get_payments() is not None and batch.due_fen > 0,
        "link": link,
    }
    return render(request, "members/fee.html", context)


def receipt(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show the receipt of a paid roster, to be printed."""
    batch = batch_of(request, batch_id)
    if batch.gift or batch.status != Status.EFFECTIVE or not (batch.papers_on and batch.paid_on):
        raise Http404
    starts_on, ends_on = terms_of(batch.scheme).cover_dates(batch.papers_on, batch.paid_on)
    context = {
        "batch": batch,
        "number": f"{batch.paid_on:%Y%m%d}-{reference_of(batch)}",
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    return render(request, "members/receipt.html", context)


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
    batch = batch_of(request, order.batch_id)
    if request.method == "POST":
        body = partner.pay(order.number, order.due_fen)
        online.take(body, {SIGNATURE: partner.signature(body)})
        messages.success(request, "演示付款已完成。")
        return redirect("members:roster", batch.pk)
    context = {"batch": batch, "due": Decimal(order.due_fen) / 100}
    return render(request, "members/demo_pay.html", context)
