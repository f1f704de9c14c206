"""The originals: posted or brought, signed in, compared, accepted."""

import pytest

from claims import originals
from claims.errors import Incomplete
from claims.states import Status
from members.roles import Role
from tests.factories.claims import (
    passed,
    staff,
)

pytestmark = pytest.mark.django_db


def test_originals_that_were_posted_are_signed_in_and_accepted() -> None:
    claim, teller = passed(), staff(Role.TELLER)
    originals.register_parcel(claim.pk, courier="顺丰", number="SF1")
    originals.register_parcel(claim.pk, courier="顺丰", number="SF1234567890")

    originals.receive(claim.pk, by=teller)
    claim = originals.accept(claim.pk, by=teller)

    parcel = claim.parcels.get()
    assert (parcel.number, parcel.received_by) == ("SF1234567890", teller)
    assert claim.acceptance_number is not None
    assert claim.acceptance_number.startswith("SL-")


def test_originals_brought_by_hand_need_no_parcel() -> None:
    claim = originals.receive(passed().pk, by=staff(Role.TELLER))

    assert claim.parcels.get().way == "brought"


def test_originals_that_do_not_match_are_sent_for_again() -> None:
    claim, teller = passed(), staff(Role.TELLER)
    originals.receive(claim.pk, by=teller)
    with pytest.raises(Incomplete):
        originals.dispute(claim.pk, "", by=teller)

    claim = originals.dispute(claim.pk, "缺出院记录第2页", by=teller)
    assert claim.status == Status.MISMATCH

    originals.register_parcel(claim.pk, courier="顺丰", number="SF9876543210")
    originals.receive(claim.pk, by=teller)
    assert originals.accept(claim.pk, by=teller).status == Status.ACCEPTED
