"""Awards that differ from the rules or are large: a reason for ever, and three different people."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from claims import checking, filing, invariants, review
from claims.awarding import Override
from claims.benefits import shipped_texts
from claims.errors import Changed, Incomplete, NotPayable, SamePerson, ThirdNeeded
from claims.models import Award, Kind, LumpSum, Occurrence, PaidDay, Payout
from claims.reasons import Refusal
from claims.states import Status
from claims.working import notes, worked
from members.models import Message
from members.roles import Role
from tests.factories.claims import (
    approved,
    award_of,
    in_first_check,
    in_review,
    in_second_check,
    payout_of,
    staff,
)
from tests.factories.members import CoverageFactory, MemberFactory, SchemeFactory

pytestmark = pytest.mark.django_db

FEWER = Override(fen=64_000, days=8, reason="两天为陪护，不计入")


def second():
    return staff(Role.SECOND_CHECKER)


def third():
    return staff(Role.THIRD_CHECKER)


def proposed_otherwise(otherwise: Override = FEWER, **how):
    return checking.propose(
        in_first_check(**how).pk, by=staff(Role.FIRST_CHECKER), otherwise=otherwise
    )


def illness(*, grade=None, kind=Kind.CRITICAL_ILLNESS, on=date(2023, 6, 1), **how):
    """30,000 yuan by the sheet: a third is asked for from that amount on."""
    claim = in_first_check(**how)
    claim.stays.all().delete()
    claim.kind = kind
    claim.save()
    Occurrence.objects.create(
        claim=claim,
        decisive_on=on,
        disease="示例疾病",
        listed=True,
        first_diagnosis=True,
    )
    return type(claim).objects.get(pk=claim.pk)


def test_an_override_is_paid_by_three_and_its_reason_stays_everywhere() -> None:
    claim = proposed_otherwise()
    with pytest.raises(ThirdNeeded):
        checking.confirm(claim.pk, by=second())
    checking.pass_on(claim.pk, by=second())
    claim = checking.approve(claim.pk, by=third())

    award = award_of(claim)
    assert (claim.status, award.amount_fen, award.days) == (Status.APPROVED, 64_000, 8)
    assert (award.rules_fen, award.rules_days) == (80_000, 10)
    assert [d.day.day for d in award.paid_days.order_by("day")] == list(range(1, 9))
    assert payout_of(claim).amount_fen == 64_000
    assert notes(award)[-1] == (
        "经人工核定为640.00元、8天（按规则计算为800.00元、10天）。理由：两天为陪护，不计入"
    )
    assert [line.left for line in worked(award)] == [""]  # of ten days, it would be wrong
    assert claim.events.get(action="propose").note == FEWER.reason
    assert Message.objects.filter(text__contains="审核通过").exists()


@pytest.mark.parametrize(
    ("otherwise", "problem"),
    [
        (Override(64_000, "", 8), "reason"),
        (Override(64_000, " ", 8), "reason"),
        (Override(0, "不补", 8), "fen"),
        (Override(80_000, "同规则", 10), "fen"),
        (Override(88_000, "多一天", 11), "days"),
        (Override(64_000, "没有天数"), "days"),
    ],
)
def test_an_override_that_says_nothing_is_refused_with_all_that_is_wrong(otherwise, problem):
    claim = in_first_check()

    with pytest.raises(Incomplete) as refused:
        checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER), otherwise=otherwise)

    assert problem in refused.value.problems
    assert not Award.objects.exists()
    by = staff(Role.FIRST_CHECKER)
    assert checking.propose(claim.pk, by=by, otherwise=FEWER).status == Status.SECOND_CHECK


def test_an_override_does_not_pay_what_the_rules_refuse_or_the_cap_has_used_up() -> None:
    member = MemberFactory.create(bound=True)
    approved(member=member, admitted=date(2023, 4, 1), discharged=date(2023, 5, 16))
    claim = in_first_check(member=member, admitted=date(2023, 6, 1), discharged=date(2023, 6, 5))

    with pytest.raises(NotPayable):
        checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER), otherwise=FEWER)


def test_from_the_sheets_amount_on_two_are_not_enough() -> None:
    claim = checking.propose(illness().pk, by=staff(Role.FIRST_CHECKER))
    assert award_of(claim).needs_third
    with pytest.raises(ThirdNeeded):
        checking.confirm(claim.pk, by=second())
    assert not Payout.objects.exists()

    checking.pass_on(claim.pk, by=second())
    claim = checking.approve(claim.pk, by=third())

    assert (claim.status, payout_of(claim).amount_fen) == (Status.APPROVED, 3_000_000)
    assert LumpSum.objects.filter(award=award_of(claim), voided=False).count() == 1


def test_below_it_two_decide_unless_the_second_asks_for_a_third() -> None:
    claim = in_second_check()

    with pytest.raises(Incomplete):
        checking.pass_on(claim.pk, by=second())
    checking.pass_on(claim.pk, by=second(), words="票据有涂改，请再看")

    claim = checking.approve(claim.pk, by=third())
    award = award_of(claim)
    assert len({award.proposed_by, award.checked_by, award.approved_by}) == 3


def test_nobody_is_two_of_the_three() -> None:
    claim = in_first_check()
    everybody = staff(Role.FIRST_CHECKER)
    everybody.roles = [
        str(r) for r in (Role.FIRST_CHECKER, Role.SECOND_CHECKER, Role.THIRD_CHECKER)
    ]
    everybody.save()
    checking.propose(claim.pk, by=everybody, otherwise=FEWER)

    with pytest.raises(SamePerson):
        checking.pass_on(claim.pk, by=everybody)
    other = second()
    other.roles = [str(Role.SECOND_CHECKER), str(Role.THIRD_CHECKER)]
    other.save()
    checking.pass_on(claim.pk, by=other)
    for person in (everybody, other):
        with pytest.raises(SamePerson):
            checking.approve(claim.pk, by=person)
    assert not PaidDay.objects.exists()
    assert checking.approve(claim.pk, by=third()).status == Status.APPROVED


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"checked_by": "proposed_by"}, "award_six_eyes"),
        ({"approved_by": "checked_by"}, "award_six_eyes"),
        ({"checked_by": None, "checked_at": None}, "award_third_where_needed"),
        ({"override_reason": ""}, "award_differs_only_with_a_reason"),
        ({"rules_fen": 64_000, "rules_days": 8}, "award_differs_only_with_a_reason"),
    ],
)
def test_the_table_holds_three_people_and_the_reason(change, constraint) -> None:
    claim = proposed_otherwise()
    checking.pass_on(claim.pk, by=second())
    award = award_of(claim)
    approval = {"approved_by": third(), "approved_at": award.checked_at, "due_on": "2026-12-01"}
    change = {
        field: getattr(award, value) if isinstance(value, str) and value.endswith("_by") else value
        for field, value in change.items()
    }

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(**{**approval, **change})

    assert Award.objects.filter(pk=award.pk).update(**approval) == 1


@pytest.mark.parametrize(
    "change", [{"due_on": "2027-01-01"}, {"override_reason": "别的"}, {"rules_fen": 1}]
)
def test_what_was_approved_never_changes(change) -> None:
    award = award_of(approved())

    with pytest.raises(IntegrityError, match="approved and cannot change"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(**change)


def test_days_another_claim_used_in_between_void_a_proposal_at_every_check() -> None:
    member = MemberFactory.create(bound=True)
    claim = proposed_otherwise(member=member)
    checking.pass_on(claim.pk, by=second())
    approved(member=member, admitted=date(2023, 4, 1), discharged=date(2023, 4, 3))

    with pytest.raises(Changed):
        checking.approve(claim.pk, by=third())

    checking.return_(claim.pk, "天数有变化", by=third())
    checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER), otherwise=FEWER)
    checking.pass_on(claim.pk, by=second())
    assert checking.approve(claim.pk, by=third()).status == Status.APPROVED


def test_what_the_sheet_does_not_know_is_found_by_people_and_paid_once() -> None:
    claim = illness()
    without = SchemeFactory.create(code="xiamen-17", sheet=shipped_texts()["xiamen-17"])
    claim.member.coverages.update(scheme=without)
    with pytest.raises(NotPayable):
        checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))

    checking.propose(
        claim.pk, by=staff(Role.FIRST_CHECKER), otherwise=Override(2_000_000, "按第十七期通知")
    )
    checking.pass_on(claim.pk, by=second())
    checking.approve(claim.pk, by=third())

    award = award_of(claim)
    assert (award.amount_fen, award.rules_fen) == (2_000_000, None)
    assert LumpSum.objects.get(award=award).kind == Kind.CRITICAL_ILLNESS


def test_a_second_illness_is_paid_in_another_coverage_alone_and_only_if_three_find_so() -> None:
    member = MemberFactory.create(bound=True)
    paid_by_three(illness(member=member))
    CoverageFactory.create(member=member, starts_on=date(2024, 3, 16), ends_on=date(2025, 3, 15))
    again = Override(3_000_000, "另一种重大疾病，首次确诊")

    same = illness(member=member, on=date(2024, 3, 15))
    for otherwise in (None, again):
        with pytest.raises(NotPayable):
            checking.propose(same.pk, by=staff(Role.FIRST_CHECKER), otherwise=otherwise)
    later = illness(member=member, on=date(2024, 3, 16))
    with pytest.raises(NotPayable):
        checking.propose(later.pk, by=staff(Role.FIRST_CHECKER))

    paid_by_three(later, otherwise=again)

    assert LumpSum.objects.filter(member=member, voided=False).count() == 2
    assert invariants.breaks("I03") == []


def paid_by_three(claim, **how) -> None:
    checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER), **how)
    checking.pass_on(claim.pk, by=second())
    checking.approve(claim.pk, by=third())


def test_a_refusal_tells_every_reason_at_once_and_asks_for_one() -> None:
    claim = in_first_check()
    with pytest.raises(Incomplete):
        checking.propose_refusal(claim.pk, [], by=staff(Role.FIRST_CHECKER))

    reasons = [Refusal.TOO_LATE, Refusal.NOT_TRUE]
    checking.propose_refusal(claim.pk, reasons, by=staff(Role.FIRST_CHECKER))
    claim = checking.refuse(claim.pk, by=second())

    text = Message.objects.filter(key__startswith="claim-event").order_by("pk").last().text
    assert claim.refused_by is not None
    assert all(reason.label in text for reason in reasons)


def test_the_table_holds_that_a_person_refused() -> None:
    claim = in_second_check()

    with pytest.raises(IntegrityError, match="claim_refused_by_a_person"), transaction.atomic():
        type(claim).objects.filter(pk=claim.pk).update(status="refused", reasons=["N01"])


def test_an_objection_goes_to_people_who_did_not_judge_before() -> None:
    claim = in_review()
    before = claim.reviewer
    review.decline(claim.pk, [Refusal.NOT_OURS], by=before)
    filing.object_(claim.pk, "请再看一次", by=claim.applicant)

    with pytest.raises(SamePerson):
        review.reopen(claim.pk, by=before)
    after = staff(Role.PRE_REVIEWER)
    claim = review.reopen(claim.pk, by=after)
    with pytest.raises(SamePerson):
        review.pass_(claim.pk, by=before)

    assert review.pass_(claim.pk, by=after).status == Status.PASSED
