"""The archive: one file a place, one place a file, lent and back, given back at the end."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from claims import finding
from claims.errors import Incomplete
from claims.models import Handback, Loan, Shelving
from claims.originals import shelving
from claims.originals.arrivals import cover_sheet, spaced
from members.models import Message
from members.roles import Role
from tests.factories.claims import accepted, approved, received, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def teller():
    return staff(Role.TELLER)


def lend(claim, by, **how):
    told: dict[str, Any] = {
        "lent_to": "审计处 李明",
        "reason": "年度审计",
        "due_on": timezone.localdate(),
    }
    return shelving.lend(claim.pk, **(told | how), by=by)


def test_a_file_has_one_place_and_a_place_one_file(teller) -> None:
    claim, other = accepted(), accepted()

    assert shelving.shelve(claim.pk, "ａ0312", by=teller).place == "A-03-12"
    with pytest.raises(Incomplete, match=str(claim.number)):
        shelving.shelve(other.pk, "A-03-12", by=teller)
    shelving.shelve(claim.pk, "A-03-13", by=teller)

    assert claim.shelvings.open().get().place == "A-03-13"
    assert Shelving.objects.get(place="A-03-12").ended == "moved"
    assert shelving.shelve(other.pk, "A-03-12", by=teller).place == "A-03-12"
    for twice in ({"claim": claim, "place": "B-01-01"}, {"claim": other, "place": "A-03-13"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shelving.objects.create(**twice, put_by=teller)


@pytest.mark.parametrize("typed", ["", "A-3-12", "AA-03-12", "03-12", "A-03-123"])
def test_a_place_has_its_form(teller, typed) -> None:
    with pytest.raises(Incomplete, match="架-盒-号"):
        shelving.shelve(accepted().pk, typed, by=teller)


def test_the_next_place_follows_the_last_one_filled(teller) -> None:
    assert shelving.next_place() == "A-01-01"
    shelving.shelve(accepted().pk, "A-01-02", by=teller)
    shelving.shelve(accepted().pk, "A-01-01", by=teller)
    assert shelving.next_place() == "A-01-03"
    shelving.shelve(accepted().pk, "A-99-99", by=teller)
    assert shelving.next_place() == "B-01-01"


def test_what_is_lent_comes_back_and_is_neither_moved_nor_lent_meanwhile(teller) -> None:
    claim = accepted()
    with pytest.raises(Incomplete, match="还没有上架"):
        lend(claim, teller)
    shelving.shelve(claim.pk, "A-01-01", by=teller)
    with pytest.raises(Incomplete, match="不能早于今天"):
        lend(claim, teller, due_on=timezone.localdate() - timedelta(days=1))

    loan = lend(claim, teller)
    with pytest.raises(Incomplete, match="已经借出"):
        lend(claim, teller)
    with pytest.raises(Incomplete, match="已借出"):
        shelving.shelve(claim.pk, "A-01-02", by=teller)
    assert not Loan.objects.overdue().exists()

    assert shelving.bring_back(claim.pk, by=teller) == loan
    with pytest.raises(Incomplete, match="没有借出"):
        shelving.bring_back(claim.pk, by=teller)
    assert lend(claim, teller) != loan


def test_originals_are_given_back_at_the_end_and_their_place_is_free(teller) -> None:
    early, claim = accepted(), approved()
    with pytest.raises(Incomplete, match="办结后"):
        shelving.hand_back(early.pk, way="fetched", by=teller)
    shelving.shelve(claim.pk, "A-01-01", by=teller)
    with pytest.raises(Incomplete, match="运单号"):
        shelving.hand_back(claim.pk, way="posted", by=teller)

    shelving.hand_back(claim.pk, way="posted", courier="邮政EMS", number="1234567890123", by=teller)

    assert not claim.shelvings.open().exists()
    assert "已寄还（邮政EMS 1234567890123）" in Message.objects.latest("created_at").text
    with pytest.raises(Incomplete, match="不在服务中心"):
        shelving.hand_back(claim.pk, way="fetched", by=teller)


def test_nothing_is_shelved_before_it_is_accepted_nor_by_other_roles(teller) -> None:
    with pytest.raises(Incomplete, match="还没有受理"):
        shelving.shelve(received().pk, "A-01-01", by=teller)
    with pytest.raises(PermissionDenied):
        shelving.shelve(accepted().pk, "A-01-01", by=staff(Role.FIRST_CHECKER))


def test_what_was_written_stays(teller) -> None:
    claim = approved()
    shelving.shelve(claim.pk, "A-01-01", by=teller)
    lend(claim, teller)
    shelving.bring_back(claim.pk, by=teller)
    shelving.hand_back(claim.pk, way="fetched", by=teller)

    changes = [
        lambda: Shelving.objects.update(place="A-01-02"),
        lambda: Shelving.objects.update(taken_at=None, taken_by=None, ended=""),
        lambda: Loan.objects.update(lent_to="别人"),
        lambda: Handback.objects.update(way="fetched"),
        lambda: Shelving.objects.all()._raw_delete("default"),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_file_is_found_by_its_place_and_by_the_code_on_its_cover(teller) -> None:
    claim = accepted()
    shelving.shelve(claim.pk, "A-03-12", by=teller)
    code = cover_sheet(claim).code

    for sought in ("A-03-12", "ａ-03-12", code, spaced(code).lower()):
        assert finding.fitting(sought).keys == (claim.pk,)
    assert cover_sheet(claim).code == code
    assert finding.fitting("A-03-13").keys == ()
