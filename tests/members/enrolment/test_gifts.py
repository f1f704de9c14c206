"""Cover that a sponsor gives: the same checks, no fee, six or twelve months, so many places."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from members.enrolment import enrol
from members.enrolment.checking import check_waiting
from members.enrolment.dates import cover_dates
from members.errors import BatchMoved, GiftFull, GiftOver, MemberError, OwnGift
from members.models import AccessLog, Coverage, EnrolmentBatch, Gift, Member, Message
from members.roles import Role
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    GiftFactory,
    MemberFactory,
    SchemeFactory,
    StaffFactory,
    id_number_of,
)
from tests.members.enrolment.test_enrol import people, xlsx

TODAY = date(2023, 3, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def cadre(db):
    return CadreFactory.create()


def checked(cadre, gift, *roster):
    batch = enrol.receive(
        cadre.unit, SchemeFactory.create(), xlsx(*roster), by=cadre.user, gift=gift
    )
    check_waiting()
    batch.refresh_from_db()
    return batch


def confirm(batch, by=None):
    return enrol.confirm(
        batch.pk,
        by=by or batch.uploaded_by,
        papers_on=TODAY,
        people=batch.good_rows,
        left_out=batch.bad_rows,
    )


@pytest.mark.parametrize(
    ("complete_on", "months", "last"),
    [
        pytest.param(date(2023, 3, 15), 6, date(2023, 9, 15), id="half a year"),
        pytest.param(date(2023, 8, 31), 6, date(2024, 2, 29), id="to a leap day"),
        pytest.param(date(2022, 8, 31), 6, date(2023, 2, 28), id="to a short month"),
        pytest.param(date(2023, 12, 31), 6, date(2024, 6, 30), id="over New Year"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="V-COV-4"),
    ],
)
def test_a_cover_ends_so_many_months_after_it_was_complete(complete_on, months, last):
    assert cover_dates(complete_on, complete_on, months=months)[1] == last


def test_a_calendar_year_cuts_a_gift_off():
    day = date(2023, 9, 1)

    assert cover_dates(day, day, calendar_year=2023, months=6)[1] == date(2023, 12, 31)
    assert cover_dates(day, day, calendar_year=2024, months=6) == (
        date(2024, 1, 1),
        date(2024, 6, 30),
    )


@pytest.mark.parametrize(("months", "last"), [(6, date(2023, 9, 15)), (12, date(2024, 3, 15))])
def test_everybody_in_the_list_is_covered_with_the_confirmation(cadre, months, last):
    gift = GiftFactory.create(unit=cadre.unit, months=months)
    batch = checked(cadre, gift, *people(2), ("测试乙", id_number_of(9), "", "0"))
    assert (batch.good_rows, batch.due_fen) == (3, 0)

    done = confirm(batch)

    assert done.status == EnrolmentBatch.Status.EFFECTIVE
    covers = list(Coverage.objects.select_related("batch__gift"))
    assert {(c.starts_on, c.ends_on, c.fee_class, c.fee_fen, c.sponsor) for c in covers} == {
        (date(2023, 3, 16), last, "gifted", 0, "示范市总工会")
    }
    assert len(covers) == 3
    assert AccessLog.objects.get(what=enrol.GIVEN).by == cadre.user
    assert "3人" in Message.objects.get(user=cadre.user).text


def test_a_fee_in_the_list_of_a_gift_keeps_the_row_out(cadre):
    gift = GiftFactory.create(unit=cadre.unit)

    batch = checked(cadre, gift, *people(1), ("测试乙", id_number_of(9), "", "60"))

    assert (batch.good_rows, batch.bad_rows) == (1, 1)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_whoever_is_covered_already_keeps_that_cover_and_is_given_none(cadre, elsewhere):
    unit = {} if elsewhere else {"unit": cadre.unit}
    member = MemberFactory.create(id_number=id_number_of(1), **unit)
    paid = CoverageFactory.create(
        member=member, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31)
    )

    batch = checked(cadre, GiftFactory.create(unit=cadre.unit), *people(2))
    confirm(batch)

    assert (batch.good_rows, batch.bad_rows) == (1, 1)
    assert list(Coverage.objects.filter(member=member)) == [paid]


def test_a_paid_cover_follows_when_the_gift_has_ended_and_not_before(cadre):
    gift = GiftFactory.create(unit=cadre.unit)
    confirm(checked(cadre, gift, *people(1)))

    with time_machine.travel("2023-09-14T10:00:00+08:00"):
        early = checked(cadre, None, *people(1))
    with time_machine.travel("2023-09-15T10:00:00+08:00"):
        in_time = checked(cadre, None, *people(1), ("测试乙", id_number_of(8)))

    assert (early.good_rows, early.status) == (0, EnrolmentBatch.Status.CHECKED)
    assert in_time.good_rows == 2


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        pytest.param({"until": date(2023, 3, 14)}, GiftOver, id="closed yesterday"),
        pytest.param({"elsewhere": True}, GiftOver, id="another unit's"),
        pytest.param({"until": date(2023, 3, 15)}, None, id="closes today"),
    ],
)
def test_a_list_is_taken_from_its_unit_while_the_gift_is_open(cadre, given, refusal):
    unit = {} if given.pop("elsewhere", False) else {"unit": cadre.unit}
    gift = GiftFactory.create(**unit, **given)

    if refusal is None:
        assert checked(cadre, gift, *people(1)).gift == gift
        return
    with pytest.raises(refusal):
        checked(cadre, gift, *people(1))
    assert not EnrolmentBatch.objects.exists()


@pytest.mark.parametrize(("places", "refused"), [(2, True), (3, False)])
def test_no_more_are_given_than_there_are_places(cadre, places, refused):
    gift = GiftFactory.create(unit=cadre.unit, people=places)
    confirm(checked(cadre, gift, *people(1)))
    second = checked(cadre, gift, *people(2, first=5))

    if refused:
        with pytest.raises(GiftFull):
            confirm(second)
    else:
        confirm(second)

    assert Coverage.objects.count() == (1 if refused else 3)


def test_whoever_set_up_a_gift_does_not_say_who_is_given_it(cadre):
    gift = GiftFactory.create(unit=cadre.unit)
    batch = checked(cadre, gift, *people(1))

    with pytest.raises(OwnGift):
        confirm(batch, by=gift.opened_by)
    assert not Coverage.objects.exists()
    confirm(batch, by=StaffFactory.create(roles=[str(Role.TELLER)]))
    assert Coverage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_lists_at_once_do_not_share_the_last_places():
    cadre = CadreFactory.create()
    gift = GiftFactory.create(unit=cadre.unit, people=3)
    batches = [checked(cadre, gift, *people(2, first=first)) for first in (1, 11)]

    def try_one(batch):
        try:
            return confirm(batch).status
        except MemberError as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(try_one, batches))

    assert sorted(map(str, came)) == sorted(map(str, ["effective", GiftFull]))
    assert Coverage.objects.count() == Member.objects.count() == 2


def test_a_confirmed_list_is_not_confirmed_again(cadre):
    batch = checked(cadre, GiftFactory.create(unit=cadre.unit), *people(1))
    confirm(batch)

    with pytest.raises(BatchMoved):
        confirm(batch)
    assert Coverage.objects.count() == 1


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_unit_with_a_gift_chooses_it_with_the_file(cadre):
    gift = GiftFactory.create(unit=cadre.unit)
    GiftFactory.create(sponsor="他人的工会")
    SchemeFactory.create()
    client = client_of(cadre.user)
    page = client.get(reverse("members:roster_upload")).content.decode()
    assert "赠送，示范市总工会出资，保障6个月" in page
    assert "单位参保，按期次标准缴费" in page
    assert "他人的工会" not in page

    file = SimpleUploadedFile("a.xlsx", xlsx(*people(2)))
    client.post(reverse("members:roster_upload"), {"file": file, "gift": str(gift.pk)})

    batch = EnrolmentBatch.objects.get()
    assert batch.gift == gift
    check_waiting()
    shown = client.get(reverse("members:roster", args=[batch.pk])).content.decode()
    assert "由示范市总工会出资" in shown
    client.post(reverse("members:roster", args=[batch.pk]), {"people": "2", "left_out": "0"})
    assert Coverage.objects.count() == 2
    assert client.get(reverse("members:receipt", args=[batch.pk])).status_code == 404


def test_a_gift_of_another_unit_cannot_be_chosen(cadre):
    strange = GiftFactory.create()
    GiftFactory.create(unit=cadre.unit)
    SchemeFactory.create()

    file = SimpleUploadedFile("a.xlsx", xlsx(*people(2)))
    client_of(cadre.user).post(
        reverse("members:roster_upload"), {"file": file, "gift": str(strange.pk)}
    )

    assert not EnrolmentBatch.objects.exists()


def test_member_and_certificate_name_the_sponsor(cadre):
    confirm(checked(cadre, GiftFactory.create(unit=cadre.unit), *people(1)))
    cover = Coverage.objects.get()
    bound = MemberFactory.create(bound=True).user
    Member.objects.filter(user=bound).update(user=None)
    Member.objects.filter(pk=cover.member_id).update(user=bound)
    with time_machine.travel("2023-03-20T10:00:00+08:00"):
        client = client_of(bound)
        home = client.get("/").content.decode()
        sheet = client.get(reverse("members:certificate", args=[cover.pk])).content.decode()

    assert "由示范市总工会赠送" in home
    assert "由示范市总工会出资" in sheet


def test_the_office_sends_a_list_for_the_unit(cadre):
    admin = StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])
    teller = StaffFactory.create(roles=[str(Role.TELLER)])
    SchemeFactory.create()
    asked = {"sponsor": "示范市总工会", "months": "6", "people": "5", "until": "2023-12-31"}
    client_of(admin).post(reverse("admin:members_gift_add"), asked | {"unit": str(cadre.unit.pk)})
    gift = Gift.objects.get()
    assert gift.opened_by == admin
    client = client_of(teller)
    file = SimpleUploadedFile("a.xlsx", xlsx(*people(2)))

    sent = client.post(reverse("admin:members_gift_upload", args=[gift.pk]), {"file": file})
    check_waiting()
    shown = client.get(sent["Location"]).content.decode()
    client.post(sent["Location"], {"people": "2", "left_out": "0"})

    assert "可以参保2人" in shown
    assert {c.sponsor for c in Coverage.objects.all()} == {"示范市总工会"}
    assert "已生效" in client.get(sent["Location"]).content.decode()
