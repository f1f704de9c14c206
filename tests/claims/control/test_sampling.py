"""A share of what was paid is drawn once a month, and looked at by somebody who had no part."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims.control import sampling, settings
from claims.control.drawing import digest, drawn
from claims.control.errors import Missing, TookPart
from claims.models import Control, Payout, Recovery, Sample, SampleResult
from claims.payouts import recovery
from claims.states import Action, Status
from members.roles import Role
from tests.claims.invariants.steps import run
from tests.claims.statistics.test_publication import paid
from tests.factories.claims import staff

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def dated_back():
    run("ALTER TABLE claims_payout DISABLE TRIGGER USER")


def sample() -> Sample:
    paid(count=1)
    sampling.draw(TODAY)
    return Sample.objects.get()


def test_whoever_has_the_seed_draws_the_same() -> None:
    paid(count=30)

    made = sampling.draw(TODAY)

    references = list(Payout.objects.values_list("bank_ref", flat=True))
    found = [each.payout.bank_ref for each in made.samples.order_by("place")]
    assert found == drawn(references, made.seed, 5)
    assert (len(found), made.population, made.percent) == (2, 30, 5)
    assert made.sha256 == digest(references)


def test_a_month_is_drawn_once() -> None:
    paid(count=1)

    assert sampling.draw(TODAY) is not None
    assert sampling.draw(TODAY) is None
    assert Sample.objects.count() == 1


def test_what_was_paid_in_another_month_is_not_drawn() -> None:
    paid(count=1, approved=datetime(2026, 9, 10, tzinfo=UTC))

    assert sampling.draw(TODAY) is None


def test_nothing_is_drawn_while_it_is_off() -> None:
    paid(count=1)
    auditor = staff(Role.AUDITOR)
    settings.change(Control.SAMPLE, on=False, number=5, words="本月停抽", by=auditor)
    assert sampling.draw(TODAY) is None

    settings.change(Control.SAMPLE, on=True, number=100, words="恢复", by=auditor)
    assert sampling.draw(TODAY) is not None


def test_a_result_is_kept_and_a_second_stands_beside_it() -> None:
    one = sample()
    for outcome in ("finding", "in_order"):
        sampling.review(one.pk, outcome=outcome, words="已核对票据原件", by=staff(Role.AUDITOR))

    assert [each.outcome for each in one.results.all()] == ["finding", "in_order"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SampleResult.objects.update(outcome="in_order")


def test_a_finding_waits_until_it_is_asked_back_or_found_to_be_none() -> None:
    one, auditor = sample(), staff(Role.AUDITOR)
    assert not Sample.objects.unsettled().exists()
    sampling.review(one.pk, outcome="finding", words="多付一晚", by=auditor)
    assert Sample.objects.unsettled().get() == one

    sampling.review(one.pk, outcome="in_order", words="票据已补来", by=auditor)
    assert not Sample.objects.unsettled().exists()

    sampling.review(one.pk, outcome="finding", words="票据不是本人的", by=auditor)
    assert Sample.objects.unsettled().get() == one
    award = one.payout.award
    recovery.propose(
        award.pk,
        Recovery.Reason.NOT_TRUE,
        by=staff(Role.FIRST_CHECKER),
        fen=award.amount_fen,
        words="票据不是本人的",
    )
    assert not Sample.objects.unsettled().exists()


def test_who_moved_the_claim_does_not_look_at_it_and_another_does() -> None:
    one, mover = sample(), staff(Role.AUDITOR)
    one.payout.award.claim.events.create(
        action=Action.ACCEPT,
        status_before=Status.RECEIVED,
        status_after=Status.ACCEPTED,
        by=mover,
    )

    with pytest.raises(TookPart):
        sampling.review(one.pk, outcome="in_order", words="看过", by=mover)
    with pytest.raises(IntegrityError), transaction.atomic():
        SampleResult.objects.create(sample=one, outcome="in_order", words="看过", by=mover)
    sampling.review(one.pk, outcome="in_order", words="看过", by=staff(Role.AUDITOR))


def test_who_sealed_its_batch_does_not_look_at_it() -> None:
    one = sample()
    sealer = one.payout.batch.sealed_by
    sealer.roles = [str(Role.AUDITOR)]
    sealer.save()

    with pytest.raises(TookPart):
        sampling.review(one.pk, outcome="in_order", words="看过", by=sealer)


def test_a_result_says_all_that_it_lacks() -> None:
    one = sample()
    with pytest.raises(Missing) as refused:
        sampling.review(one.pk, outcome="", words=" ", by=staff(Role.AUDITOR))
    assert set(refused.value.problems) == {"outcome", "words"}


def test_only_an_auditor_looks() -> None:
    with pytest.raises(PermissionDenied):
        sampling.review(sample().pk, outcome="in_order", words="看过", by=staff(Role.CASHIER))
