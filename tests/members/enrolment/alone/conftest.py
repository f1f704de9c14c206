"""A June morning, and the station and teller to whom people come."""

import pytest
import time_machine

from members.roles import Role
from tests.factories.members import SchemeFactory, StaffFactory, StationFactory


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2023-06-14T10:00:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def station(db):
    SchemeFactory.create()
    return StationFactory.create()


@pytest.fixture
def teller(db):
    return StaffFactory.create(roles=[str(Role.TELLER)])
