import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import checking, filing, review
from claims.models import Claim, Comparison, Kind, Occurrence, Payout
from claims.originals import receiving
from claims.reasons import Refusal
from claims.states import Status
from members.models import Workday
from members.roles import Role
from tests.claims.admin.steps import as_read, make, page, signed_in
from tests.factories.claims import (
    accepted,
    award_of,
    compare,
    in_first_check,
    in_review,
    in_second_check,
    passed,
    put,
    received,
    staff,
    submitted,
)

pytestmark = pytest.mark.django_db


def all_same():
    claim = received()
    compare(claim, by=staff(Role.TELLER))
    return claim


def differing():
    claim = received()
    by = staff(Role.TELLER)
    compare(claim, by=by)
    page = claim.pages.live().first().pk
    receiving.compare(claim.pk, [page], Comparison.Verdict.DIFFERS, by=by, reason="Y01")
    return claim


def refusal_proposed():
    claim = in_first_check()
    by = staff(Role.FIRST_CHECKER)
    return checking.propose_refusal(claim.pk, [Refusal.TOO_LATE], by=by, words="晚了两年")


def objected():
    claim = in_review()
    by = claim.reviewer
    claim = review.decline(claim.pk, [Refusal.NOT_OURS], by=by)
    return filing.object_(claim.pk, "请再看一次", by=claim.applicant)


WORDS = {"words": "出院记录第二页是复印件"}
REASON = {"reasons": ["N09", "N11"], "words": "晚了两年"}


@pytest.mark.parametrize(
    ("start", "code", "role", "fields", "then"),
    [
        (submitted, "take", Role.PRE_REVIEWER, {}, Status.IN_REVIEW),
        (in_review, "release", Role.PRE_REVIEWER, {}, Status.SUBMITTED),
        (in_review, "pass", Role.PRE_REVIEWER, {}, Status.PASSED),
        (in_review, "decline", Role.PRE_REVIEWER, REASON, Status.REFUSED),
        (passed, "receive", Role.TELLER, {}, Status.RECEIVED),
        (differing, "dispute", Role.TELLER, {}, Status.MISMATCH),
        (all_same, "accept", Role.TELLER, {}, Status.ACCEPTED),
        (accepted, "start_check", Role.FIRST_CHECKER, {}, Status.FIRST_CHECK),
        (in_first_check, "propose", Role.FIRST_CHECKER, {}, Status.SECOND_CHECK),
        (in_first_check, "propose_refusal", Role.FIRST_CHECKER, REASON, Status.SECOND_CHECK),
        (in_second_check, "send_back", Role.SECOND_CHECKER, WORDS, Status.FIRST_CHECK),
        (in_second_check, "confirm", Role.SECOND_CHECKER, {}, Status.APPROVED),
        (refusal_proposed, "refuse", Role.SECOND_CHECKER, {}, Status.REFUSED),
        (objected, "reopen", Role.PRE_REVIEWER, {}, Status.IN_REVIEW),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_button_makes_its_move(client, start, code, role, fields, then):  # noqa: PLR0917
    claim = start()
    person = signed_in(client, role)
    if claim.status == Status.IN_REVIEW:
        Claim.objects.filter(pk=claim.pk).update(reviewer=person)
    offered = [button.code for button in client.get(page("change", claim)).context["buttons"]]
    assert code in offered
    assert client.get(page("move", claim, code)).status_code == 200
    assert make(client, claim, code, **fields).status_code == 302
    claim.refresh_from_db()
    assert claim.status == then
    assert claim.events.order_by("-seq").first().by == person


def test_a_role_sees_only_its_own_buttons(client):
    claim = in_second_check()
    signed_in(client, Role.TELLER)
    assert client.get(page("change", claim)).context["buttons"] == []
    assert make(client, claim, "confirm").status_code == 403
    claim.refresh_from_db()
    assert claim.status == Status.SECOND_CHECK


def test_a_stale_form_is_told_and_writes_nothing(client):
    claim = in_review()
    signed_in(client, Role.PRE_REVIEWER)
    read = as_read(claim)
    review.pass_(claim.pk, by=claim.reviewer)
    response = make(client, claim, "decline", read, **REASON)
    assert response.status_code == 409
    assert "已被他人处理" in response.text
    assert "预审通过" in response.text  # what changed since
    claim.refresh_from_db()
    assert (claim.status, claim.reasons) == (Status.PASSED, [])


def test_words_survive_a_stale_form_that_may_still_be_sent(client):
    claim = in_second_check()
    signed_in(client, Role.SECOND_CHECKER)
    stale = as_read(claim) | {"version": claim.version - 1}
    response = make(client, claim, "send_back", stale, words="请核对天数")
    assert response.status_code == 409
    assert "请核对天数" in response.text
    assert f'name="version" value="{claim.version}"' in response.text


def test_a_reason_is_asked_for(client):
    claim = in_review()
    signed_in(client, Role.PRE_REVIEWER)
    assert make(client, claim, "decline", reasons=[]).status_code == 200
    claim.refresh_from_db()
    assert claim.status == Status.IN_REVIEW


def test_nobody_confirms_what_they_proposed(client):
    claim = in_first_check()
    person = signed_in(client, Role.FIRST_CHECKER, Role.SECOND_CHECKER)
    make(client, claim, "propose")
    [confirm] = [
        b for b in client.get(page("change", claim)).context["buttons"] if b.code == "confirm"
    ]
    assert "不能由同一人办理" in confirm.barred
    response = make(client, claim, "confirm")
    assert response.status_code == 409
    assert "不能由同一人办理" in response.text
    award = award_of(claim)
    award.approved_by, award.approved_at, award.due_on = (
        person,
        timezone.now(),
        timezone.localdate(),
    )
    with pytest.raises(IntegrityError, match="award_four_eyes"), transaction.atomic():
        award.save()
    signed_in(client, Role.SECOND_CHECKER)
    assert make(client, claim, "confirm").status_code == 302


def test_nobody_reviews_what_they_filed(client):
    claim = submitted()
    person = claim.applicant
    person.roles = [str(Role.MEMBER), str(Role.PRE_REVIEWER)]
    person.save()
    client.force_login(person)
    assert "须回避" in make(client, claim, "take").text
    claim.refresh_from_db()
    assert claim.status == Status.SUBMITTED


def test_the_first_checker_sees_the_working_before_proposing(client):
    claim = in_first_check()
    signed_in(client, Role.FIRST_CHECKER)
    text = client.get(page("move", claim, "propose")).text
    for figure in ("10天", "80.00", "45天", "35天", "800.00", "捌佰元整"):
        assert figure in text


def test_the_second_checker_sees_what_who_and_by_when(client):
    claim = in_second_check()
    signed_in(client, Role.SECOND_CHECKER)
    with time_machine.travel("2026-11-18T04:00:00Z", tick=False):
        signed_in(client, Role.SECOND_CHECKER)
        text = client.get(page("move", claim, "confirm")).text
    assert "800.00" in text
    assert award_of(claim).proposed_by.name in text
    assert "2026年11月27日" in text


def test_beyond_the_calendar_nothing_is_promised(client):
    claim = in_second_check()
    signed_in(client, Role.SECOND_CHECKER)
    Workday.objects.filter(day__gt=timezone.localdate()).delete()
    assert "工作日历只到" in client.get(page("move", claim, "confirm")).text
    response = make(client, claim, "confirm")
    assert response.status_code == 409
    assert "工作日历只到" in response.text
    assert not Payout.objects.exists()


def test_facts_changed_since_the_proposal_are_told(client):
    claim = in_second_check()
    claim.payee_name = "别人"
    claim.save()
    signed_in(client, Role.SECOND_CHECKER)
    assert "有变化" in make(client, claim, "confirm").text
    assert not Payout.objects.exists()


def illness():
    claim = in_first_check()
    claim.stays.all().delete()
    claim.kind = Kind.CRITICAL_ILLNESS
    claim.save()
    Occurrence.objects.create(claim=claim, decisive_on="2023-06-01", disease="示例疾病")
    return claim


def test_an_illness_is_judged_by_a_person_before_it_is_valued(client):
    claim = illness()
    signed_in(client, Role.FIRST_CHECKER)
    assert "请先认定" in client.get(page("move", claim, "propose")).text
    assert make(client, claim, "propose").status_code == 409
    make(client, claim, "judge", listed="True", first_diagnosis="True")
    claim = type(claim).objects.get(pk=claim.pk)
    assert (claim.occurrence.listed, claim.occurrence.first_diagnosis) == (True, True)


def test_what_the_rules_refuse_cannot_be_proposed_as_an_amount(client):
    claim = illness()
    signed_in(client, Role.FIRST_CHECKER)
    make(client, claim, "judge", listed="False", first_diagnosis="True")
    assert "不属于规定的重大疾病" in client.get(page("move", claim, "propose")).text
    response = make(client, claim, "propose")
    assert (response.status_code, "不属于规定的重大疾病" in response.text) == (409, True)
    assert make(client, claim, "propose_refusal", reasons=["N03"]).status_code == 302


def test_an_unknown_move_is_not_found(client):
    claim = submitted()
    signed_in(client, Role.PRE_REVIEWER)
    assert client.get(page("move", claim, "pay")).status_code == 404


def test_a_move_that_is_over_says_so(client):
    claim = put(submitted(), Status.WITHDRAWN)
    signed_in(client, Role.PRE_REVIEWER)
    assert "已经不能办理" in client.get(page("move", claim, "take")).text
    assert make(client, claim, "take").status_code == 409


def test_a_second_press_confirms_nothing_more(client):
    claim = in_second_check()
    signed_in(client, Role.SECOND_CHECKER)
    read = as_read(claim)
    assert make(client, claim, "confirm", read).status_code == 302
    assert make(client, claim, "confirm", read).status_code == 409
    assert Payout.objects.count() == 1
    assert claim.events.filter(action="confirm").count() == 1


def test_who_first_checks_again_reads_why_it_came_back(client):
    claim = in_second_check()
    signed_in(client, Role.SECOND_CHECKER)
    make(client, claim, "send_back", words="请核对出院日期")
    signed_in(client, Role.FIRST_CHECKER)
    assert "请核对出院日期" in client.get(page("change", claim)).text


def test_an_auditor_looks_and_moves_nothing(client):
    claim = in_review()
    signed_in(client, Role.AUDITOR)
    assert client.get(page("change", claim)).context["buttons"] == []
    assert client.get(page("desk", claim)).status_code == 200
    assert client.post(page("note", claim), {"about": "facts"}).status_code == 403
    assert client.get(page("history", claim)).url == page("change", claim) + "#events"
    assert make(client, claim, "pass").status_code == 403
