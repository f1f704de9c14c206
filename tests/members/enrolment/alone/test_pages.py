"""Joining without a unit, on the pages of the person and of the counter."""

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Coverage, SelfEnrolment
from tests.factories.members import (
    MemberFactory,
    UserFactory,
)
from tests.members.enrolment.alone.asking import ME, asked

pytestmark = pytest.mark.django_db
Status = SelfEnrolment.Status


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def form_of(place, **more):
    told = {"kind": "flexible", "name": ME.name, "id_number": ME.id_number, "insured": "on"}
    return told | {"station": str(place.pk)} | more


def test_a_person_asks_on_the_page_and_the_counter_does_the_rest(station, teller):
    user = UserFactory.create()
    client, counter = client_of(user), client_of(teller)
    page = client.post(reverse("members:join"), form_of(station), follow=True)
    assert station.address in page.content.decode()
    request = SelfEnrolment.objects.get()
    settle = reverse("admin:members_selfenrolment_settle", args=[request.pk])

    counter.post(settle, {"answer": "accept"})
    counter.post(settle, {"received": "60.00", "voucher": "收据 7"})

    shown = client.get(reverse("members:join")).content.decode()
    assert "保障自2023年6月15日" in shown
    assert ME.id_number not in shown
    assert Coverage.objects.get().member.user == user


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"insured": ""}, "须已参加职工基本医疗保险"),
        ({"kind": "small_firm"}, "请填写所在企业的全称"),
        ({"id_number": ME.id_number[:-1] + "9"}, "校验不通过"),
        ({"id_number": "H1234567"}, "请填写18位证件号码"),
        ({"station": ""}, "请选择服务站"),
    ],
)
def test_what_is_missing_is_told_and_nothing_lost(station, told, words):
    page = client_of(UserFactory.create()).post(reverse("members:join"), form_of(station, **told))

    assert words in page.content.decode()
    assert ME.name in page.content.decode()
    assert not SelfEnrolment.objects.exists()


def test_outside_the_days_the_page_says_when_to_come(station, june):
    june.move_to("2023-07-02T10:00:00+08:00")

    client = client_of(UserFactory.create())
    page = client.get(reverse("members:join")).content.decode()
    sent = client.post(reverse("members:join"), form_of(station)).content.decode()

    assert "下次从2024年6月1日" in page
    assert "请从2024年6月1日" in sent
    assert not SelfEnrolment.objects.exists()


def test_who_is_bound_asks_as_the_member_whatever_the_form_says(station):
    member = MemberFactory.create(bound=True)

    client_of(member.user).post(reverse("members:join"), form_of(station, name="别人"))

    request = SelfEnrolment.objects.get()
    assert (request.name, request.id_number) == (member.name, member.id_number)


def test_a_request_is_withdrawn_on_the_page(station):
    request = asked(station)
    client = client_of(request.user)

    assert client_of(UserFactory.create()).post("/join/withdraw/").status_code == 404
    client.post("/join/withdraw/")

    request.refresh_from_db()
    assert request.status == Status.WITHDRAWN
