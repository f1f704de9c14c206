"""The community's first review: of its own stations, all told at once, never waited for long."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from claims import community, filing, review
from claims.errors import AtStation, Incomplete, MoveRefused
from claims.queues import pile
from claims.reasons import Correctable
from claims.review import Asked
from claims.states import Status
from members.models import Message, Station
from members.roles import Role
from tests.factories.claims import (
    PageFactory,
    by_agent,
    complete_draft,
    staff,
    submitted,
)
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db
Level = Station.Level
MISSING = [
    Asked("id_card", Correctable.UNREADABLE, "反光"),
    Asked("bank_card", Correctable.MISSING),
]


@pytest.fixture
def street():
    district = StationFactory.create(
        name="湖里区", level=Level.DISTRICT, parent=StationFactory.create()
    )
    return StationFactory.create(
        name="江头街道", level=Level.STREET, parent=district, reviews_first=True
    )


def reviewer(station):
    return staff(Role.STATION_REVIEWER, station=station)


def test_a_claim_left_to_a_station_waits_there_and_then_comes_to_the_centre(street):
    claim, centre = submitted(community=street), staff(Role.PRE_REVIEWER)
    assert claim not in pile("waiting", centre)
    with pytest.raises(AtStation):
        review.take(claim.pk, by=centre)

    claim = community.vouch(claim.pk, by=reviewer(street))

    assert claim.status == Status.SUBMITTED
    assert claim in pile("waiting", centre)
    assert claim.events.last().note == "江头街道"
    assert "社区初审通过" in Message.objects.filter(key__contains="event").first().text
    assert review.take(claim.pk, by=centre).status == Status.IN_REVIEW


def test_the_centre_goes_on_without_a_station_that_lets_its_day_pass(street):
    claim = submitted(community=street)
    assert claim.community_until is not None

    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        assert claim in pile("waiting", staff(Role.PRE_REVIEWER))
        assert review.take(claim.pk, by=staff(Role.PRE_REVIEWER))


def test_all_that_is_lacking_is_asked_at_once_and_answered_to_the_centre(street):
    claim = submitted(community=street)

    claim = community.ask(claim.pk, MISSING, by=reviewer(street))

    assert claim.status == Status.CORRECTION
    assert claim.corrections.get().items.count() == 2
    claim.corrections.get().items.update(done_at=timezone.now())
    claim = filing.answer(claim.pk, by=claim.applicant)
    assert claim in pile("idle", staff(Role.PRE_REVIEWER))


def test_nobody_vouches_for_what_is_not_there_and_nothing_is_asked_of_nothing(street):
    claim = submitted(community=street)
    claim.pages.filter(material="id_card").delete()

    with pytest.raises(Incomplete):
        community.vouch(claim.pk, by=reviewer(street))
    with pytest.raises(Incomplete):
        community.ask(claim.pk, [], by=reviewer(street))

    PageFactory.create(claim=claim, material="id_card")
    assert community.vouch(claim.pk, by=reviewer(street))
    with pytest.raises(MoveRefused):
        community.vouch(claim.pk, by=reviewer(street))


def test_a_reviewer_sees_their_station_and_those_below_it_alone(street):
    beside = StationFactory.create(
        name="禾山街道", level=Level.STREET, parent=street.parent, reviews_first=True
    )
    claim = submitted(community=street)

    assert list(community.waiting(reviewer(street.parent))) == [claim]
    assert list(community.waiting(reviewer(beside))) == []
    assert list(community.waiting(reviewer(None))) == []
    for station in (beside, None):
        with pytest.raises(PermissionDenied):
            community.vouch(claim.pk, by=reviewer(station))


def test_what_a_station_filed_waits_there_by_itself(street):
    claim = by_agent(complete_draft(), relation="station", station=street)

    claim = filing.submit(claim.pk, by=claim.applicant, consents=True)

    assert claim.community == street


class TestPages:
    QUEUE = reverse("admin:claims_claim_community")

    def test_the_queue_leads_to_the_checklist_and_what_is_wrong_is_sent_at_once(
        self, client, street
    ):
        claim = submitted(community=street)
        client.force_login(reviewer(street))
        page = reverse("admin:claims_claim_community_review", args=[claim.pk])
        assert client.get("/admin/").context["work"].cards[0].count == 1
        assert page in client.get(self.QUEUE).content.decode()
        shown = client.get(page).content.decode()
        assert claim.member.name not in shown
        assert claim.payee_account not in shown

        wrong = client.post(page, {"words-id_card": "反光"})
        assert "写了说明的，请选择原因" in wrong.content.decode()
        client.post(page, {"reason-id_card": "M02", "words-id_card": "反光"})

        claim.refresh_from_db()
        assert claim.status == Status.CORRECTION
        assert claim.corrections.get().items.get().words == "反光"
        assert client.get(page).status_code == 404

    def test_all_in_order_is_vouched_for(self, client, street):
        claim = submitted(community=street)
        client.force_login(reviewer(street))

        client.post(reverse("admin:claims_claim_community_review", args=[claim.pk]), {})

        claim.refresh_from_db()
        assert claim.community_until is None
        assert self.QUEUE == reverse("admin:claims_claim_community")

    def test_others_find_nothing(self, client, street):
        claim = submitted(community=street)
        picture = [claim.pk, claim.pages.first().pk, "thumb"]
        client.force_login(reviewer(StationFactory.create(name="别处")))
        StationFactory.create(name="别处")

        for name, args in (("community_review", [claim.pk]), ("community_picture", picture)):
            assert client.get(reverse(f"admin:claims_claim_{name}", args=args)).status_code == 404
        assert client.get(reverse("admin:claims_claim_desk", args=[claim.pk])).status_code == 403

    def test_the_member_chooses_a_station_and_reads_who_looks_first(self, client, street):
        claim = complete_draft()
        client.force_login(claim.applicant)
        check = reverse("claims:check", args=[claim.pk])
        assert "江头街道" in client.get(check).content.decode()

        client.post(check, {"consents": "on", "community": street.pk})

        claim.refresh_from_db()
        assert claim.community == street
        detail = client.get(reverse("claims:detail", args=[claim.pk])).content.decode()
        assert "先由江头街道核对材料是否齐全" in detail
