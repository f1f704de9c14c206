"""Originals handed to a station that sends them on: taken in there, and forwarded together.

Verbs as claims.transitions says. Signing in at the place that takes originals is
claims.originals.receiving.receive, as for every other way.
"""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims import notices
from claims.errors import Incomplete, NotHere
from claims.models import Parcel, Transfer
from claims.states import Action
from claims.transitions import check_move, locked
from members import days
from members.models import Station, User
from members.roles import Role


@transaction.atomic
def take_in(claim_id: UUID, *, by: User) -> Parcel:
    """Note that the member handed the originals in at the person's station.

    The member's time no longer runs. NotHere where originals are not handed in, Incomplete when
    they were before.
    """
    claim = locked(claim_id)
    check_move(claim, Action.RECEIVE, by=by)
    station = _own_station(by)
    parcel = claim.parcels.under_way().select_related("station").first() or Parcel(claim=claim)
    if parcel.way == Parcel.Way.HANDED and parcel.handed_at:
        when = days.short(timezone.localdate(parcel.handed_at))
        raise Incomplete({"parcel": f"这份申请的原件已于{when}由{parcel.station}代收。"})
    parcel.way, parcel.station = Parcel.Way.HANDED, station
    parcel.courier = parcel.number = ""
    parcel.handed_at, parcel.handed_by = timezone.now(), by
    parcel.save()
    claim.answer_by = None
    claim.version += 1
    claim.save(update_fields=["answer_by", "version"])
    notices.handed_in(claim, parcel)
    return parcel


@transaction.atomic
def send_on(parcel_ids: Collection[UUID], words: str, *, by: User) -> Transfer:
    """Send parcels of the person's station on together: a record of who, when, how, and what.

    Incomplete when one is not there any more, or nothing says how they travel.
    """
    if not by.has_role(Role.TELLER):
        raise PermissionDenied
    station = _own_station(by)
    held = Parcel.objects.held_at(station).filter(pk__in=parcel_ids)
    keys = list(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    problems = {}
    if not keys or len(keys) != len(set(parcel_ids)):
        problems["parcels"] = "请选择要转送的原件；已经转送的不能再选。"
    if not words.strip():
        problems["words"] = "请写明由谁、怎样运送，例如运单号或送件人姓名。"
    if problems:
        raise Incomplete(problems)
    transfer = Transfer.objects.create(station=station, sent_by=by, words=words.strip())
    Parcel.objects.filter(pk__in=keys).update(transfer=transfer)
    return transfer


def _own_station(by: User) -> Station:
    station = by.station
    if station is None or station.takes_originals or not station.hands_on:
        raise NotHere(str(station or ""))
    return station
