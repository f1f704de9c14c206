"""How often the database is asked: pinned, and the same however many pages and stays there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import review
from claims.models import Claim, Payout, Stay
from claims.photographs import uploads
from claims.photographs.attachments import Kept
from claims.reasons import Correctable
from claims.review import Asked
from config.bench.life import ENDS
from config.bench.walk import walk
from members.roles import Role
from tests.factories.claims import PageFactory, approved, in_review, passed, staff, submitted
from tests.factories.members import CoverageFactory, MemberFactory

pytestmark = pytest.mark.django_db

PAPERS = ("id_card", "bank_card", "discharge_record", "hospital_invoice")
OFFICE = (Role.PRE_REVIEWER, Role.TELLER, Role.FIRST_CHECKER, Role.SECOND_CHECKER)


def kept(leaves: int) -> Kept:
    picture = uploads.Picture(1200, 1600, b"", b"", "")
    taken = uploads.Taken("image/jpeg", "0" * 64, (picture,) * leaves)
    return Kept(taken, 1000, "0" * 32, ((picture, "1" * 32, "2" * 32),) * leaves)


def life(*, leaves: int, stays: int) -> int:
    """Live a whole life; give how often the database was asked."""
    member = MemberFactory.create(bound=True)
    first = timezone.localdate() - timedelta(days=100)
    CoverageFactory.create(member=member, starts_on=first, ends_on=first + timedelta(days=364))
    people = {role: staff(role) for role in OFFICE}
    with CaptureQueriesContext(connection) as queries:
        claim = walk(member, {paper: kept(leaves) for paper in PAPERS}, people, stays=stays)
    assert Payout.objects.filter(award__claim=claim).count() == 1
    return sum(query["sql"].split()[0].strip(";") not in ENDS for query in queries)


def test_a_whole_life_asks_so_often_whatever_its_pages():
    assert life(leaves=1, stays=1) == life(leaves=5, stays=1) == 60


def test_another_stay_asks_no_more():
    assert life(leaves=1, stays=4) == 60


def asked_back():
    claim = in_review()
    paper = Asked("id_card", Correctable.UNREADABLE)
    return review.ask(claim.pk, [paper], by=claim.reviewer)


ASKED = {submitted: 2, in_review: 2, asked_back: 4, passed: 4, approved: 4}
SESSION = 2
"""It and its account are read; its end was moved within the minute."""


@pytest.mark.parametrize("stage", ASKED)
def test_the_page_of_a_claim_asks_so_often_whatever_its_pages_and_stays(client, stage):
    claim = stage()
    client.force_login(claim.applicant)
    path = f"/claims/{claim.pk}/"
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    for _ in range(5):
        PageFactory.create(claim=claim)
        Stay.objects.create(
            claim=Claim.objects.get(pk=claim.pk),
            hospital="示范医院",
            admitted_on=timezone.localdate(),
            discharged_on=timezone.localdate(),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(path)

    assert len(many) == len(few) == ASKED[stage] + SESSION
