"""The public statistics in a browser: nothing is wrong before there are figures, nor with them."""

from datetime import date

import pytest

from claims.models import Publication
from claims.statistics.publication import figures, months_to
from tests.claims.promise.test_keeping import WORKED, attempt, payment
from tests.journeys.conftest import SHOTS, Open, violations

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]

UNTIL = date(2026, 10, 31)


def publish() -> None:
    """Sixty payments of the autumn, and two that took long and stand alone."""
    days = [day for day in WORKED if day >= date(2026, 9, 21)]
    made = [days[n % 9] for n in range(60)] + [days[11], days[16]]
    found = [payment(attempt(sent=day, paid=day), person=n) for n, day in enumerate(made)]
    Publication.objects.create(until=UNTIL, figures=figures(found, UNTIL, WORKED))


def test_nothing_is_wrong_before_there_are_figures(visit: Open) -> None:
    page = visit("/statistics/")
    assert "还没有可以公布的数据" in page.inner_text("main")
    assert violations(page) == []


@pytest.mark.parametrize("care", [False, True], ids=["plain", "care"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_with_the_figures(visit: Open, care: bool, scheme: str) -> None:
    publish()
    page = visit("/statistics/", color_scheme=scheme)
    if care:
        page.get_by_role("button", name="长辈版").first.click()
        page.wait_for_load_state()
        page.goto("/statistics/")
    found = violations(page)
    for width in (320, 768, 1280) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{SHOTS}/statistics-{scheme}-{care}-{width}.png", full_page=True)
    assert found == []
    assert months_to(UNTIL)[0] == date(2025, 11, 1)
    assert "少于5" in page.inner_text("main")
