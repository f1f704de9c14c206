"""The table of moves, and every verb in every status against it."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from claims import checking, community, filing, review, transitions
from claims.errors import ClaimError, MoveRefused, SamePerson
from claims.models import Claim, Comparison, Kind
from claims.originals import receiving
from claims.reasons import Correctable, Refusal
from claims.review import Asked
from claims.states import FINAL, MOVES, Action, Status
from members.models import Consent, User
from members.roles import OFFICE_ROLES, Role
from tests.factories.claims import compare, complete_draft, in_review, put, staff
from tests.factories.members import StationFactory

# Written out by hand from the specification: the table cannot vouch for itself.
LEGAL = {
    ("draft", "submit", "submitted"),
    ("submitted", "vouch", "submitted"),
    ("submitted", "station_ask", "correction"),
    ("submitted", "take", "in_review"),
    ("submitted", "withdraw", "withdrawn"),
    ("in_review", "take_over", "in_review"),
    ("in_review", "release", "submitted"),
    ("in_review", "free", "submitted"),
    ("submitted", "recuse", "submitted"),
    ("in_review", "recuse", "submitted"),
    ("in_review", "correct_kind", "in_review"),
    ("correction", "unask", "in_review"),
    ("in_review", "ask", "correction"),
    ("in_review", "pass", "passed"),
    ("in_review", "decline", "refused"),
    ("in_review", "withdraw", "withdrawn"),
    ("correction", "answer", "in_review"),
    ("correction", "withdraw", "withdrawn"),
    ("correction", "close", "closed_late"),
    ("passed", "receive", "received"),
    ("passed", "withdraw", "withdrawn"),
    ("passed", "close", "closed_late"),
    ("received", "dispute", "mismatch"),
    ("received", "accept", "accepted"),
    ("received", "withdraw", "withdrawn"),
    ("mismatch", "receive", "received"),
    ("mismatch", "withdraw", "withdrawn"),
    ("mismatch", "close", "closed_late"),
    ("accepted", "start_check", "first_check"),
    ("first_check", "propose", "second_check"),
    ("second_check", "send_back", "first_check"),
    ("second_check", "confirm", "approved"),
    ("second_check", "refuse", "refused"),
    ("second_check", "pass_on", "third_check"),
    ("third_check", "approve", "approved"),
    ("third_check", "return", "first_check"),
    ("refused", "object", "objection"),
    ("objection", "reopen", "in_review"),
}


def test_the_table_is_the_specification() -> None:
    table = {(s, a, m.target) for a, m in MOVES.items() for s in m.sources}

    assert table == LEGAL


def test_nothing_leaves_an_end() -> None:
    assert {str(s) for s in FINAL} == {"approved", "withdrawn", "closed_late"}


def test_every_status_can_be_reached() -> None:
    reached = {m.target for m in MOVES.values()} | {Status.DRAFT}

    assert reached == set(Status)


def test_every_move_is_the_offices_the_members_or_times() -> None:
    assert {m.by for m in MOVES.values()} <= OFFICE_ROLES | {Role.MEMBER, None}


Verb = Callable[[Claim], object]


VERBS: dict[Action, Verb] = {
    Action.SUBMIT: lambda c: filing.submit(c.pk, by=c.applicant, consents=True),
    Action.VOUCH: lambda c: community.vouch(c.pk, by=first_reviewer(c)),
    Action.STATION_ASK: lambda c: community.ask(
        c.pk, [Asked("id_card", Correctable.UNREADABLE)], by=first_reviewer(c)
    ),
    Action.TAKE: lambda c: review.take(c.pk, by=staff(Role.PRE_REVIEWER)),
    Action.TAKE_OVER: lambda c: review.take_over(c.pk, by=staff(Role.PRE_REVIEWER)),
    Action.FREE: lambda c: review.free(c.pk, "离岗", by=staff(Role.SECOND_CHECKER)),
    Action.RECUSE: lambda c: review.recuse(c.pk, "亲属", by=staff(Role.PRE_REVIEWER)),
    Action.CORRECT_KIND: lambda c: review.correct_kind(
        c.pk, Kind.CRITICAL_ILLNESS, "材料为病理报告", by=staff(Role.PRE_REVIEWER)
    ),
    Action.UNASK: lambda c: review.unask(c.pk, "材料已够", by=staff(Role.PRE_REVIEWER)),
    Action.RELEASE: lambda c: review.release(c.pk, by=staff(Role.PRE_REVIEWER)),
    Action.ASK: lambda c: review.ask(
        c.pk, [Asked("id_card", Correctable.UNREADABLE)], by=staff(Role.PRE_REVIEWER)
    ),
    Action.ANSWER: lambda c: filing.answer(c.pk, by=c.applicant),
    Action.PASS: lambda c: review.pass_(c.pk, by=staff(Role.PRE_REVIEWER)),
    Action.DECLINE: lambda c: review.decline(c.pk, [Refusal.NOT_OURS], by=staff(Role.PRE_REVIEWER)),
    Action.RECEIVE: lambda c: receiving.receive(c.pk, by=staff(Role.TELLER)),
    Action.DISPUTE: lambda c: receiving.dispute(c.pk, "缺盖章页", by=staff(Role.TELLER)),
    Action.ACCEPT: lambda c: receiving.accept(c.pk, by=staff(Role.TELLER)),
    Action.START_CHECK: lambda c: checking.start_check(c.pk, by=staff(Role.FIRST_CHECKER)),
    Action.PROPOSE: lambda c: checking.propose(c.pk, by=staff(Role.FIRST_CHECKER)),
    Action.SEND_BACK: lambda c: checking.send_back(c.pk, "日期不符", by=staff(Role.SECOND_CHECKER)),
    Action.CONFIRM: lambda c: checking.confirm(c.pk, by=staff(Role.SECOND_CHECKER)),
    Action.REFUSE: lambda c: checking.refuse(c.pk, by=staff(Role.SECOND_CHECKER)),
    Action.PASS_ON: lambda c: checking.pass_on(c.pk, by=staff(Role.SECOND_CHECKER), words="大额"),
    Action.APPROVE: lambda c: checking.approve(c.pk, by=staff(Role.THIRD_CHECKER)),
    Action.RETURN: lambda c: checking.return_(c.pk, "日期不符", by=staff(Role.THIRD_CHECKER)),
    Action.OBJECT: lambda c: filing.object_(c.pk, "我有异议", by=c.applicant),
    Action.REOPEN: lambda c: review.reopen(c.pk, by=staff(Role.PRE_REVIEWER)),
    Action.WITHDRAW: lambda c: filing.withdraw(c.pk, by=c.applicant),
    Action.CLOSE: lambda c: filing.close(c.pk, today=date(2099, 1, 1)),
}


def first_reviewer(claim: Claim) -> User:
    return staff(Role.STATION_REVIEWER, station=claim.community)


def ready_for(action: Action, status: Status) -> Claim:
    """A claim put into a status, with all that the action would need there."""
    claim = complete_draft()
    claim.number = f"T-{uuid.uuid4().hex[:8]}"
    claim.acceptance_number = f"A-{uuid.uuid4().hex[:8]}"
    claim.consent = Consent.objects.create(
        member=claim.member, given_by=claim.applicant, purpose="sensitive", version="t"
    )
    claim.submitted_at = claim.opened_at
    claim.answer_by = date(2026, 1, 1)
    claim.reasons, claim.refused_by = [Refusal.EXCLUDED], staff(Role.PRE_REVIEWER)
    claim.save()
    put(claim, status)
    if action in {Action.VOUCH, Action.STATION_ASK}:
        Claim.objects.filter(pk=claim.pk).update(
            community=StationFactory.create(), community_until=date(2099, 1, 1)
        )
        claim.refresh_from_db()
    if action in {Action.ANSWER, Action.UNASK}:
        claim.corrections.create(asked_by=claim.applicant, due_on=date(2026, 1, 1))
    if action in {Action.ACCEPT, Action.DISPUTE} and status == Status.RECEIVED:
        looked_through(claim, differs=action is Action.DISPUTE)
    if action in {Action.CONFIRM, Action.PASS_ON, Action.APPROVE}:
        put(claim, Status.FIRST_CHECK)
        checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))
        if action is Action.APPROVE:
            checking.pass_on(claim.pk, by=staff(Role.SECOND_CHECKER), words="大额")
        Claim.objects.filter(pk=claim.pk).update(reasons=[Refusal.EXCLUDED])
        put(claim, status)
    return claim


def looked_through(claim: Claim, *, differs: bool) -> None:
    """Have every page of the originals compared with its picture."""
    teller = staff(Role.TELLER)
    claim.parcels.create(way="brought", received_at=claim.opened_at, received_by=teller)
    compare(claim, by=teller)
    if differs:
        page = claim.pages.live()[0]
        receiving.compare(claim.pk, [page.pk], Comparison.Verdict.MISSING, by=teller)


def test_every_action_has_a_verb() -> None:
    assert set(VERBS) == set(Action)


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_a_verb_moves_just_as_the_table_says(action: Action, status: Status) -> None:
    claim = ready_for(action, status)
    events = claim.events.count()
    allowed = status in MOVES[action].sources

    try:
        VERBS[action](claim)
    except MoveRefused as refused:
        assert not allowed
        assert (refused.action, refused.found) == (action, status)

    claim.refresh_from_db()
    assert claim.status == (MOVES[action].target if allowed else status)
    assert claim.events.count() - events == int(allowed)


@pytest.mark.django_db
@pytest.mark.parametrize("action", [a for a, m in MOVES.items() if m.by in OFFICE_ROLES])
def test_a_move_is_refused_to_every_other_role(action: Action) -> None:
    claim = ready_for(action, next(iter(MOVES[action].sources)))
    others = [role for role in OFFICE_ROLES if role != MOVES[action].by]

    for role in others:
        with pytest.raises(PermissionDenied):
            transitions.check_move(claim, action, by=staff(role))
    transitions.check_move(claim, action, by=staff(MOVES[action].by))


@pytest.mark.django_db
def test_nobody_in_the_office_moves_a_claim_that_they_filed() -> None:
    claim = in_review()
    claim.applicant.roles = [str(Role.PRE_REVIEWER)]
    claim.applicant.save()

    with pytest.raises(SamePerson):
        review.pass_(claim.pk, by=claim.applicant)

    assert review.pass_(claim.pk, by=claim.reviewer).status == Status.PASSED


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [k for k in Kind if k != Kind.INPATIENT])
def test_a_claim_without_facts_is_not_sent_in(kind: Kind) -> None:
    claim = complete_draft()
    Claim.objects.filter(pk=claim.pk).update(kind=kind)

    with suppress(ClaimError):
        filing.submit(claim.pk, by=claim.applicant, consents=True)

    claim.refresh_from_db()
    assert claim.status == Status.DRAFT
