"""Valid rows of claims and money: the shortest way to a state, all of it made up."""

from datetime import UTC, date, datetime
from uuid import uuid4

import factory
from stdnum import luhn

from claims.consent import VERSION
from claims.models import Award, Claim, Payout
from claims.states import Status
from members.models import Consent
from members.roles import Role
from tests.factories.members import MemberFactory, StaffFactory, UserFactory

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
"""Wednesday, 18 November 2026, noon in Xiamen: the seventh working day after is the 27th."""


def account_of(count: int) -> str:
    body = f"622202410000{count:06}"
    return body + luhn.calc_check_digit(body)


class ConsentFactory(factory.django.DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    member = factory.SubFactory(MemberFactory)
    given_by = factory.SubFactory(UserFactory)
    purpose = Consent.Purpose.SENSITIVE
    version = VERSION
    text_sha256 = "0" * 64


class ClaimFactory(factory.django.DjangoModelFactory[Claim]):
    """A claim for days in hospital, submitted with consent; `draft=True` for one that is not."""

    class Meta:
        model = Claim

    class Params:
        draft = factory.Trait(
            status=Status.DRAFT, number=None, consent=None, submitted_at=None, payee_account=""
        )
        approved = factory.Trait(
            status=Status.APPROVED,
            acceptance_number=factory.Sequence(lambda n: f"SL-20261118-{n:07}"),
        )

    client_key = factory.LazyFunction(uuid4)
    number = factory.Sequence(lambda n: f"YBH-20261101-{n:07}")
    kind = Claim.Kind.INPATIENT
    applicant = factory.SubFactory(UserFactory, roles=[str(Role.MEMBER)])
    member = factory.SubFactory(MemberFactory, user=factory.SelfAttribute("..applicant"))
    status = Status.SUBMITTED
    payee_name = factory.SelfAttribute("member.name")
    payee_bank = "示范银行示范支行"
    payee_account = factory.Sequence(account_of)
    consent = factory.SubFactory(
        ConsentFactory,
        member=factory.SelfAttribute("..member"),
        given_by=factory.SelfAttribute("..applicant"),
    )
    submitted_at = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


class AwardFactory(factory.django.DjangoModelFactory[Award]):
    """What an approved claim is worth: 31 days, proposed by one and approved by another."""

    class Meta:
        model = Award

    claim = factory.SubFactory(ClaimFactory, approved=True)
    outcome = Award.Outcome.PAYABLE
    amount_fen = 248_000
    days = 31
    lines = factory.LazyFunction(list)
    input_hash = "0" * 64
    proposed_by = factory.SubFactory(StaffFactory, roles=[str(Role.FIRST_CHECKER)])
    approved_by = factory.SubFactory(StaffFactory, roles=[str(Role.SECOND_CHECKER)])
    approved_at = NOON
    due_on = date(2026, 11, 27)


class PayoutFactory(factory.django.DjangoModelFactory[Payout]):
    """A payout that waits, with nothing posted: where books matter, ask claims.payouts.orders."""

    class Meta:
        model = Payout

    award = factory.SubFactory(AwardFactory)
    amount_fen = factory.SelfAttribute("award.amount_fen")
    due_on = factory.SelfAttribute("award.due_on")
    payee_name = factory.SelfAttribute("award.claim.payee_name")
    payee_bank = factory.SelfAttribute("award.claim.payee_bank")
    payee_account = factory.SelfAttribute("award.claim.payee_account")
    bank_ref = factory.Sequence(lambda n: f"HZ261118{n:09}")
