"""The originals: posted or brought, signed in, compared page by page, disputed, accepted."""

import pytest
from django.db import IntegrityError, transaction

from claims.errors import Incomplete, MoveRefused, NotHere
from claims.models import Claim, Comparison
from claims.originals import receiving
from claims.originals.receiving import compared
from claims.reasons import Difference
from claims.states import Status
from members.models import Message
from members.roles import Role
from tests.factories.claims import compare, passed, put, received, staff
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db

SAME, DIFFERS, MISSING = Comparison.Verdict


def page_of(claim, material="discharge_record"):
    return claim.pages.get(material=material).pk


def test_originals_that_were_posted_are_signed_in_and_accepted() -> None:
    claim, teller = passed(), staff(Role.TELLER)
    receiving.register_parcel(claim.pk, courier="顺丰", number="SF1")
    receiving.register_parcel(claim.pk, courier="顺丰", number="SF1234567890")

    receiving.receive(claim.pk, by=teller)
    compare(claim, by=teller)
    claim = receiving.accept(claim.pk, by=teller)

    parcel = claim.parcels.get()
    assert (parcel.number, parcel.received_by) == ("SF1234567890", teller)
    assert claim.acceptance_number is not None
    assert claim.acceptance_number.startswith("SL-")


def test_originals_brought_by_hand_need_no_parcel() -> None:
    claim = receiving.receive(passed().pk, by=staff(Role.TELLER))

    assert claim.parcels.get().way == "brought"


def test_a_station_that_takes_no_originals_signs_none_in() -> None:
    station = StationFactory.create(takes_originals=False)

    with pytest.raises(NotHere):
        receiving.receive(passed().pk, by=staff(Role.TELLER, station=station))


def test_nothing_is_accepted_while_a_page_is_not_compared() -> None:
    claim, teller = received(), staff(Role.TELLER)
    others = [p.pk for p in claim.pages.exclude(material="discharge_record")]
    receiving.compare(claim.pk, others, SAME, by=teller)

    with pytest.raises(Incomplete, match="出院记录第1页"):
        receiving.accept(claim.pk, by=teller)
    with pytest.raises(IntegrityError, match="was not found the same"), transaction.atomic():
        put(claim, Status.ACCEPTED)

    receiving.compare(claim.pk, [page_of(claim)], SAME, by=teller)
    assert receiving.accept(claim.pk, by=teller).status == Status.ACCEPTED


def test_nothing_is_accepted_while_a_page_differs_and_a_second_look_corrects_it() -> None:
    claim, teller = received(), staff(Role.TELLER)
    compare(claim, by=teller)
    page = page_of(claim)
    receiving.compare(claim.pk, [page], DIFFERS, by=teller, reason=Difference.NO_SEAL)

    with pytest.raises(Incomplete, match="与图片不符"):
        receiving.accept(claim.pk, by=teller)
    with pytest.raises(IntegrityError, match="was not found the same"), transaction.atomic():
        put(claim, Status.ACCEPTED)

    receiving.compare(claim.pk, [page], SAME, by=teller)
    assert receiving.accept(claim.pk, by=teller).status == Status.ACCEPTED
    assert Comparison.objects.filter(page=page).count() == 1


def test_all_that_differs_is_told_at_once_until_everything_is_the_same() -> None:
    claim, teller = received(), staff(Role.TELLER)
    compare(claim, by=teller)
    with pytest.raises(Incomplete, match="都与图片一致"):
        receiving.dispute(claim.pk, by=teller)
    record, card = page_of(claim), page_of(claim, "id_card")
    receiving.compare(claim.pk, [record], DIFFERS, by=teller, reason=Difference.NO_SEAL)
    receiving.compare(claim.pk, [card], MISSING, by=teller, words="缺反面")

    claim = receiving.dispute(claim.pk, "请一并寄来", by=teller)

    told = claim.events.last().note
    assert claim.status == Status.MISMATCH
    assert told == (
        "出院记录第1页：未加盖印章；本人身份证第1页：没有收到这一页的原件：缺反面；请一并寄来"
    )
    assert "有2页材料原件" in Message.objects.order_by("created_at").last().text

    receiving.register_parcel(claim.pk, courier="顺丰", number="SF9876543210")
    receiving.receive(claim.pk, by=teller)
    claim.refresh_from_db()
    assert {one.page.pk for one in compared(claim) if one.todo} == {record, card}
    receiving.compare(claim.pk, [record], SAME, by=teller)
    with pytest.raises(Incomplete, match="本人身份证第1页"):
        receiving.dispute(claim.pk, by=teller)
    receiving.compare(claim.pk, [card], SAME, by=teller)
    assert receiving.accept(claim.pk, by=teller).status == Status.ACCEPTED


def test_what_differs_needs_its_reason_and_other_its_words() -> None:
    claim, teller = received(), staff(Role.TELLER)
    page = page_of(claim)

    for reason, words in [("", ""), ("Y99", "x"), (Difference.OTHER, " ")]:
        with pytest.raises(Incomplete):
            receiving.compare(claim.pk, [page], DIFFERS, by=teller, reason=reason, words=words)

    receiving.compare(
        claim.pk, [page], DIFFERS, by=teller, reason=Difference.OTHER, words="背面有字"
    )
    assert Comparison.objects.get().words == "背面有字"


def test_only_pages_of_the_claim_are_compared_and_only_while_it_lies_here() -> None:
    claim, teller = received(), staff(Role.TELLER)
    other = received()

    with pytest.raises(Incomplete):
        receiving.compare(claim.pk, [page_of(other)], SAME, by=teller)
    with pytest.raises(Incomplete):
        receiving.compare(claim.pk, [], SAME, by=teller)
    with pytest.raises(MoveRefused):
        receiving.compare(passed().pk, [page_of(claim)], SAME, by=teller)


def test_a_page_that_was_replaced_is_not_waited_for() -> None:
    claim, teller = received(), staff(Role.TELLER)
    compare(claim, by=teller)
    claim.pages.filter(material="id_card").update(removed_at=claim.opened_at)
    Comparison.objects.filter(page__material="id_card").delete()

    assert receiving.accept(claim.pk, by=teller).status == Status.ACCEPTED
    assert Claim.objects.get().acceptance_number
