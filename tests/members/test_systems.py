"""Connecting a unit's own system: asked, approved, a token shown once, revoked."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from members import systems
from members.errors import AskedAlready, RequestDecided, SystemNotApproved, TooManySystems
from members.models import AccessLog, Message, UnitSystem
from members.roles import Role
from tests.factories.members import CadreFactory, StaffFactory

pytestmark = pytest.mark.django_db
Status = UnitSystem.Status


@pytest.fixture
def cadre(db):
    return CadreFactory.create()


@pytest.fixture
def administrator(db):
    return StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def asked(cadre, name="人事系统"):
    return systems.ask(cadre.unit, by=cadre.user, name=name)


def test_a_cadre_asks_the_office_approves_and_the_token_is_shown_once(cadre, administrator):
    mine, office = client_of(cadre.user), client_of(administrator)
    mine.post(reverse("members:systems"), {"name": "人事系统"})
    system = UnitSystem.objects.get()
    office.post(reverse("admin:members_unitsystem_decide", args=[system.pk]), {"answer": "approve"})
    assert "已同意" in Message.objects.get(user=cadre.user).text

    shown = mine.post(reverse("members:system_token", args=[system.pk])).content.decode()
    [token] = re.findall(r"huzhu_[\w-]{43}", shown)

    assert systems.holder(token) == system
    assert token not in mine.get(reverse("members:systems")).content.decode()
    change = reverse("admin:members_unitsystem_change", args=[system.pk])
    page = office.get(change).content.decode()
    assert token not in page
    assert systems._hash(token) not in page
    logged = AccessLog.objects.values_list("what", flat=True)
    assert set(logged) >= {systems.DECISION, systems.TOKEN}


def test_a_declined_system_says_why_and_is_given_no_token(cadre, administrator):
    system = asked(cadre)
    systems.decide(system.pk, by=administrator, approve=False, reason="请先登记负责人")

    with pytest.raises(SystemNotApproved):
        systems.hand_out(system.pk, by=cadre.user)
    page = client_of(cadre.user).get(reverse("members:systems")).content.decode()
    assert "请先登记负责人" in page
    with pytest.raises(RequestDecided):
        systems.decide(system.pk, by=administrator, approve=True)


def test_only_the_administrator_decides_and_never_on_an_own_request(cadre, administrator):
    system = asked(cadre)

    with pytest.raises(PermissionDenied):
        systems.decide(system.pk, by=StaffFactory.create(), approve=True)
    UnitSystem.objects.update(asked_by=administrator)
    with pytest.raises(IntegrityError):
        systems.decide(system.pk, by=administrator, approve=True)


@pytest.mark.parametrize(
    ("names", "refusal"),
    [
        (["甲", "甲"], AskedAlready),
        (["甲", "乙", "丙", "丁"], TooManySystems),
        (["甲", "乙", "丙"], None),
    ],
)
def test_a_unit_connects_a_few_systems_each_once(cadre, names, refusal):
    *before, last = names
    for name in before:
        asked(cadre, name)

    if refusal is None:
        asked(cadre, last)
        return
    with pytest.raises(refusal):
        asked(cadre, last)


def test_a_revoked_system_makes_room_and_is_not_revived(cadre, administrator):
    system = asked(cadre)
    systems.decide(system.pk, by=administrator, approve=True)
    token = systems.hand_out(system.pk, by=cadre.user)

    client_of(administrator).post(reverse("admin:members_unitsystem_revoke", args=[system.pk]))

    assert systems.holder(token) is None
    with pytest.raises(SystemNotApproved):
        systems.hand_out(system.pk, by=cadre.user)
    assert asked(cadre).status == Status.ASKED


@pytest.mark.parametrize("page", ["system_token", "system_revoke"])
def test_another_units_system_is_not_there(cadre, administrator, page):
    system = asked(cadre)
    systems.decide(system.pk, by=administrator, approve=True)

    answer = client_of(CadreFactory.create().user).post(
        reverse(f"members:{page}", args=[system.pk])
    )

    assert answer.status_code == 404
    system.refresh_from_db()
    assert (system.status, system.token_hash) == (Status.APPROVED, None)
