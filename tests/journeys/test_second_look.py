"""The office's pages of the promise and of internal control, in a browser: nothing is wrong."""

from datetime import date

import pytest
from django.urls import reverse

from claims.control import sampling, watching
from claims.models import Flag, Sample
from claims.statistics import report
from members.roles import Role
from tests.claims.control.test_watching import NIGHTS
from tests.claims.invariants.steps import run
from tests.claims.statistics.test_publication import paid
from tests.factories.claims import in_second_check, staff
from tests.factories.payouts import AwardFactory, PayoutFactory
from tests.journeys.conftest import SHOTS, Open, violations

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]

PASSWORD = "a long enough password"


@pytest.fixture
def pages() -> dict[str, str]:
    """A month with payments late and in time, one drawn, and a claim that was noticed."""
    run("ALTER TABLE claims_payout DISABLE TRIGGER USER")
    try:
        paid(count=14)
        paid(count=3, days=10)
        for day in (3, 24):
            PayoutFactory.create(award=AwardFactory.create(due_on=date(2026, 11, day)))
        sampling.draw(date(2026, 11, 2))
    finally:
        run("ALTER TABLE claims_payout ENABLE TRIGGER USER")
    in_second_check(**NIGHTS)
    watching.watch()
    flag, sample = Flag.objects.get(), Sample.objects.first()
    assert sample is not None
    assert report.month(date(2026, 10, 1)).total.promises.broken == 3
    return {
        "board": reverse("admin:index"),
        "report": reverse("admin:claims_payout_report", args=["2026-10"]),
        "flag": reverse("admin:claims_flag_change", args=[flag.pk]),
        "flags": reverse("admin:claims_flag_changelist"),
        "claim": reverse("admin:claims_claim_change", args=[flag.claim_id]),
        "sample": reverse("admin:claims_sample_change", args=[sample.pk]),
        "samples": reverse("admin:claims_sample_changelist"),
        "controls": reverse("admin:claims_controlsetting_changelist"),
        "control": reverse("admin:claims_controlsetting_set", args=["stay"]),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_with_the_pages(visit: Open, pages: dict[str, str], scheme: str) -> None:
    auditor = staff(Role.AUDITOR)
    auditor.set_password(PASSWORD)
    auditor.save()
    page = visit("/admin/", width=1280, height=900, color_scheme=scheme)
    page.locator("[name=username]").fill(auditor.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.wait_for_url("**/admin/")
    found = []
    for name, path in pages.items():
        page.goto(path)
        found += violations(page)
        for width in (1024, 1280) if SHOTS else ():
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png", full_page=True)
    assert found == []
