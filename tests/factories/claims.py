"""Claims for tests: a row in a given state, or one that walked there through the verbs."""

import uuid
from datetime import date

import factory
from stdnum import luhn

from claims import checking, filing, review
from claims.models import Agency, Award, Claim, Comparison, Kind, Page, Payout, Stay
from claims.originals import receiving
from claims.papers import needs_of
from claims.states import Status
from members.roles import Role
from tests.factories.members import CoverageFactory, MemberFactory, StaffFactory, UserFactory


def account_of(number: int) -> str:
    body = f"622202410000{number:06}"
    return body + luhn.calc_check_digit(body)


class ClaimFactory(factory.django.DjangoModelFactory[Claim]):
    """A draft of an inpatient claim by a bound member, with nothing filled in."""

    class Meta:
        model = Claim

    client_key = factory.LazyFunction(uuid.uuid4)
    kind = Kind.INPATIENT
    member = factory.SubFactory(MemberFactory, bound=True)
    applicant = factory.SelfAttribute("member.user")


class PageFactory(factory.django.DjangoModelFactory[Page]):
    """A page whose bytes are nowhere: for what does not look at the picture."""

    class Meta:
        model = Page

    claim = factory.SubFactory(ClaimFactory)
    material = "discharge_record"
    position = 1
    client_key = factory.LazyFunction(uuid.uuid4)
    media_type = "image/jpeg"
    original_key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    original_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    original_size = 1000
    picture_key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    thumb_key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    width = 1200
    height = 1600
    added_by = factory.SelfAttribute("claim.applicant")


class AgencyFactory(factory.django.DjangoModelFactory[Agency]):
    """A spouse who files the claim; make the claim with an applicant of its own."""

    class Meta:
        model = Agency

    claim = factory.SubFactory(ClaimFactory)
    relation = Agency.Relation.SPOUSE
    name = "代办乙"


def staff(role, **fields):
    """Somebody of the office with one role."""
    return StaffFactory.create(roles=[str(role)], **fields)


def complete_draft(
    *,
    admitted=date(2023, 6, 1),
    discharged=date(2023, 6, 11),
    member=None,
    account="6222024100001234560",
):
    """A draft that lacks nothing: covered from 16 March 2023 for a year, ten nights in June."""
    member = member or MemberFactory.create(bound=True)
    if not member.coverages.exists():
        CoverageFactory.create(member=member)
    claim = ClaimFactory.create(
        member=member,
        payee_name=member.name,
        payee_bank="示范银行",
        payee_account=account,
    )
    Stay.objects.create(
        claim=claim, hospital="示范医院", admitted_on=admitted, discharged_on=discharged
    )
    for need in needs_of(claim.kind, []):
        PageFactory.create(claim=claim, material=str(need.papers[0]))
    return claim


def by_agent(claim, *, agent=None, **agency):
    """Have a draft be filed by somebody else, with the papers that this needs."""
    claim.applicant = agent or UserFactory.create(roles=[str(Role.AGENT)])
    claim.circumstances = ["by_agent"]
    claim.save()
    AgencyFactory.create(claim=claim, **agency)
    for material in ("authority_letter", "agent_id_card", "agent_relation_proof"):
        PageFactory.create(claim=claim, material=material)
    return claim


def submitted(*, community=None, **how):
    """Sent in, and waiting for pre-review; or, first, for a station."""
    claim = complete_draft(**how)
    return filing.submit(claim.pk, by=claim.applicant, consents=True, community=community)


def in_review(**how):
    return review.take(submitted(**how).pk, by=staff(Role.PRE_REVIEWER))


def passed(**how):
    claim = in_review(**how)
    return review.pass_(claim.pk, by=claim.reviewer)


def received(**how):
    """The originals are signed in and not compared yet."""
    return receiving.receive(passed(**how).pk, by=staff(Role.TELLER))


def compare(claim, *, by):
    """Find every page of the originals the same as its picture."""
    pages = [page.pk for page in claim.pages.live()]
    receiving.compare(claim.pk, pages, Comparison.Verdict.SAME, by=by)


def accepted(**how):
    claim, teller = received(**how), staff(Role.TELLER)
    compare(claim, by=teller)
    return receiving.accept(claim.pk, by=teller)


def in_first_check(**how):
    return checking.start_check(accepted(**how).pk, by=staff(Role.FIRST_CHECKER))


def in_second_check(**how):
    """An amount is proposed and waits for somebody else."""
    return checking.propose(in_first_check(**how).pk, by=staff(Role.FIRST_CHECKER))


def approved(**how):
    """Owed: with its award, its paid days and a payout."""
    return checking.confirm(in_second_check(**how).pk, by=staff(Role.SECOND_CHECKER))


def award_of(claim) -> Award:
    return claim.awards.live().get()


def payout_of(claim) -> Payout:
    return award_of(claim).payouts.get()


def put(claim, status: Status):
    """Set a status behind the verbs' back: only to try what a verb does there."""
    Claim.objects.filter(pk=claim.pk).update(status=status)
    claim.refresh_from_db()
    return claim
