"""Awards and payouts in a given state, without the walk of a claim that leads there."""

from datetime import UTC, date, datetime

import factory

from claims.models import Award, Claim, Payout
from claims.states import Status
from members.models import Consent
from members.roles import Role
from tests.factories.claims import ClaimFactory, account_of
from tests.factories.members import StaffFactory

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
"""Wednesday, 18 November 2026, noon in Xiamen: the seventh working day after is the 27th."""


class ApprovedClaimFactory(ClaimFactory):
    """A claim for days in hospital at the end of its way."""

    class Meta:
        model = Claim

    status = Status.APPROVED
    number = factory.Sequence(lambda n: f"YBH-20261101-{n:07}")
    acceptance_number = factory.Sequence(lambda n: f"SL-20261110-{n:07}")
    submitted_at = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    payee_name = factory.SelfAttribute("member.name")
    payee_bank = "示范银行示范支行"
    payee_account = factory.Sequence(account_of)
    consent = factory.LazyAttribute(
        lambda claim: Consent.objects.create(
            member=claim.member,
            given_by=claim.applicant,
            purpose=Consent.Purpose.SENSITIVE,
            version="tests",
            text_sha256="0" * 64,
        )
    )


class AwardFactory(factory.django.DjangoModelFactory[Award]):
    """What an approved claim is worth: 31 days, proposed by one and approved by another."""

    class Meta:
        model = Award

    claim = factory.SubFactory(ApprovedClaimFactory)
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
