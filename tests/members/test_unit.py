"""How a unit stands, its people, what its cadre puts right, and that nobody else's is seen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.models import AccessLog
from members.units import HEADCOUNT
from members.views.unit import PEOPLE_A_PAGE
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    SchemeFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def cover(unit, *, days=100, name="测试甲"):
    today = timezone.localdate()
    return CoverageFactory.create(
        member=MemberFactory.create(unit=unit, name=name),
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=days),
    )


@pytest.fixture
def cadre():
    SchemeFactory.create()
    return CadreFactory.create(unit=UnitFactory.create(headcount=5))


@pytest.fixture
def client(cadre):
    client = Client()
    client.force_login(cadre.user)
    return client


def page(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_how_many_are_covered_until_when(cadre, client):
    for days in (100, 100, 200):
        cover(cadre.unit, days=days)

    words = page(client.get("/unit/"))

    assert "参保率60.0%" in words
    assert "还差1人" in words
    assert words.count("保障至") == 2


def test_at_the_bar_nothing_is_warned_of(cadre, client):
    for _ in range(4):
        cover(cadre.unit)

    words = page(client.get("/unit/"))

    assert "参保率80.0%" in words
    assert "还差" not in words


def test_an_empty_unit_is_told_what_to_do_next(cadre, client):
    words = page(client.get("/unit/"))

    assert "还没有上传过名册" in words
    assert "上传名册" in words


def test_while_no_period_is_open_the_page_says_so(cadre, client):
    SchemeFactory._meta.model.objects.update(open_for_enrolment=False)

    assert "现在没有开放参保的期次" in page(client.get("/unit/"))


def test_who_acts_for_no_unit_is_led_to_asking(client, cadre):
    cadre.until = timezone.localdate()
    cadre.save()

    words = page(client.get("/unit/"))

    assert "/unit/ask/" in words
    assert cadre.unit.name not in words
    assert client.get("/unit/people/").url == client.get("/unit/profile/").url == "/unit/"


def test_the_number_of_staff_is_corrected_and_recorded(cadre, client):
    client.post("/unit/profile/", {"headcount": "8", "joining_note": "部分职工由上级单位参保"})

    cadre.unit.refresh_from_db()
    assert (cadre.unit.headcount, cadre.unit.joining_note) == (8, "部分职工由上级单位参保")
    assert AccessLog.objects.get(what=HEADCOUNT).reason == "5 → 8"


@pytest.mark.parametrize("headcount", ["", "0", "-1", "百", "1000001", "1.5"])
def test_what_is_no_number_of_staff_changes_nothing(cadre, client, headcount):
    words = page(client.post("/unit/profile/", {"headcount": headcount, "joining_note": "记得"}))

    assert "field__error" in words
    assert "记得" in words
    cadre.unit.refresh_from_db()
    assert cadre.unit.headcount == 5


class TestSeveralUnits:
    def test_a_cadre_of_several_chooses_which(self, cadre, client):
        other = CadreFactory.create(user=cadre.user, unit__name="另一家示范单位").unit
        assert "<h1>另一家示范单位</h1>" not in page(client.get("/unit/"))

        client.post("/unit/choose/", {"unit": str(other.pk)})

        assert "<h1>另一家示范单位</h1>" in page(client.get("/unit/"))
        assert "另一家示范单位" in page(client.get("/unit/roster/"))

    def test_another_cadres_unit_cannot_be_chosen(self, cadre, client):
        theirs = CadreFactory.create().unit

        assert client.post("/unit/choose/", {"unit": str(theirs.pk)}).status_code == 404
        assert theirs.name not in page(client.get("/unit/"))

    def test_a_unit_that_was_handed_over_is_no_longer_chosen(self, cadre, client):
        other = CadreFactory.create(user=cadre.user)
        client.post("/unit/choose/", {"unit": str(other.unit_id)})
        other.until = timezone.localdate()
        other.save()

        assert f"<h1>{cadre.unit.name}</h1>" in page(client.get("/unit/"))


class TestPeople:
    def test_they_come_by_name_a_page_at_a_time_each_once(self, cadre, client):
        covers = [cover(cadre.unit, name=f"测试{n:03}") for n in range(PEOPLE_A_PAGE + 3)]

        first = page(client.get("/unit/people/"))
        after = first.split("?after=")[1].split('"')[0]
        second = page(client.get("/unit/people/", {"after": after}))

        seen = [[each.member.masked_id in words for each in covers] for words in (first, second)]
        assert [sum(one) for one in seen] == [PEOPLE_A_PAGE, 3]
        assert all(a != b for a, b in zip(*seen, strict=True))

    def test_somebody_is_found_by_the_whole_number_or_the_beginning_of_a_name(self, cadre, client):
        wanted, other = cover(cadre.unit, name="欧阳测试"), cover(cadre.unit, name="测试乙")

        for words in (wanted.member.id_number, "欧阳", " 欧 阳 "):
            answer = page(client.post("/unit/people/", {"wanted": words}))
            assert wanted.member.masked_id in answer
            assert other.member.masked_id not in answer

    @pytest.mark.parametrize("wanted", ["350200", "测试乙", "%", "\\", "阳"])
    def test_nothing_is_found_by_less(self, cadre, client, wanted):
        cover(cadre.unit, name="欧阳测试")

        assert "没有找到" in page(client.post("/unit/people/", {"wanted": wanted}))

    def test_a_page_of_nowhere_is_the_first(self, cadre, client):
        mine = cover(cadre.unit)
        theirs = cover(UnitFactory.create(), name="阿")

        for after in ("nonsense", str(theirs.pk)):
            assert mine.member.masked_id in page(client.get("/unit/people/", {"after": after}))

    def test_whose_cover_has_ended_or_was_cancelled_is_not_among_them(self, cadre, client):
        ended, cancelled = cover(cadre.unit, days=-1), cover(cadre.unit)
        cancelled.voided = True
        cancelled.save()

        words = page(client.get("/unit/people/"))

        assert ended.member.masked_id not in words
        assert cancelled.member.masked_id not in words


def test_nothing_of_another_unit_is_seen_anywhere(cadre, client):
    """Canaries: another unit's name, people and rosters, by every page and every address."""
    theirs = UnitFactory.create(name="别家单位")
    hidden = cover(theirs, name="别家职工")
    batch = EnrolmentBatchFactory.create(unit=theirs, status="confirmed", due_fen=987_654_300)
    canaries = [theirs.name, theirs.credit_code, hidden.member.masked_id, "9,876,543.00"]
    asked = {"unit": str(theirs.pk), "after": str(hidden.pk), "wanted": "别家"}

    answers = [
        *(client.get(path, asked) for path in ("/unit/", "/unit/people/", "/unit/profile/")),
        client.get(f"/unit/roster/{batch.pk}/"),
        client.post("/unit/people/", asked),
        client.post("/unit/people/", {"wanted": hidden.member.id_number}),
        client.post("/unit/choose/", asked),
    ]

    seen = [c for answer in answers for c in canaries if c in answer.content.decode()]
    assert seen == []


@pytest.mark.parametrize("path", ["/unit/", "/unit/people/"])
def test_questions_to_the_database_do_not_grow_with_the_people(
    cadre, client, path, django_assert_num_queries
):
    for n in range(PEOPLE_A_PAGE + 5):
        cover(cadre.unit, days=100 + n)
        EnrolmentBatchFactory.create(unit=cadre.unit)

    # Session, account, its units, and the page: covers, period, rosters, owed; or the people.
    with django_assert_num_queries({"/unit/": 7, "/unit/people/": 4}[path]):
        client.get(path)
