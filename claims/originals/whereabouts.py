"""Where a claim's originals are, as the member reads it: sent, signed in, kept, given back.

Shelf and loans are the office's alone: to the member what is lent out is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from claims.models import Claim, Handback, Parcel, Shelving
from claims.states import Status

COMPARED = frozenset(Status) - {
    Status.DRAFT,
    Status.PASSED,
    Status.MISMATCH,
    Status.RECEIVED,
    Status.WITHDRAWN,
    Status.CLOSED_LATE,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One place the originals came to, and when."""

    words: str
    at: datetime | None = None


Row = Mapping[str, str | None]


def told(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """With all that `way` reads, in the query of the claims themselves."""
    parcels = Parcel.objects.filter(claim=OuterRef("pk")).order_by("registered_at")
    kept = Shelving.objects.open().filter(claim=OuterRef("pk"))
    back = Handback.objects.filter(claim=OuterRef("pk")).order_by("-at")
    parcel = JSONObject(
        way="way",
        courier="courier",
        number="number",
        station="station__name",
        registered_at="registered_at",
        handed_at="handed_at",
        sent_at="transfer__sent_at",
        received_at="received_at",
    )
    return claims.annotate(
        parcels_told=ArraySubquery(parcels.values(told=parcel)),
        kept_at=Subquery(kept.values("put_at")[:1]),
        back_told=Subquery(
            back.values(told=JSONObject(at="at", courier="courier", number="number"))[:1]
        ),
    )


def way(claim: Claim) -> list[Stop]:
    """The way of the originals of a claim read as `told`, the first stop first."""
    read = vars(claim)
    parcels: list[Row] = read["parcels_told"]
    stops = [stop for parcel in parcels for stop in _of(parcel)]
    arrived = _at(parcels[-1]["received_at"]) if parcels else None
    if arrived is None:
        return stops
    back: Row | None = read["back_told"]
    back_at = _at(back["at"]) if back else None
    if claim.status == Status.RECEIVED:
        stops.append(Stop("正在与图片逐页比对"))
    elif claim.status in COMPARED:
        stops.append(Stop("与图片一致，由服务中心保管"))
    if read["kept_at"]:
        stops.append(Stop("已归档", read["kept_at"]))
    if back and back_at and back_at >= arrived:
        posted = f"已寄还给您（{back['courier']} {back['number']}）"
        stops.append(Stop(posted if back["number"] else "您已取回", back_at))
    return stops


def _of(parcel: Row) -> Iterator[Stop]:
    if parcel["way"] == Parcel.Way.POSTED:
        number = f"{parcel['courier']} {parcel['number']}"
        yield Stop(f"已寄出（{number}）", _at(parcel["registered_at"]))
    if parcel["handed_at"]:
        yield Stop(f"{parcel['station']}已代收", _at(parcel["handed_at"]))
    if parcel["sent_at"]:
        yield Stop("已转送服务中心", _at(parcel["sent_at"]))
    if parcel["received_at"]:
        yield Stop("服务中心已签收", _at(parcel["received_at"]))


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
