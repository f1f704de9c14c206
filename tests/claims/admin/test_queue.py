from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from claims.states import Status
from members.models import AccessLog
from members.roles import OFFICE_ROLES, Role
from tests.claims.admin.steps import page, signed_in
from tests.factories.claims import complete_draft, in_review, passed, submitted
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def listed(response):
    return [claim.number for claim in response.context["cl"].result_list]


def test_who_waited_longest_comes_first(client):
    signed_in(client, Role.PRE_REVIEWER)
    young, old = submitted(), submitted()
    past = timezone.now() - timedelta(days=9)
    Claim.objects.filter(pk=old.pk).update(since=past, review_by=past.date())
    response = client.get(page("changelist"))
    assert listed(response) == [old.number, young.number]
    assert "9天" in response.text
    assert "已超期" in response.text


def test_a_person_sees_first_what_their_role_can_move(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    mine, waiting = submitted(), submitted()
    Claim.objects.filter(pk=mine.pk).update(status=Status.IN_REVIEW, reviewer=person)
    others, handed_on = in_review(), passed()
    first = listed(client.get(page("changelist")))
    assert set(first) == {mine.number, waiting.number}
    everything = listed(client.get(page("changelist"), {"queue": "all"}))
    assert {others.number, handed_on.number} <= set(everything)
    assert listed(client.get(page("changelist"), {"queue": "mine"})) == [mine.number]


def test_a_draft_is_not_for_the_office(client):
    signed_in(client, Role.PRE_REVIEWER)
    draft = complete_draft()
    assert listed(client.get(page("changelist"), {"queue": "all"})) == []
    assert client.get(page("change", draft)).status_code == 404
    assert client.get(page("desk", draft)).status_code == 404


def test_members_are_masked_in_the_list(client):
    signed_in(client, Role.PRE_REVIEWER)
    claim = submitted(member=MemberFactory.create(bound=True, name="陈小明"))
    text = client.get(page("changelist")).text
    assert "陈*明" in text
    assert "陈小明" not in text
    assert claim.member.id_number not in text


def test_the_one_claim_found_is_opened_and_the_look_recorded(client):
    user = signed_in(client, Role.TELLER)
    claim = submitted(member=MemberFactory.create(bound=True, name="陈小明"))
    submitted()
    response = client.post(page("find"), {"sought": claim.member.id_number})
    assert response.url == page("change", claim)
    assert claim.member.id_number not in response.url
    look = AccessLog.objects.get(what="claims_looked_for")
    assert (look.by, look.object_id, look.reason) == (user, "person_number", "1")


def test_several_found_are_listed_and_no_personal_word_is_kept(client):
    signed_in(client, Role.TELLER)
    member = MemberFactory.create(bound=True, name="陈小明")
    one = submitted(member=member)
    two = submitted(member=MemberFactory.create(bound=True, name="陈小红"))
    response = client.post(page("find"), {"sought": "陈小"}, follow=True)
    assert set(listed(response)) == {one.number, two.number}
    assert "陈小" not in str(dict(client.session))


def test_what_is_not_found_is_told(client):
    signed_in(client, Role.TELLER)
    submitted()
    response = client.post(page("find"), {"sought": "陈一"}, follow=True)
    assert "没有找到" in response.text
    response = client.post(page("find"), {"sought": "陈"}, follow=True)
    assert "出生日期" in response.text


@pytest.mark.parametrize(
    "lookup",
    [
        "member__name__startswith",
        "member__id_number_index",
        "member__phone_index__isnull",
        "payee_name",
        "payee_account__isnull",
        "reviewer__password__startswith",
    ],
)
def test_no_lookup_tells_what_is_masked(client, lookup):
    signed_in(client, Role.PRE_REVIEWER)
    submitted()
    assert client.get(page("changelist"), {lookup: "测"}).status_code == 400


@pytest.mark.parametrize("many", [10, 60])
def test_the_list_asks_as_often_for_many_claims_as_for_few(client, many, django_assert_num_queries):
    signed_in(client, Role.PRE_REVIEWER)
    for _ in range(many):
        submitted()
    with django_assert_num_queries(5):
        client.get(page("changelist"))


@pytest.mark.parametrize("url", ["add", "delete"])
def test_nobody_adds_or_deletes_a_claim(client, url):
    signed_in(client, *OFFICE_ROLES)
    claim = submitted()
    path = page(url) if url == "add" else page(url, claim)
    response = client.post(path, {"post": "yes", "kind": "inpatient"})
    assert response.status_code in {403, 405}
    assert Claim.objects.count() == 1


def test_a_forged_change_writes_nothing(client):
    signed_in(client, *OFFICE_ROLES)
    claim = submitted()
    forged = {"status": "approved", "payee_name": "别人", "_save": "1"}
    assert client.post(page("change", claim), forged).status_code in {403, 405}
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": str(claim.pk), **forged}
    assert client.post(page("changelist"), rows).status_code in {403, 405}
    claim.refresh_from_db()
    assert (claim.status, claim.payee_name) == (Status.SUBMITTED, claim.member.name)


def test_who_has_no_casework_does_not_see_claims(client):
    signed_in(client, Role.CASHIER)
    assert client.get(page("changelist")).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 200
