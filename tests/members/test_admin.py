"""The office's pages of people and organisations."""

import itertools
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from members.models import AccessLog, EnrolmentBatch, Workday
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    StaffFactory,
    StationFactory,
)
from tests.members.office import PASSWORD, change, office, words

PHONE = "13800138000"

pytestmark = pytest.mark.django_db


def every_kind():
    """One row of each kind that the office sees."""
    cadre = CadreFactory.create()
    cover = CoverageFactory.create(member=MemberFactory.create(phone=PHONE))
    staff = StaffFactory.create()
    log = AccessLog.objects.create(by=staff, what="page", object_id="1")
    return [
        cadre,
        cover,
        cover.member,
        cover.scheme,
        cadre.unit,
        cadre.user,
        staff,
        log,
        StationFactory.create(),
        EnrolmentBatchFactory.create(),
        Workday.objects.get_or_create(day=date(2026, 11, 23), works=True)[0],
    ]


VIEWERS = {
    "accesslog": {Role.AUDITOR},
    "cadre": {Role.ADMINISTRATOR},
    "user": {Role.ADMINISTRATOR},
    "enrolmentbatch": {Role.CASHIER, Role.ACCOUNTANT, Role.AUDITOR},
    "member": OFFICE_ROLES
    - {Role.CASHIER, Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.STATION_REVIEWER},
    "coverage": OFFICE_ROLES - {Role.ADMINISTRATOR, Role.STATION_REVIEWER},
}


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_each_role_sees_just_its_pages(role):
    client = office(role)

    for row in every_kind():
        may = role in VIEWERS.get(row._meta.model_name, OFFICE_ROLES)
        lists = reverse(f"admin:members_{row._meta.model_name}_changelist")
        for url in (lists, change(row)):
            assert client.get(url).status_code == (200 if may else 403), (url, role)


@pytest.mark.parametrize("role", [Role.PRE_REVIEWER, Role.AUDITOR])
def test_numbers_of_a_member_are_masked_everywhere(role):
    client = office(role)
    member = MemberFactory.create(name="测试甲", phone=PHONE)
    cover = CoverageFactory.create(member=member)

    pages = [
        client.get(url)
        for row in (member, cover)
        for url in (change(row), reverse(f"admin:members_{row._meta.model_name}_changelist"))
    ]

    for text in map(words, pages):
        assert member.id_number not in text
        assert PHONE not in text
    assert member.masked_id in words(pages[0])


@pytest.mark.parametrize("typed", ["{id}", " {id} ", PHONE, "138-0013-8000", "测试"])
def test_a_member_is_found_by_whole_number_or_part_of_the_name(typed):
    member = MemberFactory.create(name="测试甲", phone=PHONE)
    MemberFactory.create(name="别人")
    url = reverse("admin:members_member_changelist")

    text = words(office(Role.TELLER).get(url, {"q": typed.format(id=member.id_number)}))

    assert member.masked_id in text
    assert text.count("field-id_masked") == 1


@pytest.mark.parametrize("kind", ["member", "coverage", "enrolmentbatch", "user", "cadre"])
def test_a_list_costs_the_same_however_long(kind, django_assert_max_num_queries):
    role = Role.ADMINISTRATOR if kind in {"user", "cadre"} else Role.AUDITOR
    client = office(role)
    for _ in range(5):
        CoverageFactory.create()
        CadreFactory.create()
        EnrolmentBatchFactory.create()

    with django_assert_max_num_queries(12):
        client.get(reverse(f"admin:members_{kind}_changelist"))


def test_nothing_is_added_or_deleted_that_policy_does_not_grant():
    rows = every_kind()
    grants = {"unit", "cadre", "station", "workday", "user", "scheme"}

    for row, role in itertools.product(rows, [Role.ADMINISTRATOR, Role.AUDITOR]):
        name = row._meta.model_name
        client = office(role)
        adds = role == Role.ADMINISTRATOR and name in grants
        add = client.get(reverse(f"admin:members_{name}_add"))
        delete = client.post(reverse(f"admin:members_{name}_delete", args=[row.pk]))
        assert add.status_code == (200 if adds else 403)
        assert delete.status_code == 403


def test_a_batch_of_the_office_is_read_only():
    batch = EnrolmentBatchFactory.create()

    answer = office(Role.AUDITOR).post(change(batch), {"status": "effective"})

    assert answer.status_code == 403
    assert EnrolmentBatch.objects.get().status == EnrolmentBatch.Status.CHECKED


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/admin/claims/claim/"]
)
def test_who_signs_in_to_the_office_stays_in_the_office(back):
    staff = StaffFactory.create(username="zhang", roles=[str(Role.TELLER)])
    staff.set_password(PASSWORD)
    staff.save()

    sent = {"username": "zhang", "password": PASSWORD, "next": back}
    response = Client().post(reverse("admin:login"), sent)

    assert response.status_code == 302
    assert response["Location"] == (back if "evil" not in back else "/admin/")
