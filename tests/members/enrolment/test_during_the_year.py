"""Who comes later, who has left, and who pays less."""

from datetime import date

import pytest
import time_machine

from members.enrolment import enrol, sheets
from members.enrolment.kept import kept
from members.enrolment.roster import roster
from members.models import Coverage
from tests.factories.members import CadreFactory, SchemeFactory, id_number_of
from tests.members.enrolment.test_enrol import checked, confirmed, pay, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2023-03-15T10:00:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def cadre(db):
    return CadreFactory.create()


def test_who_comes_during_the_year_has_a_year_of_their_own(cadre, today):
    pay(confirmed(cadre, *people(2)))
    today.move_to("2023-09-01T10:00:00+08:00")

    later = confirmed(cadre, *people(1, first=5))
    pay(later, paid_on=date(2023, 9, 1), voucher="收据 002")

    ends = Coverage.objects.order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(ends) == [
        (date(2023, 3, 16), date(2024, 3, 15)),
        (date(2023, 3, 16), date(2024, 3, 15)),
        (date(2023, 9, 2), date(2024, 9, 1)),
    ]


def test_who_left_keeps_the_cover_until_its_last_day(cadre, today):
    pay(confirmed(cadre, *people(2)))
    left = Coverage.objects.get(member__id_number_index=id_number_of(2))
    today.move_to("2024-03-15T10:00:00+08:00")

    renewed = confirmed(cadre, *people(1))
    pay(renewed, paid_on=date(2024, 3, 15), voucher="收据 002")

    left.refresh_from_db()
    assert (left.voided, left.ends_on) == (False, date(2024, 3, 15))
    assert left in Coverage.objects.on(date(2024, 3, 15))
    assert Coverage.objects.on(date(2024, 3, 16)).count() == 1


@pytest.mark.parametrize(
    ("cells", "warned"),
    [
        pytest.param({"缴费标准": "10"}, True, id="concession without a word"),
        pytest.param({"缴费标准": "0"}, True, id="free without a word"),
        pytest.param({"缴费标准": "10", "人员类别": "困难"}, False, id="in need"),
        pytest.param({"缴费标准": "10", "人员类别": "劳模"}, False, id="model worker"),
        pytest.param({"缴费标准": "10", "备注": "低保证 7 号"}, False, id="noted"),
        pytest.param({"缴费标准": "10", "人员类别": "新就业形态"}, True, id="no ground for this"),
        pytest.param({"缴费标准": "0", "人员类别": "新就业形态"}, False, id="given to new kinds"),
        pytest.param({"缴费标准": "60"}, False, id="standard"),
    ],
)
def test_who_pays_less_is_to_say_why_and_is_not_kept_out(cadre, cells, warned):
    person = {"姓名": "测试甲", "证件号码": id_number_of(1)}
    batch = enrol.receive(
        cadre.unit, SchemeFactory.create(), sheets.as_csv([person | cells]), by=cadre.user
    )

    found = kept(checked(batch))

    assert batch.good_rows == 1
    told = [(p.column, p.code, p.severity) for p in found.problems]
    assert told == ([("缴费标准", "VALUE_UNKNOWN", "warning")] if warned else [])


@pytest.mark.parametrize(
    ("code", "fee", "due", "words"),
    [
        pytest.param("xiamen-18", "10", 10, "", id="concession, known"),
        pytest.param("xiamen-18", "0", 0, "", id="given, known"),
        pytest.param("xiamen-18", "30", None, "请填写：60、10、0（元）", id="no class of this fee"),
        pytest.param("anyang-2022", "50", 50, "", id="the only class"),
        pytest.param("anyang-2022", "10", None, "请填写：50（元）", id="no concession"),
        pytest.param("anyang-2022", "0", None, "请填写：50（元）", id="nothing given"),
    ],
)
def test_a_fee_that_the_period_does_not_have_keeps_the_row_out(cadre, code, fee, due, words):
    scheme = SchemeFactory.create(code=code)
    row = {"姓名": "测试甲", "证件号码": id_number_of(1), "缴费标准": fee, "备注": "低保证 7 号"}

    found = roster(sheets.as_csv([row]), scheme, cadre.unit, most_rows=10)

    assert [entry.fee for entry in found.entries] == ([] if due is None else [due])
    assert [(p.row, p.column, p.code) for p in found.problems] == (
        [(2, "缴费标准", "VALUE_UNKNOWN")] if words else []
    )
    assert all(words in problem.message for problem in found.problems)
