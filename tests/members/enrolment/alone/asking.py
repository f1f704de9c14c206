"""Somebody who joins alone: asking, accepted by the station, paying."""

from members.enrolment import alone
from members.enrolment.alone import Person
from tests.factories.members import UserFactory, id_number_of

ME = Person("测试甲", id_number_of(1))


def asked(station, user=None, person=ME):
    user = user or UserFactory.create()
    return alone.ask(user.pk, person, station=station, kind="flexible")


def accepted(station, teller, **more):
    return alone.accept(asked(station, **more).pk, by=teller)


def pay(request, teller, fen=6000, voucher="收据 1"):
    return alone.register(request.pk, received_fen=fen, voucher=voucher, by=teller)
