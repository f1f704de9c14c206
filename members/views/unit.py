"""The page of a unit: who is covered, the last rosters, what is owed."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from members.models import Coverage, EnrolmentBatch
from members.views.acting import unit_of

PEOPLE_A_PAGE: Final = 50
BATCHES_SHOWN: Final = 10


def unit(request: HttpRequest) -> HttpResponse:
    mine = unit_of(request)
    if mine is None:
        return render(request, "members/unit.html", {"unit": None})
    covers = (
        Coverage.objects.on(timezone.localdate())
        .filter(unit=mine)
        .select_related("member", "scheme")
        .order_by("member__name", "pk")
    )
    batches = EnrolmentBatch.objects.filter(unit=mine).select_related("scheme")
    context = {
        "unit": mine,
        "page": Paginator(covers, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "batches": batches[:BATCHES_SHOWN],
        "owed": batches.filter(status=EnrolmentBatch.Status.CONFIRMED),
    }
    return render(request, "members/unit.html", context)
