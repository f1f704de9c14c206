"""The queue's own page: a pile of pre-review, fifty at a time, as deep as one likes."""

from typing import Final
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from claims.models import Claim
from claims.promise.deadlines import deadlines
from claims.queues import COUNTED, PILES, Place, pile, place_of, sizes
from members.signin import account

ROWS: Final = 50
SHOWN: Final = (
    "number",
    "kind",
    "status",
    "submitted_at",
    "review_by",
    "answer_by",
    "member__name",
    "member__unit__name",
    "station__name",
    "reviewer__name",
    "reviewer__username",
)
"""All that a row says: a claim is wide, and so are those it names."""


def queue(request: HttpRequest) -> HttpResponse:
    """Show one pile from a place on. Four reads with the session's two, however much waits."""
    user = account(request)
    code = request.GET.get("pile", "waiting")
    code = code if code in PILES else "waiting"
    station = _station(request)
    after = Place.read(request.GET.get("after", ""))
    rows = list(pile(code, user, station=station, after=after).only(*SHOWN)[: ROWS + 1])
    shown, more = rows[:ROWS], rows[ROWS:]
    due = deadlines(shown)
    counted = sizes(user)
    kept = f"&station={station}" if station else ""
    place = place_of(shown[-1]) if more else None
    context = {
        **admin.site.each_context(request),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": "预审队列",
        "pile": code,
        "tabs": [
            (each, label, _capped(counted[each]), f"?pile={each}{kept}")
            for each, label in PILES.items()
        ],
        "rows": [(claim, due.get(claim.pk)) for claim in shown],
        "station": station,
        "own_station": user.station_id,
        "more": place and _query(code, station, str(place)),
        "deep": "after" in request.GET,
    }
    return render(request, "admin/claims/claim/queue.html", context)


def _capped(size: int) -> str:
    return f"{COUNTED}+" if size > COUNTED else str(size)


def _station(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["station"]) if request.GET.get("station") else None
    except ValueError:
        return None


def _query(code: str, station: UUID | None, after: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"pile": code, "after": after})
    if station:
        query["station"] = str(station)
    return f"?{query.urlencode()}"
