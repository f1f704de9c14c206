"""Two tellers scan the same parcel at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from claims.errors import MoveRefused
from claims.models import Claim
from claims.originals import receiving
from members.models import User
from members.roles import Role
from tests.factories.claims import passed, staff

pytestmark = pytest.mark.django_db(transaction=True)


def posted() -> tuple[Claim, list[User]]:
    """A claim whose parcel is under way, and two tellers."""
    claim = passed()
    receiving.register_parcel(claim.pk, courier="顺丰速运", number="SF1234567890123")
    return claim, [staff(Role.TELLER) for _ in range(2)]


def both_scan(claim: Claim, tellers: list[User]) -> list[str]:
    """What became of a parcel that two tellers sign in."""
    ready = threading.Barrier(2)

    def scan(teller) -> str:
        ready.wait()
        try:
            receiving.receive(claim.pk, by=teller)
        except MoveRefused:
            return "refused"
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()
        return "signed in"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(scan, tellers))


def test_one_signs_it_in_and_the_other_is_told() -> None:
    claim, tellers = posted()

    assert both_scan(claim, tellers) == ["refused", "signed in"]
    assert claim.parcels.count() == 1
    assert claim.events.filter(action="receive").count() == 1


def test_without_the_lock_it_would_be_signed_in_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = threading.Barrier(2)

    def both_have_looked(claim_id, version=None):
        claim = Claim.objects.select_related("member", "applicant").get(pk=claim_id)
        looked.wait(10)
        return claim

    claim, tellers = posted()
    monkeypatch.setattr(receiving, "locked", both_have_looked)

    assert both_scan(claim, tellers) == ["signed in", "signed in"]
    assert claim.events.filter(action="receive").count() == 2
