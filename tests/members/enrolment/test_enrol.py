"""From a roster to coverages: all who were confirmed, or nobody."""

import io
from datetime import date

import pytest
import time_machine
from openpyxl import Workbook

from members.enrolment import enrol
from members.enrolment.checking import check_waiting
from members.errors import BatchMoved, FileSeen, FileUnusable, NobodyGood, RosterChanged
from members.models import AccessLog, Coverage, EnrolmentBatch, Member, Message
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    SchemeFactory,
    StaffFactory,
    id_number_of,
)

HEADER = [
    "序号*",
    "姓名*",
    "证件类型",
    "证件号码*",
    "性别",
    "手机号码",
    "会员卡号",
    "是否本市户口",
    "人员类别",
    "缴费标准",
    "备注",
]
TODAY = date(2023, 3, 15)
Status = EnrolmentBatch.Status


def xlsx(*people):
    """Give a roster: (name, ID number, phone, fee) each, the last two may be left out."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    for number, person in enumerate(people, 1):
        name, id_number, phone, fee = (*person, "", "", "")[:4]
        sheet.append([str(number), name, "", id_number, "", phone, "", "", "", fee, ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people(count, first=1):
    return [("测试甲", id_number_of(n)) for n in range(first, first + count)]


def people_and_one_wrong():
    return [*people(2), ("测试乙", wrong_check_digit(id_number_of(9)))]


def wrong_check_digit(number):
    return number[:-1] + ("0" if number[-1] != "0" else "1")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def cadre(db):
    return CadreFactory.create()


def received(cadre, *roster):
    """A roster that was sent and checked."""
    batch = enrol.receive(cadre.unit, SchemeFactory.create(), xlsx(*roster), by=cadre.user)
    return checked(batch)


def checked(batch):
    check_waiting()
    batch.refresh_from_db()
    return batch


def confirm(batch, **other):
    read = {"people": batch.good_rows, "left_out": batch.bad_rows} | other
    return enrol.confirm(batch.pk, by=batch.uploaded_by, papers_on=TODAY, **read)


def confirmed(cadre, *roster):
    return confirm(received(cadre, *roster))


def pay(batch, paid_on=TODAY, voucher="收据 001", by=None):
    paid = {"received_fen": batch.due_fen, "voucher": voucher, "paid_on": paid_on}
    return enrol.take_effect(batch.pk, by=by or StaffFactory.create(), **paid)


def test_one_wrong_check_digit_keeps_out_one_and_the_others_are_covered(cadre):
    roster = people(12)
    roster[4] = ("测试乙", wrong_check_digit(id_number_of(5)))

    batch = received(cadre, *roster)
    assert (batch.rows, batch.good_rows, batch.due_fen) == (12, 11, 66_000)
    confirm(batch)
    assert pay(batch) == 11

    covers = Coverage.objects.all()
    assert {(c.starts_on, c.ends_on, c.most_days) for c in covers} == {
        (date(2023, 3, 16), date(2024, 3, 15), 45)
    }
    assert covers.count() == Member.objects.count() == 11
    batch.refresh_from_db()
    assert batch.status == Status.EFFECTIVE


def test_the_unit_is_told_and_the_voucher_is_on_record(cadre):
    batch = confirmed(cadre, *people(1))

    pay(batch)

    assert "1人" in Message.objects.get(user=cadre.user).text
    batch.refresh_from_db()
    assert batch.voucher == AccessLog.objects.get(what=enrol.PAYMENT).reason == "收据 001"


@pytest.mark.parametrize(
    ("fees", "yuan"),
    [
        pytest.param(["60"] * 120, 7200, id="V-ENR-1"),
        pytest.param(["60"] * 120 + ["10"] * 5 + ["0"] * 3, 7250, id="V-ENR-2"),
        pytest.param([""] * 2, 120, id="empty means standard"),
    ],
)
def test_the_fee_is_summed_by_class(cadre, fees, yuan):
    roster = [("测试甲", id_number_of(n), "", fee) for n, fee in enumerate(fees)]

    assert received(cadre, *roster).due_fen == yuan * 100


def test_a_person_twice_in_a_roster_is_covered_once(cadre):
    batch = confirmed(cadre, *people(1), *people(1))

    assert pay(batch) == 1


def test_the_same_people_in_another_order_are_covered_already(cadre):
    pay(confirmed(cadre, *people(3)))

    again = received(cadre, *reversed(people(3)))

    assert (again.rows, again.good_rows, Coverage.objects.count()) == (3, 0, 3)


def test_who_is_covered_in_another_unit_is_kept_out_at_import(cadre):
    member = MemberFactory.create()
    CoverageFactory.create(member=member, starts_on=date(2022, 9, 1), ends_on=date(2023, 8, 31))

    batch = received(cadre, ("测试甲", member.id_number), *people(1, first=400))

    assert batch.good_rows == 1


def test_who_was_covered_until_yesterday_is_covered_again(cadre):
    member = MemberFactory.create()
    CoverageFactory.create(member=member, starts_on=date(2022, 3, 16), ends_on=TODAY)

    assert pay(confirmed(cadre, ("测试甲", member.id_number))) == 1

    assert [c.first_enrolment for c in member.coverages.order_by("starts_on")] == [True, False]


def test_a_file_is_taken_up_once(cadre):
    content, scheme = xlsx(*people(1)), SchemeFactory.create()
    batch = checked(enrol.receive(cadre.unit, scheme, content, by=cadre.user))

    with pytest.raises(FileSeen) as refused:
        enrol.receive(cadre.unit, scheme, content, by=cadre.user)
    assert refused.value.batch_id == batch.pk

    enrol.abandon(batch.pk, by=cadre.user)
    assert checked(enrol.receive(cadre.unit, scheme, content, by=cadre.user)).good_rows == 1


def test_what_is_no_roster_makes_no_batch(cadre):
    with pytest.raises(FileUnusable):
        enrol.receive(cadre.unit, SchemeFactory.create(), b"%PDF-1.7", by=cadre.user)

    assert not EnrolmentBatch.objects.exists()


def test_a_roster_without_anybody_good_cannot_be_confirmed(cadre):
    batch = received(cadre, ("测试乙", wrong_check_digit(id_number_of(5))))

    assert (batch.status, batch.good_rows, batch.bad_rows) == (Status.CHECKED, 0, 1)
    with pytest.raises(NobodyGood):
        confirm(batch)


@pytest.mark.parametrize(
    ("people", "left_out"),
    [
        pytest.param(2, 0, id="not said"),
        pytest.param(1, 1, id="fewer"),
        pytest.param(3, 1, id="more"),
    ],
)
def test_who_confirms_says_how_many_are_covered_and_how_many_left_out(cadre, people, left_out):
    batch = received(cadre, *people_and_one_wrong())

    with pytest.raises(RosterChanged):
        confirm(batch, people=people, left_out=left_out)

    assert confirm(batch, people=2, left_out=1).status == Status.CONFIRMED


def test_who_was_covered_elsewhere_meanwhile_has_to_be_checked_again(cadre):
    batch = received(cadre, *people(2))
    CoverageFactory.create(member=MemberFactory.create(id_number=id_number_of(1)))

    with pytest.raises(RosterChanged) as refused:
        confirm(batch)
    assert refused.value.rows == [2]

    batch = checked(enrol.recheck(batch.pk, by=cadre.user))
    assert (confirm(batch).good_rows, batch.bad_rows) == (1, 1)


@pytest.mark.parametrize("status", Status)
def test_only_a_confirmed_roster_takes_effect_and_once(cadre, status):
    batch = confirmed(cadre, *people(1))
    if status == Status.EFFECTIVE:
        pay(batch)
    else:
        EnrolmentBatch.objects.filter(pk=batch.pk).update(status=status)

    if status == Status.CONFIRMED:
        assert pay(batch) == 1
        return
    with pytest.raises(BatchMoved):
        pay(batch)
    assert Coverage.objects.count() == (1 if status == Status.EFFECTIVE else 0)


def test_who_was_covered_elsewhere_meanwhile_stops_the_whole_roster(cadre):
    batch = confirmed(cadre, *people(3))
    CoverageFactory.create(member=MemberFactory.create(id_number=id_number_of(2)))

    with pytest.raises(RosterChanged) as refused:
        pay(batch)

    assert refused.value.rows == [3]
    assert Coverage.objects.count() == Member.objects.count() == 1
    batch.refresh_from_db()
    assert batch.status == Status.CONFIRMED


def test_a_roster_updates_a_member_who_is_not_bound(cadre):
    member = MemberFactory.create(name="旧名", phone="13900139000")

    pay(confirmed(cadre, ("新名", member.id_number, "13700137000")))

    member.refresh_from_db()
    assert (member.name, member.phone, member.unit) == ("新名", "13700137000", cadre.unit)
    assert Member.objects.get(phone_index="13700137000") == member


def test_a_roster_leaves_name_and_phone_of_a_bound_member_alone(cadre):
    member = MemberFactory.create(name="旧名", phone="13900139000", bound=True)

    pay(confirmed(cadre, ("新名", member.id_number, "13700137000")))

    member.refresh_from_db()
    assert (member.name, member.phone, member.unit) == ("旧名", "13900139000", cadre.unit)
