"""Handing the originals in: the three ways, the courier's number, and the sheet to lie on top."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.benefits import Paper
from claims.errors import ClaimError, NotOpen
from claims.forms.parcel import ParcelForm
from claims.models import Claim, Parcel
from claims.originals import arrivals, receiving
from claims.originals.receiving import compared
from claims.states import AWAITING_ORIGINALS, Status
from claims.views import parts
from claims.views.filed import visits
from claims.views.own import own_claim, sent, turned_back
from members.models import Station

COPIES: Final = frozenset(
    {
        Paper.ID_CARD,
        Paper.BANK_CARD,
        Paper.PAYEE_ID_CARD,
        Paper.PAYEE_BANK_CARD,
        Paper.AGENT_ID_CARD,
    }
)
"""Nobody is to part with these: a copy is posted."""


def parcel(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Note that the originals were posted; where to, what to put in, and the other ways."""
    claim = own_claim(request, claim_id)
    posted: Parcel | None = claim.parcels.under_way().first()
    initial = {"courier": posted.courier, "number": posted.number} if posted else {}
    form = ParcelForm(sent(request), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            receiving.register_parcel(claim.pk, **form.posted())
        except ClaimError as error:
            return turned_back(request, claim, error)
        messages.success(request, "运单号已登记，签收后会通知您。")
        return redirect("claims:detail", claim.pk)
    if claim.status not in AWAITING_ORIGINALS or (posted and posted.handed_at):
        return turned_back(request, claim, NotOpen())
    context = {
        "claim": claim,
        "form": form,
        "station": claim.station or Station.objects.centre(),
        "handing": Station.objects.handing_on(),
        "originals": enclosed(claim),
        "booking": visits(claim).first(),
    }
    return render(request, "claims/parcel.html", context)


def cover_sheet(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The sheet to print and lay on top: what is in, where it goes, and the code to scan."""
    claim = own_claim(request, claim_id)
    if claim.status not in AWAITING_ORIGINALS:
        return turned_back(request, claim, NotOpen())
    code = arrivals.cover_sheet(claim).code
    context = {
        "claim": claim,
        "code": code,
        "spaced": arrivals.spaced(code),
        "station": claim.station or Station.objects.centre(),
        "originals": enclosed(claim),
    }
    return render(request, "claims/cover_sheet.html", context)


def enclosed(claim: Claim) -> list[tuple[str, int]]:
    """What to put in, and how many pages of it: everything, or after a dispute what is asked."""
    if claim.status == Status.MISMATCH:
        pages = [one.page.material for one in compared(claim) if one.differs]
    else:
        pages = list(claim.pages.live().values_list("material", flat=True))
    return [
        (f"{paper.name}（复印件）" if paper.code in COPIES else paper.name, paper.pages)
        for paper in parts.handed_in(claim, pages)
    ]
