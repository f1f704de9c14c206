"""What a claim is worth: proposed by one person, confirmed by another, owed by a day."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from claims import benefits, checking, facts
from claims.errors import Changed, ClaimError, Incomplete, NotPayable, SamePerson, Stale
from claims.models import Award, Claim, LedgerEntry, PaidDay, Payout
from claims.reasons import Refusal
from claims.states import Status
from claims.transitions import locked
from claims.working import working
from members.models import Message, Workday
from members.roles import Role
from members.workdays import CalendarUnknown
from tests.factories.claims import (
    approved,
    award_of,
    in_first_check,
    in_second_check,
    payout_of,
    staff,
)
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def used_up(member, *, first: date, nights: int) -> None:
    """An earlier claim of the member took some nights."""
    approved(member=member, admitted=first, discharged=date.fromordinal(first.toordinal() + nights))


def test_confirming_writes_award_paid_days_payout_and_books_together() -> None:
    with time_machine.travel("2023-07-05 10:00:00+08:00", tick=False):
        claim = approved()

    award, payout = award_of(claim), payout_of(claim)
    assert claim.status == Status.APPROVED
    assert (award.yuan, award.days) == (Decimal("800.00"), 10)
    assert award.due_on == payout.due_on == date(2023, 7, 14)
    nights = award.paid_days.order_by("slot").values_list("day", "slot")
    assert list(nights) == [(date(2023, 6, n), n) for n in range(1, 11)]
    assert (payout.state, payout.amount_fen) == (Payout.State.QUEUED, 80_000)
    assert payout.payee_account == claim.payee_account
    assert sum(LedgerEntry.objects.values_list("fen", flat=True)) == 0
    assert Message.objects.filter(text__contains="7月14日").exists()


def test_nobody_confirms_what_they_proposed() -> None:
    claim = in_first_check()
    both = staff(Role.FIRST_CHECKER)
    both.roles = [str(Role.FIRST_CHECKER), str(Role.SECOND_CHECKER)]
    both.save()
    checking.propose(claim.pk, by=both)

    with pytest.raises(SamePerson):
        checking.confirm(claim.pk, by=both)

    assert not PaidDay.objects.exists()
    assert checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER)).status == Status.APPROVED


def test_the_database_refuses_the_same_person_too() -> None:
    award = award_of(in_second_check())

    with pytest.raises(IntegrityError, match="award_four_eyes"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(
            approved_by=award.proposed_by, approved_at=award.proposed_at, due_on="2026-12-01"
        )


def test_confirming_twice_owes_once() -> None:
    claim = approved()

    with pytest.raises(ClaimError):
        checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))

    assert Payout.objects.count() == 1


def test_a_stale_form_changes_nothing() -> None:
    claim = in_second_check()

    with pytest.raises(Stale) as refused:
        checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER), version=claim.version - 1)

    assert refused.value.found == claim.version
    assert not Payout.objects.exists()
    second = staff(Role.SECOND_CHECKER)
    assert checking.confirm(claim.pk, by=second, version=claim.version).status == "approved"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda c: c.stays.update(discharged_on=date(2023, 6, 12)), id="a date"),
        pytest.param(
            lambda c: Claim.objects.filter(pk=c.pk).update(payee_bank="别的银行"), id="the bank"
        ),
        pytest.param(
            lambda c: c.member.coverages.update(ends_on=date(2024, 3, 14)), id="the coverage"
        ),
    ],
)
def test_a_change_after_the_proposal_voids_it(change: Callable[[Claim], object]) -> None:
    claim = in_second_check()
    change(claim)

    with pytest.raises(Changed):
        checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))

    assert not PaidDay.objects.exists()
    checking.send_back(claim.pk, "依据已变化", by=staff(Role.SECOND_CHECKER))
    checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))
    assert checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER)).status == Status.APPROVED


def test_days_used_by_one_claim_are_gone_for_the_next() -> None:
    member = MemberFactory.create(bound=True)
    used_up(member, first=date(2023, 4, 1), nights=31)

    claim = approved(member=member, admitted=date(2023, 6, 1), discharged=date(2023, 6, 21))

    award = award_of(claim)
    assert (award.yuan, award.days, award.reasons) == (Decimal("1120.00"), 14, ["DAY_CAP"])
    [line] = working(award.lines)
    assert line.sum == "14天 × 80元 = 1,120.00元"
    assert line.left == "本保障期已补助45天，还可补助0天（累计不超过45天）"


def test_a_cap_used_up_is_a_zero_award_without_a_payout() -> None:
    member = MemberFactory.create(bound=True)
    used_up(member, first=date(2023, 4, 1), nights=45)

    claim = approved(member=member, admitted=date(2023, 6, 1), discharged=date(2023, 6, 5))

    award = award_of(claim)
    assert (award.outcome, award.amount_fen, award.due_on) == ("zero", 0, None)
    assert not award.payouts.exists()


def test_what_the_rules_refuse_is_not_proposed_as_an_amount() -> None:
    claim = in_first_check()
    claim.member.coverages.update(voided=True)

    with pytest.raises(NotPayable) as refused:
        checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))

    assert refused.value.reasons == ("NOT_COVERED",)


def test_a_refusal_is_proposed_by_one_and_decided_by_another() -> None:
    claim = in_first_check()
    first = staff(Role.FIRST_CHECKER)
    checking.propose_refusal(claim.pk, [Refusal.NOT_COVERED], by=first, words="已退保")

    with pytest.raises(NotPayable):
        checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))
    claim = checking.refuse(claim.pk, by=staff(Role.SECOND_CHECKER))

    assert (claim.status, claim.reasons) == (Status.REFUSED, [Refusal.NOT_COVERED])


def test_an_amount_that_was_proposed_is_not_refused_by_the_second_alone() -> None:
    claim = in_second_check()

    with pytest.raises(Incomplete):
        checking.refuse(claim.pk, by=staff(Role.SECOND_CHECKER))

    claim.refresh_from_db()
    assert claim.status == Status.SECOND_CHECK


def test_beyond_the_calendar_nothing_is_promised() -> None:
    claim = in_second_check()
    Workday.objects.filter(day__gt=date(2026, 12, 31)).delete()

    with time_machine.travel("2026-12-28 10:00:00+08:00"), pytest.raises(CalendarUnknown):
        checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))

    assert not Payout.objects.exists()
    with time_machine.travel("2026-12-18 10:00:00+08:00"):
        checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))
    assert payout_of(claim).due_on == date(2026, 12, 29)


def test_a_day_taken_back_leaves_its_number_to_the_next() -> None:
    member = MemberFactory.create(bound=True)
    used_up(member, first=date(2023, 4, 1), nights=3)
    PaidDay.objects.filter(slot=2).update(voided=True)

    claim = approved(member=member, admitted=date(2023, 6, 1), discharged=date(2023, 6, 3))

    slots = award_of(claim).paid_days.values_list("slot", flat=True)
    assert sorted(slots) == [2, 4]


def confirm_both(claims: list[Claim], confirm: Callable[[Claim], object]) -> list[type]:
    """Have both confirmed at once; give what refused either, in words or by the table alone."""
    together = Barrier(len(claims))

    def work(claim: Claim) -> Iterator[type]:
        together.wait(10)
        try:
            confirm(claim)
        except (ClaimError, IntegrityError) as refused:
            yield type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [refused for found in pool.map(lambda c: [*work(c)], claims) for refused in found]


def thirty_days_each() -> list[Claim]:
    member = MemberFactory.create(bound=True)
    return [
        in_second_check(member=member, admitted=date(2023, 4, 1), discharged=date(2023, 5, 1)),
        in_second_check(member=member, admitted=date(2023, 6, 1), discharged=date(2023, 7, 1)),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_claims_confirmed_at_once_never_pass_the_cap() -> None:
    claims = thirty_days_each()
    seconds = [staff(Role.SECOND_CHECKER) for _ in claims]

    refused = confirm_both(claims, lambda c: checking.confirm(c.pk, by=seconds[claims.index(c)]))

    assert refused == [Changed]  # told, not left to the constraints
    assert [p.amount_fen for p in Payout.objects.all()] == [240_000]
    assert PaidDay.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_two_would_together_be_promised_sixty_days() -> None:
    """The control: each sees all 45 days free, so both awards say thirty."""
    claims = thirty_days_each()

    seen: list[int] = []

    def value_without_lock(claim: Claim) -> None:
        known = facts.facts_of(claim)
        covered = facts.covers(facts.coverages_of(claim))
        seen.append(len(benefits.assess(known, covered).days))

    confirm_both(claims, value_without_lock)

    assert sum(seen) == 60


def test_a_locked_claim_is_the_one_asked_for() -> None:
    claim = in_first_check()

    assert locked(claim.pk).pk == claim.pk
