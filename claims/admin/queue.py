"""The queue's own page: a pile of pre-review, fifty at a time, as deep as one likes."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from claims.admin.frame import frame
from claims.models import Claim, Kind
from claims.queues import COUNTED, PILES, Place, pile_on, sizes
from members.identity import mask_name
from members.prepared import prepared
from members.signin import account

ROWS: Final = 50


class Row(NamedTuple):
    """What a row says of a claim, and no more: whole claims would cost more than the page."""

    pk: UUID
    number: str
    kind: str
    submitted_at: datetime
    review_by: date | None
    vouched_at: datetime | None
    name: str
    unit: str | None
    station: str | None
    reviewer: str | None

    @property
    def desk(self) -> str:
        """From the queue's own address: to ask for the whole one is a tenth of the page."""
        return f"../{self.pk}/desk/"

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind]

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)


FIELDS: Final = (
    *("pk", "number", "kind", "submitted_at", "review_by", "vouched_at"),
    *("member__name", "member__unit__name", "station__name", "reviewer__name"),
)
KINDS: Final = dict(Kind.choices)


def queue(request: HttpRequest) -> HttpResponse:
    """Show one pile from a place on. Four reads with the session's two, however much waits."""
    user = account(request)
    code = request.GET.get("pile", "waiting")
    code = code if code in PILES else "waiting"
    station, vouched = _station(request), "vouched" in request.GET
    after = Place.read(request.GET.get("after", ""))
    place = after or Place(timezone.now(), user.pk)  # a page that begins at the top looks at none
    ask = _page(code, of_station=station is not None, vouched=vouched, deep=after is not None)
    found = ask(user.pk, timezone.localdate(), timezone.now(), station, place.at, place.key)
    rows = [Row(*each) for each in found]
    shown, more = rows[:ROWS], rows[ROWS:]
    counted = sizes(user)
    asked = _Asked(code, station, vouched)
    other = None if station else user.station_id
    context = {
        **frame(),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": "预审队列",
        "pile": code,
        "tabs": [
            (each, label, _capped(counted[each]), asked.address(pile=each))
            for each, label in PILES.items()
        ],
        "rows": shown,
        "today": timezone.localdate(),
        "station": station,
        "at_station": user.station_id and asked.address(station=other),
        "vouched": vouched,
        "of_vouched": asked.address(vouched=not vouched),
        "first": asked.address() if "after" in request.GET else "",
        "more": asked.address(after=Place(shown[-1].submitted_at, shown[-1].pk)) if more else "",
    }
    return render(request, "admin/claims/claim/queue.html", context)


@cache
def _page(code: str, *, of_station: bool, vouched: bool, deep: bool) -> Callable[..., list[Any]]:
    """Give what reads the rows of one kind of page, and of one more row."""

    @prepared
    def page(  # noqa: PLR0917 - each is a place in the SQL
        user: UUID, today: date, now: datetime, station: UUID | None, at: datetime, key: UUID
    ) -> QuerySet[Claim, Any]:
        where = station if of_station else None
        after = Place(at, key) if deep else None
        found = pile_on(code, user, today, now, station=where, vouched=vouched, after=after)
        return found.values_list(*FIELDS)[: ROWS + 1]

    return page


class _Asked(NamedTuple):
    """What is shown; its address, with something else in its place."""

    pile: str
    station: UUID | None
    vouched: bool
    after: Place | None = None

    def address(self, **changed: object) -> str:
        query = QueryDict(mutable=True)
        for name, value in (self._asdict() | changed).items():
            if value:
                query[name] = "1" if value is True else str(value)
        return f"?{query.urlencode()}"


def _capped(size: int) -> str:
    return f"{COUNTED}+" if size > COUNTED else str(size)


def _station(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["station"]) if request.GET.get("station") else None
    except ValueError:
        return None
