"""Simulations in the background: taken once, harmless twice, and of no effect on claims."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from claims import tasks
from claims.benefits import SheetInvalid
from claims.models import Award, Claim, PaidDay, SimulationRun
from claims.simulation import runs
from members.models import Scheme
from members.roles import Role
from tests.claims.simulation.test_valuing import OWN, RAISED, nights
from tests.factories.claims import staff
from tests.factories.members import SchemeFactory

pytestmark = pytest.mark.django_db


def asked(text: str = RAISED) -> SimulationRun:
    return runs.ask(text, SchemeFactory.create(), by=staff(Role.ADMINISTRATOR))


def report_of(run: SimulationRun):
    run.refresh_from_db()
    return run.report


def test_a_run_is_found_by_the_sweep_and_reports() -> None:
    nights(50)
    run = asked()

    assert runs.run_waiting() == 1

    report = report_of(run)
    assert report["cost"]["difference"] == "1400.00"
    assert (run.done, run.of) == (2, 2)
    assert run.finished_at is not None


def test_the_sweep_of_celery_and_the_command_both_run_it() -> None:
    nights(10)
    first, second = asked(), asked()

    tasks.run_simulations()
    call_command("sweep")

    assert report_of(first) == report_of(second) is not None


def test_a_finished_run_is_not_run_again() -> None:
    run = asked()
    runs.run_waiting()
    finished_at = SimulationRun.objects.get(pk=run.pk).finished_at

    assert runs.run_waiting() == 0

    run.refresh_from_db()
    assert run.finished_at == finished_at


def test_what_another_worker_has_taken_is_left_alone_until_it_is_abandoned() -> None:
    run = asked()
    SimulationRun.objects.filter(pk=run.pk).update(taken_at=timezone.now())

    assert runs.run_waiting() == 0

    with time_machine.travel(timezone.now() + runs.ABANDONED_AFTER + timedelta(seconds=1)):
        assert runs.run_waiting() == 1


def test_a_worker_that_lost_its_run_writes_nothing() -> None:
    asked()
    lost = runs._take()

    with time_machine.travel(timezone.now() + runs.ABANDONED_AFTER + timedelta(seconds=1)):
        taken = runs._take()

    assert lost is not None
    assert taken is not None
    assert runs._held(lost).update(report={}, finished_at=timezone.now()) == 0
    assert runs._held(taken).update(report={}, finished_at=timezone.now()) == 1


def test_a_run_that_breaks_ends_and_does_not_stop_the_next() -> None:
    broken, sound = asked(), asked()
    SimulationRun.objects.filter(pk=broken.pk).update(sheet="no sheet")

    runs.run_waiting()

    assert report_of(broken) is None
    assert broken.failed
    assert report_of(sound) is not None


def test_nothing_of_a_claim_is_changed() -> None:
    nights(50)
    rows = [list(model.objects.order_by("pk").values()) for model in (Claim, Award, PaidDay)]
    asked()

    runs.run_waiting()

    after = [list(model.objects.order_by("pk").values()) for model in (Claim, Award, PaidDay)]
    assert after == rows


def test_the_sheet_is_kept_as_it_was_when_it_was_asked_for() -> None:
    run = asked()
    Scheme.objects.create(code="other", name="别的", sheet=OWN)

    assert run.sheet == RAISED


def test_a_text_that_is_no_sheet_is_refused() -> None:
    with pytest.raises(SheetInvalid):
        asked("no sheet")


@pytest.mark.parametrize("role", [r for r in Role if r not in runs.ASKERS])
def test_nobody_else_asks(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        runs.ask(OWN, SchemeFactory.create(), by=staff(role))


def test_a_report_without_an_end_is_refused_by_the_table() -> None:
    run = asked()

    with pytest.raises(IntegrityError, match="simulation_run_reports_when_finished"):
        SimulationRun.objects.filter(pk=run.pk).update(report={})
