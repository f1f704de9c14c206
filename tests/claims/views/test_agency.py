"""The pages of filing for another, as the agent, the member and the unit's cadre meet them."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from claims import filing
from claims.models import Claim
from members.models import Message
from members.roles import Role
from tests.factories.claims import approved, by_agent, complete_draft, staff, submitted
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    UserFactory,
    id_number_of,
)

pytestmark = pytest.mark.django_db

FILE_FOR = reverse("claims:file_for")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(member, **changes):
    return {
        "name": member.name,
        "id_number": member.id_number,
        "relation": "spouse",
        "agent": "代办乙",
        "kind": "inpatient",
        "client_key": str(uuid.uuid4()),
        **changes,
    }


def filed(**how) -> Claim:
    claim = by_agent(complete_draft(), **how)
    return filing.submit(claim.pk, by=claim.applicant, consents=True)


def test_somebody_with_no_cover_files_for_a_relative():
    member, agent = MemberFactory.create(bound=True), UserFactory.create()
    client = signed_in(agent)
    form = told(member)

    answer = client.post(FILE_FOR, form)
    again = client.post(FILE_FOR, form)

    claim = Claim.objects.get()
    assert answer["Location"] == again["Location"] == reverse("claims:facts", args=[claim.pk])
    assert client.get(answer["Location"]).status_code == 200
    assert "授权委托书" in client.get(reverse("claims:papers", args=[claim.pk])).content.decode()
    assert "由代办乙（配偶）代办" in client.get(reverse("claims:list")).content.decode()
    assert client.get("/")["Location"] == reverse("claims:list")


def test_a_wrong_name_and_a_wrong_number_are_told_alike_and_nothing_typed_is_lost():
    member = MemberFactory.create()
    client = signed_in(UserFactory.create())

    pages = [
        client.post(FILE_FOR, told(member, **wrong)).content.decode()
        for wrong in ({"name": "别人"}, {"id_number": id_number_of(9)})
    ]

    for page in pages:
        assert "没有查到姓名和证件号码都一致的参保信息" in page
        assert 'value="代办乙"' in page
    assert not Claim.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"relation": ""}, "请选择您与职工的关系", id="no relation"),
        pytest.param({"relation": "cadre"}, "请选择您与职工的关系", id="a post not held"),
        pytest.param({"agent": " "}, "请填写您的姓名", id="no name"),
        pytest.param({"kind": "death", "collects": "on"}, "不需要勾选", id="collects for a death"),
        pytest.param({"client_key": "x"}, "页面已经过期", id="an old page"),
    ],
)
def test_what_cannot_be_taken_is_told(wrong, says):
    page = signed_in(UserFactory.create()).post(FILE_FOR, told(MemberFactory.create(), **wrong))

    assert says in page.content.decode()
    assert not Claim.objects.exists()


def test_a_cadre_finds_their_own_people_and_no_others():
    post = CadreFactory.create()
    colleague, stranger = MemberFactory.create(unit=post.unit), MemberFactory.create()
    for member in (colleague, stranger):
        CoverageFactory.create(member=member)
    client = signed_in(post.user)

    refused = client.post(FILE_FOR, told(stranger, relation="cadre"))
    taken = client.post(FILE_FOR, told(colleague, relation="cadre"))

    assert "没有查到" in refused.content.decode()
    assert taken.status_code == 302
    assert Claim.objects.get().agency.unit == post.unit


def test_a_member_says_that_nobody_was_asked_and_the_agent_sees_it_no_more():
    claim = filed()
    detail, disown = (reverse(f"claims:{name}", args=[claim.pk]) for name in ("detail", "disown"))
    member, agent = signed_in(claim.member.user), signed_in(claim.applicant)
    assert disown in member.get(detail).content.decode()
    assert disown not in agent.get(detail).content.decode()
    assert agent.get(disown).status_code == 403

    page = member.post(disown, {"words": "不认识"}, follow=True).content.decode()

    assert "已登记您的异议" in page
    assert agent.get(detail).status_code == 404
    assert member.get(detail).status_code == 200


def test_only_the_members_own_account_is_paid_unless_the_letter_says_so():
    claim = by_agent(complete_draft())
    account = {"name": "代办乙", "bank": "示范银行", "number": "6222024100001234560"}
    address = reverse("claims:account", args=[claim.pk])
    client = signed_in(claim.applicant)

    refused = client.post(address, account).content.decode()
    claim.agency.collects = True
    claim.agency.save()
    taken = client.post(address, account)

    assert "只能支付到职工本人的账户" in refused
    assert taken.status_code == 302


def test_an_agent_is_not_offered_the_members_last_account():
    first = submitted()
    claim = by_agent(complete_draft(member=first.member))
    claim.payee_account, claim.payee_bank = "", ""
    claim.save()

    page = signed_in(claim.applicant).get(reverse("claims:account", args=[claim.pk]))

    assert "上次使用的账户" not in page.content.decode()


def test_a_cadre_sees_how_far_and_how_much_but_not_what_for():
    post = CadreFactory.create()
    claim = approved(member=MemberFactory.create(bound=True, unit=post.unit))
    client = signed_in(post.user)

    page = client.get(reverse("claims:of_unit")).content.decode()

    assert claim.number in page
    assert "审核通过，待支付" in page
    assert "800.00元" in page
    assert "住院" not in page
    assert claim.member.name not in page
    assert reverse("claims:detail", args=[claim.pk]) not in page
    assert client.get(reverse("claims:detail", args=[claim.pk])).status_code == 403


def test_the_cadres_page_asks_the_same_however_many_claims(django_assert_max_num_queries):
    post = CadreFactory.create()
    for _ in range(3):
        submitted(member=MemberFactory.create(bound=True, unit=post.unit))
    client = signed_in(post.user)

    with django_assert_max_num_queries(12):
        assert client.get(reverse("claims:of_unit")).status_code == 200


def test_the_office_reads_who_files_and_rules_on_an_objection():
    claim, checker = filed(), staff(Role.SECOND_CHECKER)
    page = reverse("admin:claims_claim_change", args=[claim.pk])
    decide = reverse("admin:claims_claim_agency", args=[claim.pk])
    client = signed_in(checker)
    assert "由代办乙（配偶）代办" in client.get(page).content.decode()
    assert "代办人代办乙（配偶）" in client.get(page).content.decode()

    client.post(decide, {"decision": "object", "words": "来电"})
    assert "职工表示没有同意代办" in client.get(page).content.decode()
    client.post(decide, {"decision": "settle", "words": "已核实"})

    claim.agency.refresh_from_db()
    assert claim.agency.settled_by == checker


def test_a_death_is_filed_by_the_heirs():
    member = MemberFactory.create(bound=True)
    client = signed_in(member.user)

    answer = client.post(
        reverse("claims:start"), {"kind": "death", "client_key": str(uuid.uuid4())}
    )

    assert answer["Location"] == f"{FILE_FOR}?kind=death"
    assert not Claim.objects.exists()


def test_the_office_reads_why_an_accepted_claim_is_not_to_be_approved():
    claim = by_agent(approved())
    Claim.objects.filter(pk=claim.pk).update(status="second_check")
    claim.agency.objected_at, claim.agency.objected_by = claim.opened_at, claim.member.user
    claim.agency.save()

    page = signed_in(staff(Role.SECOND_CHECKER)).get(
        reverse("admin:claims_claim_change", args=[claim.pk])
    )

    assert "核实以前不能审核通过" in page.content.decode()
