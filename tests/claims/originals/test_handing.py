"""Originals handed to a station: taken in there, sent on together, signed in where they belong."""

import pytest
from django.core.exceptions import PermissionDenied

from claims.errors import Incomplete, NotHere, NotOpen
from claims.models import Parcel
from claims.originals import handing, receiving
from claims.states import Status
from members.models import Message, Station
from members.roles import Role
from tests.factories.claims import passed, staff
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    """A teller of a street's station that takes originals in and sends them on."""
    station = StationFactory.create(
        name="湖里街道服务站",
        level=Station.Level.STREET,
        parent=StationFactory.create(),
        takes_originals=False,
        hands_on=True,
    )
    return staff(Role.TELLER, station=station)


def test_what_is_handed_in_is_sent_on_and_signed_in(clerk) -> None:
    claims = [passed(), passed()]
    taken = [handing.take_in(claim.pk, by=clerk) for claim in claims]
    assert "湖里街道服务站代收" in Message.objects.get(key=f"parcel-handed:{taken[0].pk}").text

    transfer = handing.send_on([parcel.pk for parcel in taken], "王师傅，工会用车", by=clerk)
    claim = receiving.receive(claims[0].pk, by=staff(Role.TELLER))

    assert transfer.parcels.count() == 2
    assert claim.status == Status.RECEIVED
    parcel = claim.parcels.get()
    assert (parcel.way, parcel.handed_by, parcel.transfer) == ("handed", clerk, transfer)
    assert [p.claim for p in transfer.parcels.under_way()] == [claims[1]]


def test_what_was_registered_as_posted_and_is_brought_to_a_station_is_one_parcel(clerk) -> None:
    claim = passed()
    receiving.register_parcel(claim.pk, courier="顺丰速运", number="SF1234567890123")

    handing.take_in(claim.pk, by=clerk)

    claim.refresh_from_db()
    assert Parcel.objects.get().way == "handed"
    assert claim.answer_by is None
    with pytest.raises(NotOpen):
        receiving.register_parcel(claim.pk, courier="顺丰速运", number="SF1234567890124")
    with pytest.raises(Incomplete, match="湖里街道服务站代收"):
        handing.take_in(claim.pk, by=clerk)


def test_nobody_takes_in_where_originals_are_not_handed_in() -> None:
    claim = passed()

    for station in (None, StationFactory.create(takes_originals=True, hands_on=True)):
        with pytest.raises(NotHere):
            handing.take_in(claim.pk, by=staff(Role.TELLER, station=station))
    with pytest.raises(PermissionDenied):
        handing.take_in(claim.pk, by=staff(Role.CASHIER))


def test_only_what_lies_here_is_sent_on_and_once(clerk) -> None:
    parcel = handing.take_in(passed().pk, by=clerk)

    with pytest.raises(Incomplete, match="怎样运送"):
        handing.send_on([parcel.pk], " ", by=clerk)
    with pytest.raises(Incomplete, match="请选择要转送"):
        handing.send_on([], "工会用车", by=clerk)
    handing.send_on([parcel.pk], "工会用车", by=clerk)
    with pytest.raises(Incomplete, match="请选择要转送"):
        handing.send_on([parcel.pk], "工会用车", by=clerk)
