"""What another claim has too, and the numbers of invoices: on the desk, and only there."""

from datetime import date

import pytest
from django.db import connection

from claims import filing, noting
from claims.errors import Held, Incomplete
from claims.models import InvoiceNumber, Reading, Stay
from claims.photographs.spots import Spot
from claims.reading.papers import Field, Found
from claims.repeats.invoices import same_invoices
from claims.repeats.stays import overlap, overlaps
from members.roles import Role
from tests.claims.admin.steps import page, signed_in
from tests.factories.claims import complete_draft, in_review, staff, submitted

pytestmark = pytest.mark.django_db


def invoice_of(claim):
    return claim.pages.get(material="hospital_invoice")


def register(claim, number, code=""):
    return noting.register_invoice(
        claim.pk, invoice_of(claim).pk, number, code=code, by=claim.reviewer
    )


def found(claim):
    rows = InvoiceNumber.objects.filter(page__claim=claim)
    return [one.other.page.claim for one in same_invoices(claim, rows)]


@pytest.mark.parametrize(
    ("first", "again", "same"),
    [
        (("0097366946",), ("00 9736-6946",), True),
        (("0097366946",), ("００９７３６６９４６",), True),
        (("0097366946", "35060126"), ("0097366946",), True),
        (("0097366946", "35060126"), ("0097366946", "3506 0126"), True),
        (("0097366946", "35060126"), ("0097366946", "35060125"), False),
        (("0097366946",), ("97366946",), False),
    ],
    ids=["typed otherwise", "full width", "code left out", "code", "another code", "another"],
)
def test_the_same_number_in_another_claim_is_told(first, again, same):
    one, other = in_review(), in_review()
    register(one, *first)
    assert found(one) == []
    register(other, *again)
    assert found(other) == ([one] if same else [])
    assert found(one) == ([other] if same else [])


def test_a_number_is_sealed_corrected_and_taken_away():
    claim = in_review()
    register(claim, "0097366946")
    register(claim, "0097366947", "35060126")
    kept = InvoiceNumber.objects.get()
    assert (kept.number, kept.code, kept.by) == ("0097366947", "35060126", claim.reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, code FROM claims_invoicenumber")
        assert b"0097" not in b"".join(map(bytes, cursor.fetchone()))
    register(claim, " ")
    assert not InvoiceNumber.objects.exists()


@pytest.mark.parametrize("number", ["12", "第一联", "ABCDEF", "1" * 31, "12;DROP"])
def test_what_can_be_no_number_is_refused(number):
    claim = in_review()
    with pytest.raises(Incomplete):
        register(claim, number)
    assert not InvoiceNumber.objects.exists()


def test_only_the_reviewer_of_the_claim_registers():
    claim = in_review()
    with pytest.raises(Held):
        noting.register_invoice(
            claim.pk, invoice_of(claim).pk, "0097366946", by=staff(Role.PRE_REVIEWER)
        )
    with pytest.raises(Incomplete):  # an identity card bears none
        noting.register_invoice(
            claim.pk, claim.pages.get(material="id_card").pk, "0097366946", by=claim.reviewer
        )
    register(claim, "0097366946")


OVERLAPS = {
    "the same days": ((1, 11), (1, 11), True),
    "a night in common": ((1, 11), (10, 15), True),
    "one within the other": ((1, 11), (3, 5), True),
    "moved to another hospital": ((1, 11), (11, 15), False),
    "apart": ((1, 11), (12, 15), False),
    "a day within": ((1, 11), (4, 4), True),
    "the same single day": ((4, 4), (4, 4), True),
    "a single day at the end": ((1, 11), (11, 11), False),
}


def withdrawn(day=1, until=11):
    """A claim that stands in nobody's way: while one does, another for its days is refused."""
    claim = submitted(admitted=date(2023, 6, day), discharged=date(2023, 6, until))
    return filing.withdraw(claim.pk, by=claim.applicant)


@pytest.mark.parametrize(("one", "other", "shared"), OVERLAPS.values(), ids=OVERLAPS)
def test_stays_of_two_claims_of_a_member_overlap_by_a_night(one, other, shared):
    first = withdrawn(*one)
    second = submitted(
        admitted=date(2023, 6, other[0]), discharged=date(2023, 6, other[1]), member=first.member
    )
    assert [o.other.claim for o in overlaps(second)] == ([first] if shared else [])
    assert [o.other.claim for o in overlaps(first)] == ([second] if shared else [])
    assert overlap(first.stays.get(), second.stays.get()) is shared


def test_another_members_days_and_a_draft_are_nobodys_overlap():
    claim, _other = submitted(), submitted()
    complete_draft(member=claim.member)
    assert overlaps(claim) == []


def test_overlaps_of_many_stays_are_found_in_two_queries(django_assert_num_queries):
    claim = withdrawn()
    for day in range(12, 18):
        Stay.objects.create(
            claim=claim,
            hospital="示范医院",
            admitted_on=date(2023, 6, day),
            discharged_on=date(2023, 6, day + 1),
        )
    submitted(member=claim.member)
    with django_assert_num_queries(2):
        assert len(overlaps(claim)) == 1


def test_the_desk_tells_both_and_the_member_sees_neither(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    first = in_review()
    before = withdrawn()
    claim = in_review(member=before.member)
    claim.reviewer = person
    claim.save()
    register(first, "0097366946")
    typed = {"number": "0097366946", "code": ""}
    assert client.post(page("invoice", claim, invoice_of(claim).pk), typed).status_code == 302
    words = client.get(page("desk", claim)).content.decode()
    assert "相同的票据号码也在其他申请中" in words
    assert "住院日期与本人其他申请重叠" in words
    assert first.number in words
    assert before.number in words
    client.force_login(claim.applicant)
    shown = client.get(f"/claims/{claim.pk}/").content.decode()
    assert not any(word in shown for word in ("重叠", first.number, before.number))


def test_a_number_that_cannot_be_is_told_and_the_claim_stays_as_it_was(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = in_review()
    claim.reviewer = person
    claim.save()
    answer = client.post(
        page("invoice", claim, invoice_of(claim).pk), {"number": "12"}, follow=True
    )
    assert "请填写票据上印的号码" in answer.content.decode()
    assert not InvoiceNumber.objects.exists()


def read(claim, material, **values):
    found = {Field(f): Found(value, Spot(0.2, 0.1, 0.3, 0.02)) for f, value in values.items()}
    Reading.objects.create(
        page=claim.pages.get(material=material),
        state=Reading.State.READ,
        attempts=1,
        found=found,
    )


def test_the_desk_shows_what_was_read_beside_what_was_typed(client, settings):
    settings.OCR = True
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = in_review()
    claim.reviewer = person
    claim.save()
    read(claim, "discharge_record", hospital="示范医院", admitted_on="2023-06-02", days="9")
    read(claim, "hospital_invoice", total="1162586", number="0097366946", code="35060126")
    words = client.get(page("desk", claim)).content.decode()
    assert "2023年6月2日" in words
    assert "填写的是2023年6月1日" in words
    assert "1处不一致" in words
    assert "11,625.86元" in words
    assert 'value="0097366946"' in words
    assert "照片中读到，请核对后登记" in words
    assert words.count('class="mark mark--read"') >= 6
    assert not InvoiceNumber.objects.exists()
    settings.OCR = False
    assert "照片中读到" not in client.get(page("desk", claim)).content.decode()
