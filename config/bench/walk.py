"""One claim from its draft to what is owed, by the verbs alone: what P3 measures and a test counts.

Unlike its neighbours it imports models, so it is imported when they stand.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from stdnum import luhn

from claims import checking, filing, intake, review
from claims.models import Claim, Comparison, Kind
from claims.originals import receiving
from claims.photographs.attachments import Kept, enter
from members.keys import new_key
from members.models import Member, User
from members.roles import Role

BANK = "622202"
"""What an account begins with."""


def walk(
    member: Member, papers: Mapping[str, Kept], staff: Mapping[Role, User], *, stays: int = 1
) -> Claim:
    """File a claim of a bound member for nights of last month, and bring it all the way."""
    assert member.user is not None  # noqa: S101 - for the types: who claims has an account
    own = member.user
    key = intake.open_draft(member, Kind.INPATIENT, by=own, client_key=new_key()).pk
    intake.save_stays(key, [_stay(turn) for turn in range(stays)])
    pages = [
        page.pk
        for paper, kept in papers.items()
        for page in enter(key, paper, kept, client_key=new_key(), by=own)
    ]
    digits = f"{BANK}{member.pk.int % 10**12:012}"
    account = digits + luhn.calc_check_digit(digits)
    intake.save_account(key, name=member.name, bank="示范银行", account=account)
    filing.submit(key, by=own, consents=True)
    review.take(key, by=staff[Role.PRE_REVIEWER])
    review.pass_(key, by=staff[Role.PRE_REVIEWER])
    receiving.receive(key, by=staff[Role.TELLER])
    receiving.compare(key, pages, Comparison.Verdict.SAME, by=staff[Role.TELLER])
    receiving.accept(key, by=staff[Role.TELLER])
    checking.start_check(key, by=staff[Role.FIRST_CHECKER])
    checking.propose(key, by=staff[Role.FIRST_CHECKER])
    return checking.confirm(key, by=staff[Role.SECOND_CHECKER])


def _stay(turn: int) -> intake.StayFacts:
    left = timezone.localdate() - timedelta(days=10 + 4 * turn)
    return intake.StayFacts("示范医院", left - timedelta(days=3), left, 3)
