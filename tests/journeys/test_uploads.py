"""Photographs sent from a phone: on a line that breaks, while others are moved or taken out."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Dialog, Page, Route, expect

from claims.models import Claim
from tests.factories.claims import complete_draft
from tests.journeys.conftest import Open, violations

PHOTO, LARGE, INVOICE = (
    Path("tests/data/photos", name)
    for name in ("discharge.jpg", "spoilt-screen.jpg", "invoice.png")
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def paper(visit: Open) -> Page:
    """The page of one paper of a draft, on its member's phone."""
    claim = complete_draft()
    claim.pages.filter(material="discharge_record").delete()
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


@pytest.fixture
def held(paper: Page) -> None:
    """Two pages are there; what is sent from now on is held up until a test lets it go."""
    for file in (PHOTO, INVOICE):
        paper.set_input_files("input[type=file]", file)
        expect(paper.locator("[data-said]")).to_have_text(f"{file.name} 已保存")
    paper.route("**/parts/**", lambda _: None)
    paper.set_input_files("input[type=file]", LARGE)
    expect(paper.locator("[data-stay]")).to_contain_text("还有1个文件没有传完")


@pytest.mark.usefixtures("held")
def test_pages_are_moved_and_taken_out_while_another_is_on_its_way(paper: Page) -> None:
    thumbs = paper.locator("[data-thumbs] > li")
    first, second = (thumbs.nth(n).get_attribute("id") for n in range(2))
    earlier = thumbs.nth(1).get_by_role("button", name="前移")
    earlier.focus()
    paper.keyboard.press("Enter")
    expect(paper.locator("[data-said]")).to_have_text("顺序已改。")
    assert [thumbs.nth(n).get_attribute("id") for n in range(2)] == [second, first]
    assert paper.evaluate("document.activeElement.closest('li').id") == second
    thumbs.nth(0).get_by_role("button", name="删除").click()
    expect(paper.locator("[data-said]")).to_have_text("已删除1页。")
    expect(thumbs).to_have_count(2)

    paper.unroute("**/parts/**")  # what was held goes on

    expect(paper.locator("[data-said]")).to_have_text(f"{LARGE.name} 已保存")
    expect(thumbs.nth(1)).to_contain_text("第2页 已保存")
    expect(paper.locator("[data-stay]")).to_be_hidden()


@pytest.mark.usefixtures("held")
def test_leaving_is_asked_about_while_a_file_is_on_its_way(paper: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    paper.on("dialog", stay)
    here = paper.url
    paper.get_by_role("link", name="返回材料清单").click(no_wait_after=True)
    paper.wait_for_timeout(500)
    assert (asked, paper.url) == (["beforeunload"], here)

    paper.unroute("**/parts/**")  # what was held goes on
    expect(paper.locator("[data-said]")).to_have_text(f"{LARGE.name} 已保存")
    paper.get_by_role("link", name="返回材料清单").click()
    paper.wait_for_url(lambda url: url != here)
    assert asked == ["beforeunload"]


def test_a_file_that_was_refused_is_not_offered_again(paper: Page, tmp_path: Path) -> None:
    other = tmp_path / "letter.jpg"
    other.write_bytes(b"Dear union, ")

    paper.set_input_files("input[type=file]", [other, PHOTO])

    refused = paper.locator(".thumb--refused")
    expect(refused).to_contain_text("只接受照片")
    expect(refused.get_by_role("button", name="重试")).to_be_hidden()
    expect(paper.locator(".thumb__state", has_text="第1页 已保存")).to_be_visible()
    refused.get_by_role("button", name="不要这张").click()
    expect(refused).to_have_count(0)


def test_a_page_is_taken_again_in_its_place(paper: Page) -> None:
    for file in (PHOTO, INVOICE):
        paper.set_input_files("input[type=file]", file)
        expect(paper.locator("[data-said]")).to_have_text(f"{file.name} 已保存")
    paper.get_by_role("link", name="重拍").first.click()
    expect(paper.get_by_text("重拍第1页")).to_be_visible()
    assert violations(paper) == []

    paper.set_input_files("input[type=file]", LARGE)

    expect(paper.get_by_text("重拍第1页")).to_be_hidden()
    thumbs = paper.locator("[data-thumbs] > li")
    expect(thumbs).to_have_count(2)
    live = list(Claim.objects.get().pages.live().filter(material="discharge_record"))
    assert [f"page-{page.pk}" for page in live] == [
        thumbs.nth(n).get_attribute("id") for n in range(2)
    ]
    assert live[0].original_size == LARGE.stat().st_size


def test_the_enter_key_saves_what_was_typed_and_removes_no_stay(paper: Page) -> None:
    claim = Claim.objects.get()
    paper.goto(f"/claims/{claim.pk}/facts/")
    paper.get_by_role("button", name="再添加一次住院").click()
    hospitals = paper.get_by_label("就诊医院")
    expect(hospitals).to_have_count(2)
    hospitals.first.fill("另一家医院")
    hospitals.first.press("Enter")
    paper.wait_for_load_state()
    expect(paper.locator(".errors")).to_be_visible()
    expect(hospitals).to_have_count(2)
    expect(hospitals.first).to_have_value("另一家医院")
