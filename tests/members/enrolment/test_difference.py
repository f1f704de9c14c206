"""A roster beside the unit's last period."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.enrolment import enrol, renewal
from members.enrolment.kept import kept
from members.enrolment.roster import Came
from members.models import AccessLog, Coverage, EnrolmentBatch, Member
from tests.factories.members import CadreFactory, CoverageFactory, MemberFactory, id_number_of
from tests.members.enrolment.test_enrol import (
    TODAY,
    confirmed,
    pay,
    people,
    received,
    today,
    wrong_check_digit,
    xlsx,
)

__all__ = ["today"]
YEAR = timedelta(days=364)


@pytest.fixture
def cadre(db):
    return CadreFactory.create()


def was_covered(unit, nth, until, **member):
    someone = MemberFactory.create(id_number=id_number_of(nth), unit=unit, **member)
    CoverageFactory.create(member=someone, unit=unit, starts_on=until - YEAR, ends_on=until)
    return ("测试甲", someone.id_number)


def test_who_comes_stays_and_leaves(cadre):
    renewed = was_covered(cadre.unit, 1, TODAY)
    gap = was_covered(cadre.unit, 2, TODAY - timedelta(days=30))
    was_covered(cadre.unit, 3, TODAY, name="测试丙")
    was_covered(cadre.unit, 4, TODAY + YEAR)
    from_elsewhere = was_covered(CadreFactory.create().unit, 5, TODAY)

    found = kept(received(cadre, renewed, gap, from_elsewhere, *people(1, first=6)))

    assert [entry.came for entry in found.entries] == [
        Came.RENEWED,
        Came.GAP,
        Came.JOINED,
        Came.JOINED,
    ]
    assert [leaver.name for leaver in found.leavers] == ["测试丙"]


def test_what_changes_is_told_of_the_units_own_people_alone(cadre):
    was_covered(cadre.unit, 1, TODAY, name="旧名", phone="13900139000")
    was_covered(CadreFactory.create().unit, 2, TODAY, name="他名", phone="13900139001")
    bound = was_covered(cadre.unit, 3, TODAY, name="自名", bound=True)
    sent = [("新名", id_number_of(n), "13700137000") for n in (1, 2)]

    found = kept(received(cadre, *sent, ("新名", bound[1], "13700137000")))

    changes = [(entry.name_before, entry.new_phone) for entry in found.entries]
    assert changes == [("旧名", True), ("", False), ("", False)]


def test_fees_are_summed_by_class(cadre):
    roster = [("测试甲", id_number_of(n), "", fee) for n, fee in enumerate(["60", "", "10", "0"])]

    found = kept(received(cadre, *roster))

    assert [(str(name), count, yuan) for name, count, yuan in found.fees()] == [
        ("standard", 2, Decimal(120)),
        ("concession", 1, Decimal(10)),
        ("gifted", 1, Decimal(0)),
    ]


def test_the_renewal_roster_has_the_units_people_and_is_on_record(cadre):
    was_covered(cadre.unit, 1, TODAY)
    was_covered(cadre.unit, 2, TODAY - 2 * YEAR)
    was_covered(CadreFactory.create().unit, 3, TODAY)

    [person] = renewal.people(cadre.unit, by=cadre.user)

    assert (person["姓名"], person["证件号码"], person["性别"]) == ("测试甲", id_number_of(1), "男")
    assert AccessLog.objects.get(what=renewal.READ).object_id == str(cadre.unit.pk)


def test_neither_confirming_nor_covering_asks_more_for_more_people(cadre):
    asked = []
    for count, first in ((2, 1), (30, 100)):
        for nth in range(first, first + count // 2):
            was_covered(CadreFactory.create().unit, nth, TODAY, name="旧名")
        batch = received(cadre, *people(count, first=first))
        read = {"people": count, "left_out": 0}
        with CaptureQueriesContext(connection) as confirming:
            enrol.confirm(batch.pk, by=cadre.user, papers_on=TODAY, **read)
        with CaptureQueriesContext(connection) as covering:
            pay(batch, voucher=str(count), by=cadre.user)
        asked.append((len(confirming), len(covering)))

    assert asked[0] == asked[1]
    assert max(asked[0]) <= 16


def test_a_failure_at_the_last_row_leaves_nothing(cadre, monkeypatch):
    batch = confirmed(cadre, *people(20))

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF (SELECT count(*) FROM members_coverage) > 18 THEN RAISE 'fell'; END IF;"
            " RETURN NEW; END $$;"
            "CREATE TRIGGER fall AFTER INSERT ON members_coverage FOR EACH ROW"
            " EXECUTE FUNCTION fall()"
        )
    with pytest.raises(Exception, match="fell"):
        pay(batch)

    assert not Coverage.objects.exists()
    assert not Member.objects.exists()
    assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.CONFIRMED


class TestCheckRoster:
    @pytest.fixture
    def checked(self, cadre, tmp_path):
        def checked(*roster, **options):
            path = tmp_path / "roster.xlsx"
            path.write_bytes(xlsx(*roster))
            out = StringIO()
            before = (Member.objects.count(), EnrolmentBatch.objects.count())
            call_command("check_roster", str(path), json=True, stdout=out, **options)
            assert (Member.objects.count(), EnrolmentBatch.objects.count()) == before
            return json.loads(out.getvalue())

        return checked

    def test_a_roster_is_told_in_one_object(self, cadre, checked):
        renewed = was_covered(cadre.unit, 1, TODAY)
        was_covered(cadre.unit, 3, TODAY)
        roster = [renewed, *people(2, first=10), ("测试乙", wrong_check_digit(id_number_of(7)))]

        answer = checked(*roster, unit=cadre.unit.credit_code)

        [error] = answer.pop("errors")
        assert answer == {"rows": 4, "valid": 3, "new": 2, "renewed": 1, "left": 1}
        assert (error["row"], error["column"]) == (5, "证件号码")
        assert (error["code"], error["severity"]) == ("ID_CHECKSUM", "error")
        assert error["message"]

    def test_without_a_unit_whoever_was_covered_anywhere_is_renewed(self, cadre, checked):
        renewed = was_covered(cadre.unit, 1, TODAY)

        answer = checked(renewed, *people(1, first=10))

        assert (answer["new"], answer["renewed"], answer["left"]) == (1, 1, 0)

    @pytest.mark.parametrize("options", [{"unit": "91350100M000100Y43"}, {}])
    def test_what_is_not_there_is_said(self, db, options):
        CadreFactory.create()
        with pytest.raises(CommandError):
            call_command("check_roster", "/nowhere.xlsx", json=True, **options)
