"""A wrong ID number put right: asked by the unit, looked at again, before money depends on it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from members import corrections
from members.errors import (
    AskedAlready,
    NotOurs,
    NumberInUse,
    NumberTaken,
    RequestDecided,
)
from members.models import AccessLog, Member, Message, NumberCorrection
from members.roles import Role
from tests.factories.claims import ClaimFactory
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    StaffFactory,
    id_number_of,
)
from tests.members.races import meanwhile, unlocked

pytestmark = pytest.mark.django_db
WOMAN = "11010519491231002X"
RIGHT = id_number_of(77)


@pytest.fixture
def cadre(db):
    return CadreFactory.create()


@pytest.fixture
def administrator(db):
    return StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])


@pytest.fixture
def member(cadre):
    member = MemberFactory.create(unit=cadre.unit, bound=True)
    CoverageFactory.create(member=member)
    return member


def ask(cadre, member, new=RIGHT):
    return corrections.ask(
        cadre.unit, by=cadre.user, old=member.id_number, new=new, words="末四位颠倒"
    )


def test_an_approved_number_is_the_members_and_they_are_told(cadre, member, administrator):
    old = member.id_number
    asked = ask(cadre, member, new=WOMAN)

    corrections.approve(asked.pk, by=administrator)

    found = Member.objects.with_id_number(WOMAN).get()
    assert (found.pk, found.id_number) == (member.pk, WOMAN)
    assert (found.sex, found.born_on) == (Member.Sex.FEMALE, date(1949, 12, 31))
    assert not Member.objects.with_id_number(old).exists()
    assert WOMAN[-4:] in Message.objects.get(user=member.user).text
    assert WOMAN not in Message.objects.get(user=member.user).text
    assert Message.objects.filter(user=cadre.user).count() == 1
    assert AccessLog.objects.get(what=corrections.CORRECTED).by == administrator


def test_both_numbers_stay_on_record_sealed(cadre, member, administrator):
    old = member.id_number
    corrections.approve(ask(cadre, member).pk, by=administrator)

    kept = NumberCorrection.objects.get()
    assert (kept.old_number, kept.new_number) == (old, RIGHT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM members_numbercorrection c")
        text = cursor.fetchone()[0]
    assert old not in text
    assert RIGHT not in text


def test_a_declined_number_stays_as_it_is(cadre, member, administrator):
    asked = ask(cadre, member)

    corrections.decline(asked.pk, by=administrator, reason="缺少盖章的申请")

    assert Member.objects.with_id_number(member.id_number).exists()
    assert "缺少盖章的申请" in Message.objects.get(user=cadre.user).text
    with pytest.raises(RequestDecided):
        corrections.approve(asked.pk, by=administrator)
    assert ask(cadre, member).status == "asked"


def _accepted(member):
    ClaimFactory.create(member=member, acceptance_number="SL-1")


def _draft(member):
    ClaimFactory.create(member=member)


@pytest.mark.parametrize(("before", "refused"), [(_accepted, True), (_draft, False)])
def test_no_number_is_corrected_once_a_claim_was_accepted(
    cadre, member, administrator, before, refused
):
    asked = ask(cadre, member)
    before(member)

    if refused:
        with pytest.raises(NumberInUse):
            corrections.approve(asked.pk, by=administrator)
        other = MemberFactory.create(unit=cadre.unit, bound=True)
        CoverageFactory.create(member=other)
        before_asking = ClaimFactory.create(member=other, acceptance_number="SL-2")
        assert before_asking.acceptance_number
        with pytest.raises(NumberInUse):
            ask(cadre, other, new=id_number_of(78))
        asked.refresh_from_db()
        assert asked.status == "asked"
    else:
        corrections.approve(asked.pk, by=administrator)
    assert Member.objects.with_id_number(RIGHT).exists() is not refused


def test_somebody_elses_number_is_not_taken_and_the_unit_is_not_told(cadre, member, administrator):
    other = MemberFactory.create()

    asked = ask(cadre, member, new=other.id_number)

    with pytest.raises(NumberTaken):
        corrections.approve(asked.pk, by=administrator)
    asked.refresh_from_db()
    assert asked.status == "asked"
    member.refresh_from_db()
    assert member.id_number != other.id_number


@pytest.mark.parametrize("known", [True, False])
def test_a_unit_asks_for_its_own_people_alone(cadre, known):
    old = CoverageFactory.create().member.id_number if known else id_number_of(5)

    with pytest.raises(NotOurs):
        corrections.ask(cadre.unit, by=cadre.user, old=old, new=RIGHT, words="x")


def test_one_request_a_member_is_open(cadre, member):
    ask(cadre, member)

    with pytest.raises(AskedAlready):
        ask(cadre, member, new=id_number_of(78))


def test_another_person_decides(cadre, member, administrator):
    asked = ask(cadre, member)
    with pytest.raises(PermissionDenied):
        corrections.approve(asked.pk, by=StaffFactory.create())
    NumberCorrection.objects.update(asked_by=administrator)
    with pytest.raises(PermissionDenied):
        corrections.approve(asked.pk, by=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberCorrection.objects.update(
            status="approved", decided_by=administrator, decided_at=asked.asked_at
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("locks", "came_of_it"),
    [
        pytest.param(True, NumberInUse, id="as it is"),
        pytest.param(False, "approved", id="control: without locks"),
    ],
)
def test_a_claim_accepted_at_the_same_moment_is_seen(locks, came_of_it, monkeypatch):
    cadre = CadreFactory.create()
    member = MemberFactory.create(unit=cadre.unit, bound=True)
    CoverageFactory.create(member=member)
    claim = ClaimFactory.create(member=member)
    asked = ask(cadre, member)
    administrator = StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])

    def approve():
        return corrections.approve(asked.pk, by=administrator).status

    if not locks:
        unlocked(monkeypatch)
    with meanwhile(approve) as begin, transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(acceptance_number="SL-3")
        came = begin()
    assert came.result(10) == came_of_it
    changed = Member.objects.get().id_number != member.id_number
    assert changed is not locks


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_cadre_asks_on_the_page_and_the_office_sees_both_numbers(cadre, member, administrator):
    told = {"old": member.id_number.lower(), "new": f" {RIGHT} ", "words": "末四位颠倒"}
    mine, office = client_of(cadre.user), client_of(administrator)
    page = mine.post(reverse("members:correct_number"), told, follow=True).content.decode()
    assert "待审核" in page
    assert RIGHT not in page
    asked = NumberCorrection.objects.get()
    decide = reverse("admin:members_numbercorrection_decide", args=[asked.pk])

    shown = office.get(decide).content.decode()
    office.post(decide, {"answer": "approve"})

    assert RIGHT in shown
    assert member.id_number in shown
    assert AccessLog.objects.filter(what=corrections.READ, by=administrator).count() == 1
    assert Member.objects.with_id_number(RIGHT).get() == member


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"new": RIGHT[:-1] + ("1" if RIGHT[-1] != "1" else "2")}, "校验不通过"),
        ({"new": "123"}, "请填写18位证件号码"),
        ({"new": "same"}, "与原号码相同"),
        ({"words": ""}, "请写明原因"),
        ({"old": id_number_of(9)}, "没有参保职工登记为这个原号码"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_lost(cadre, member, told, words):
    told = {"old": member.id_number, "new": RIGHT, "words": "颠倒"} | told
    told["new"] = told["old"] if told["new"] == "same" else told["new"]

    page = client_of(cadre.user).post(reverse("members:correct_number"), told).content.decode()

    assert words in page
    assert f'value="{told["old"]}"' in page
    assert not NumberCorrection.objects.exists()
