"""Where a claim's originals are: put on the shelf, lent, back, given back to the member."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from claims.admin import moves
from claims.admin.refusals import Refused, sentence
from claims.forms.acts import COURIERS
from claims.models import Claim, Handback
from claims.originals import arrivals, shelving
from members.roles import Role
from members.signin import account

LENT_FOR: Final = timedelta(days=14)
"""Offered when lending; default, not sourced."""


class PlaceForm(forms.Form):
    place = forms.CharField(
        label="档案位置",
        max_length=12,
        help_text="架-盒-号，例如A-03-12。",
        error_messages={"required": "请填写档案位置。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LoanForm(forms.Form):
    lent_to = forms.CharField(
        label="借阅人", max_length=40, error_messages={"required": "请填写借阅人。"}
    )
    reason = forms.CharField(
        label="事由", max_length=200, error_messages={"required": "请填写借阅事由。"}
    )
    due_on = forms.DateField(
        label="应归还日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写应归还日期。", "invalid": "日期写作2026-12-01。"},
    )


class HandbackForm(forms.Form):
    way = forms.ChoiceField(label="怎样退还", choices=Handback.Way.choices)
    courier = forms.ChoiceField(
        label="快递公司", choices=[("", "请选择"), *((c, c) for c in COURIERS)], required=False
    )
    number = forms.CharField(
        label="运单号",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NoForm(forms.Form):
    """Nothing has to be told."""


Act = tuple[type[forms.Form], Callable[..., object], str]

ACTS: Final[Mapping[str, Act]] = {
    "shelve": (PlaceForm, shelving.shelve, "已登记档案位置。"),
    "lend": (LoanForm, shelving.lend, "已登记借出。"),
    "bring_back": (NoForm, shelving.bring_back, "已登记归还。"),
    "hand_back": (HandbackForm, shelving.hand_back, "已登记退还，职工会收到通知。"),
}


def shelf(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show where the originals were and are, and what can be done; by POST do it."""
    claim, user = moves.read(claim_id), account(request)
    code, status = request.POST.get("act", ""), 200
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        if code not in ACTS:
            raise Http404
        if not user.has_role(Role.TELLER):
            raise PermissionDenied
        made, verb, done = ACTS[code]
        form = bound[code] = made(request.POST)
        status = 422
        if form.is_valid():
            try:
                verb(claim.pk, by=user, **form.cleaned_data)
            except Refused as error:
                form.add_error(None, sentence(error))
                status = 409
            else:
                messages.success(request, done)
                return redirect("admin:claims_claim_shelf", claim.pk)
    context = {
        **admin.site.each_context(request),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": f"原件 {claim.number}",
        "claim": claim,
        **_whereabouts(claim),
        "keeps": user.has_role(Role.TELLER) and shelving.in_house(claim),
        "ended": claim.status in shelving.ENDED,
        "shelve": bound.get("shelve") or PlaceForm(initial={"place": shelving.next_place()}),
        "lend": bound.get("lend") or LoanForm(initial={"due_on": timezone.localdate() + LENT_FOR}),
        "bring_back": bound.get("bring_back"),
        "hand_back": bound.get("hand_back") or HandbackForm(),
    }
    return render(request, "admin/claims/claim/shelf.html", context, status=status)


def _whereabouts(claim: Claim) -> dict[str, Any]:
    parcels = claim.parcels.select_related(
        "station", "handed_by", "received_by", "transfer__sent_by"
    )
    shelvings = list(
        claim.shelvings.select_related("put_by", "taken_by").prefetch_related(
            "loans__lent_by", "loans__returned_by"
        )
    )
    place = next((one for one in shelvings if one.taken_at is None), None)
    loans = place.loans.all() if place else ()
    sheet = getattr(claim, "cover_sheet", None)
    return {
        "parcels": parcels,
        "shelvings": shelvings,
        "place": place,
        "loan": next((one for one in loans if one.returned_at is None), None),
        "handbacks": claim.handbacks.select_related("by"),
        "code": arrivals.spaced(sheet.code) if sheet else "",
    }
