"""Filing for another: who may, what the member is told, and what their objection stops."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import agency, checking, filing, intake
from claims.agency import Agent
from claims.errors import (
    Disputed,
    Incomplete,
    NotDisputed,
    NothingToObject,
    NotOpen,
    NotTheirAgent,
)
from claims.models import Agency, Claim, Hold, Kind
from claims.states import Status
from members.models import Message
from members.roles import Role
from tests.factories.claims import (
    ClaimFactory,
    by_agent,
    complete_draft,
    payout_of,
    staff,
    submitted,
)
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    StationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Relation = Agency.Relation
SPOUSE = Agent("代办乙", Relation.SPOUSE)


def opened(member, agent=SPOUSE, *, by=None, kind=Kind.INPATIENT):
    return agency.open_draft(
        member, kind, agent, by=by or UserFactory.create(), client_key=uuid.uuid4()
    )


def filed(**how) -> Claim:
    claim = by_agent(complete_draft(**how))
    return filing.submit(claim.pk, by=claim.applicant, consents=True)


def in_check() -> Claim:
    """An amount is proposed and waits for somebody else."""
    claim = filed()
    Claim.objects.filter(pk=claim.pk).update(
        status=Status.FIRST_CHECK, acceptance_number=f"S{claim.number}"
    )
    return checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))


class TestOpening:
    def test_a_draft_says_who_files_it_asks_for_authority_and_tells_the_member(self):
        member = MemberFactory.create(bound=True)

        claim = opened(member)

        assert str(claim.agency) == "代办乙（配偶）"
        assert claim.circumstances == ["by_agent"]
        assert claim.applicant.has_role(Role.AGENT)
        told = Message.objects.get(user=member.user)
        assert "代办乙（配偶）正在为您办理" in told.text
        assert told.sms_state == Message.SmsState.OWED
        assert claim.agency.told_at is not None

    def test_the_phone_of_the_roster_is_told_and_given_no_link(self):
        claim = opened(MemberFactory.create(phone="13800138001"))

        told = Message.objects.get(user__phone_index="13800138001")

        assert told.link == ""
        assert claim.agency.told_at is not None

    def test_that_nobody_could_be_told_is_on_record(self):
        agent = UserFactory.create(phone="13800138001")
        nobody = opened(MemberFactory.create())
        themselves = opened(MemberFactory.create(phone="13800138001"), by=agent)

        assert nobody.agency.told_at is None
        assert themselves.agency.told_at is None
        assert not Message.objects.exists()

    def test_the_same_form_twice_opens_one_draft_and_tells_once(self):
        member, agent, key = MemberFactory.create(bound=True), UserFactory.create(), uuid.uuid4()

        claims = {
            agency.open_draft(member, Kind.INPATIENT, SPOUSE, by=agent, client_key=key).pk
            for _ in range(2)
        }

        assert len(claims) == Message.objects.count() == 1

    @pytest.mark.parametrize(
        ("relation", "kind", "asked"),
        [
            pytest.param(Relation.CHILD, Kind.DEATH, False, id="an heir claims by right"),
            pytest.param(Relation.ENTRUSTED, Kind.DEATH, True, id="a stranger for the heirs"),
            pytest.param(Relation.CHILD, Kind.INPATIENT, True, id="a child for the living"),
        ],
    )
    def test_authority_is_asked_of_all_but_heirs(self, relation, kind, asked):
        claim = opened(MemberFactory.create(), Agent("代办乙", relation), kind=kind)

        assert ("by_agent" in claim.circumstances) is asked

    def test_a_cadre_files_by_a_post_they_hold_and_for_people_covered_through_it(self):
        post = CadreFactory.create()
        member = MemberFactory.create(unit=post.unit)
        agent = Agent("经办人", Relation.CADRE, unit=post.unit)
        assert not agency.circle(agent).exists()
        CoverageFactory.create(member=member)

        assert agency.circle(agent).get() == member
        assert opened(member, agent, by=post.user).agency.unit == post.unit
        with pytest.raises(PermissionDenied):
            opened(member, agent, by=CadreFactory.create().user)

    def test_a_community_worker_files_by_their_own_station(self):
        station = StationFactory.create()
        agent = Agent("社区", Relation.STATION, station=station)
        worker = UserFactory.create(station=station)

        assert opened(MemberFactory.create(), agent, by=worker).agency.station == station
        with pytest.raises(PermissionDenied):
            opened(MemberFactory.create(), agent, by=UserFactory.create())

    def test_the_table_holds_that_a_post_is_named(self):
        claim = ClaimFactory.create()

        with pytest.raises(IntegrityError, match="agency_relation_fits_the_post"):
            Agency.objects.create(claim=claim, relation=Relation.CADRE, name="甲")


class TestFiling:
    def test_without_authority_it_is_not_sent_in_and_with_it_both_are_told(self):
        claim = by_agent(complete_draft())
        papers = claim.pages.filter(material="authority_letter")
        kept = papers.get()
        papers.delete()

        with pytest.raises(Incomplete) as refused:
            filing.submit(claim.pk, by=claim.applicant, consents=True)
        assert set(refused.value.problems) == {"authority_letter"}

        kept.save(force_insert=True)
        claim = filing.submit(claim.pk, by=claim.applicant, consents=True)

        assert claim.consent.channel == "agent"
        assert claim.events.get().note == "由代办乙（配偶）代办"
        to_agent = claim.applicant.messages.get().text
        to_member = claim.member.user.messages.get().text
        assert to_agent.startswith("【代测")
        assert to_member.endswith("（由代办乙（配偶）代办）")

    def test_a_cadre_who_left_the_post_sees_it_no_more(self):
        post = CadreFactory.create()
        claim = by_agent(complete_draft(), agent=post.user, relation=Relation.CADRE, unit=post.unit)
        assert claim in Claim.objects.of(post.user)

        post.until = timezone.localdate()
        post.save()

        claim = Claim.objects.get(pk=claim.pk)
        assert claim not in Claim.objects.of(post.user)
        assert not claim.is_handled_by(post.user)
        assert claim in Claim.objects.of(claim.member.user)


class TestObjecting:
    def test_a_claim_not_yet_accepted_is_withdrawn_and_both_are_told(self):
        claim = filed()

        claim = agency.object_(claim.pk, "不认识", by=claim.member.user)

        assert claim.status == Status.WITHDRAWN
        assert claim.agency.objection == "不认识"
        assert "没有同意由代办乙" in claim.events.last().note
        agents = claim.applicant.messages.get(text__contains="没有同意由您代办")
        members = claim.member.user.messages.get(text__contains="已登记您的异议")
        assert (agents.link, members.link) == ("", f"/claims/{claim.pk}/")
        assert claim not in Claim.objects.of(claim.applicant)
        assert claim in Claim.objects.of(claim.member.user)

    def test_a_draft_stops_and_is_kept(self):
        claim = by_agent(complete_draft())

        claim = agency.object_(claim.pk, "", by=claim.member.user)

        assert claim.status == Status.DRAFT
        for by in (claim.member.user, claim.applicant):
            with pytest.raises((Disputed, PermissionDenied)):
                filing.submit(claim.pk, by=by, consents=True)
        with pytest.raises(NotOpen):
            intake.discard(claim.pk)
        with pytest.raises(NotTheirAgent):
            opened(claim.member, by=claim.applicant)
        assert opened(claim.member).agency

    def test_nobody_approves_an_accepted_claim_until_somebody_looked_into_it(self):
        claim, checker = in_check(), staff(Role.SECOND_CHECKER)
        agency.object_(claim.pk, "没有委托", by=claim.member.user)

        with pytest.raises(Disputed):
            checking.confirm(claim.pk, by=checker)
        with (
            pytest.raises(IntegrityError, match="disputed by its member"),
            transaction.atomic(),
        ):
            Claim.objects.filter(pk=claim.pk).update(status=Status.APPROVED)

        with pytest.raises(Incomplete):
            agency.settle(claim.pk, " ", by=checker)
        agency.settle(claim.pk, "电话核实，职工已同意", by=checker)
        assert checking.confirm(claim.pk, by=checker).status == Status.APPROVED
        with pytest.raises(NotDisputed):
            agency.settle(claim.pk, "再次", by=checker)

    def test_what_is_owed_and_not_sent_is_held(self):
        claim = in_check()
        checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))

        agency.object_(claim.pk, "", by=claim.member.user)

        held = payout_of(claim).holds.get()
        assert held.reason == Hold.Reason.DISPUTED

    def test_the_office_takes_down_what_the_member_says_by_telephone(self):
        claim = filed()
        with pytest.raises(PermissionDenied):
            agency.object_(claim.pk, "来电", by=staff(Role.PRE_REVIEWER))

        claim = agency.object_(claim.pk, "来电", by=staff(Role.SECOND_CHECKER))

        assert claim.status == Status.SUBMITTED
        assert claim.agency.disputed

    def test_only_the_member_objects_once_and_only_to_an_agent(self):
        own, claim = submitted(account="6222024100001234560"), filed()

        with pytest.raises(NothingToObject):
            agency.object_(own.pk, "", by=own.applicant)
        with pytest.raises(PermissionDenied):
            agency.object_(claim.pk, "", by=claim.applicant)
        agency.object_(claim.pk, "", by=claim.member.user)
        with pytest.raises(NothingToObject):
            agency.object_(claim.pk, "", by=claim.member.user)
