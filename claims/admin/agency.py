"""What the office writes down of an agent: that the member objected, and what became of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims import agency
from claims.admin import moves
from claims.admin.refusals import Refused, sentence
from members.signin import account


def decide(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Take down an objection that came by telephone, or settle one."""
    claim, words = moves.read(claim_id), request.POST.get("words", "")[:300]
    try:
        if request.POST.get("decision") == "settle":
            agency.settle(claim.pk, words, by=account(request))
            messages.success(request, "已核实，申请继续办理。暂缓的支付由两人解除。")
        else:
            agency.object_(claim.pk, words, by=account(request))
            messages.success(request, "已登记职工异议，申请停止办理。")
    except Refused as error:
        messages.error(request, sentence(error))
    return redirect("admin:claims_claim_change", claim.pk)
