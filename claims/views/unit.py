"""What a unit's cadre sees of its people's claims: how far they are and what they came to."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from claims.listing import of_staff
from claims.models import Claim
from members.signin import account
from members.views.acting import unit_of

A_PAGE: Final = 50


def of_unit(request: HttpRequest) -> HttpResponse:
    """List the claims of the unit's people: no kind, no papers; those one filed are links."""
    unit = unit_of(request)
    if unit is None:
        return redirect("members:unit")
    claims = Claim.objects.of_staff(unit).with_standing().order_by("-submitted_at", "pk")
    page = Paginator(claims, A_PAGE).get_page(request.GET.get("page"))
    user = account(request)
    context = {
        "unit": unit,
        "page": page,
        "rows": [
            of_staff(
                claim,
                link=resolve_url("claims:detail", claim.pk) if claim.is_handled_by(user) else "",
            )
            for claim in page
        ],
    }
    return render(request, "claims/of_unit.html", context)
