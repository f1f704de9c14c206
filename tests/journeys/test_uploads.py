"""Photographs sent from a phone by somebody whose session has ended meanwhile."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, Route, expect

from tests.factories.claims import complete_draft
from tests.journeys.conftest import Open

PHOTO, LARGE = (Path("tests/data/photos", name) for name in ("discharge.jpg", "spoilt-screen.jpg"))

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def paper(visit: Open) -> Page:
    """The page of one paper of a draft, on its member's phone."""
    claim = complete_draft()
    client = Client()
    client.force_login(claim.applicant)
    page = visit()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.url}]
    )
    page.goto(f"/claims/{claim.pk}/papers/discharge_record/")
    return page


def test_a_photograph_sent_after_the_session_ended_is_not_lost_without_a_word(paper: Page) -> None:
    Session.objects.all().delete()

    paper.set_input_files("input[type=file]", PHOTO)

    expect(paper.locator("[data-thumbs] li").last).to_contain_text("请刷新页面，重新登录后再上传")


def test_a_photograph_sent_in_time_is_saved(paper: Page) -> None:
    paper.set_input_files("input[type=file]", PHOTO)

    expect(paper.locator("[data-said]")).to_have_text(f"{PHOTO.name} 已保存")


def test_a_photograph_goes_on_where_the_connection_broke(paper: Page) -> None:
    sent: list[tuple[str, str, int]] = []

    def carry(route: Route) -> None:
        request = route.request
        offset, body = request.headers["upload-offset"], len(request.post_data_buffer or b"")
        broken = [method for method, _, _ in sent] == ["POST"]
        sent.append((request.method, offset, body))
        route.abort("connectionreset") if broken else route.continue_()

    paper.route("**/parts/**", carry)
    paper.set_input_files("input[type=file]", LARGE)

    expect(paper.locator("[data-said]")).to_have_text(f"{LARGE.name} 已保存")
    first = 1 << 20
    assert sent[0] == ("POST", "0", first)
    assert sent[1][:2] == ("PATCH", str(first))
    assert sent[2] == ("POST", "0", 0)
    assert sent[3][:2] == ("PATCH", str(first))
    assert sum(body for _, _, body in (sent[0], *sent[3:])) == LARGE.stat().st_size
