"""The review desk as a reviewer drives it: keys, zoom, a spot drawn, all asked, the next claim."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from claims import filing, review
from claims.models import Claim
from claims.photographs import attachments
from claims.photographs.spots import Spot
from claims.reasons import Correctable
from claims.review import Asked
from members.models import AccessLog, User
from members.roles import Role
from tests.factories.claims import complete_draft, submitted
from tests.journeys.conftest import Open, violations

PHOTOS = Path("tests/data/photos")
PASSWORD = "fifteen-and-more-letters"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


def photographed() -> Claim:
    """A claim in review whose discharge record has two pages, and whose invoice has one."""
    claim = complete_draft()
    claim.pages.filter(material__in=["discharge_record", "hospital_invoice"]).delete()
    for material, name in [
        ("discharge_record", "discharge.jpg"),
        ("discharge_record", "spoilt-blurred.jpg"),
        ("hospital_invoice", "invoice.png"),
    ]:
        content = (PHOTOS / name).read_bytes()
        attachments.attach(claim.pk, material, content, client_key=uuid4(), by=claim.applicant)
    return filing.submit(claim.pk, by=claim.applicant, consents=True)


def width_of(picture: Locator) -> float:
    """How wide a picture stands on the screen, in pixels."""
    return float(picture.evaluate("picture => picture.getBoundingClientRect().width"))


def sign_in(page: Page) -> None:
    page.locator("[name=username]").fill("reviewer")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()


def reviewer() -> User:
    return User.objects.create_staff(
        "reviewer", name="预审员", password=PASSWORD, roles=[Role.PRE_REVIEWER]
    )


@pytest.fixture(params=[1280, 1024])
def desk(visit: Open, request: pytest.FixtureRequest) -> Page:
    """The desk of a claim with photographs, begun by its reviewer; another claim waits."""
    claim = photographed()
    submitted()
    reviewer()
    page = visit(f"/admin/claims/claim/{claim.pk}/desk/", width=request.param, height=800)
    sign_in(page)
    page.get_by_role("button", name="开始预审").click()
    expect(page.get_by_role("button", name="通过预审")).to_be_visible()
    page.wait_for_load_state()  # a key pressed before the scripts have come does nothing
    return page


def test_pages_turn_and_grow_by_the_keyboard_and_each_look_is_on_record(desk: Page) -> None:
    name, zoom = desk.locator("[data-leaf-name]"), desk.locator("[data-zoom]")
    picture = desk.locator("[data-new] img")
    expect(name).to_have_text("出院记录第1页")
    fitting = width_of(picture)
    desk.keyboard.press("+")
    expect(zoom).to_have_text("125%")
    assert width_of(picture) == pytest.approx(fitting * 1.25, rel=0.01)
    desk.keyboard.press("0")
    desk.keyboard.press("r")
    assert width_of(picture) > fitting
    looks = AccessLog.objects.count()
    with desk.expect_response("**/page/"):
        desk.keyboard.press("ArrowRight")
    expect(name).to_have_text("出院记录第2页")
    assert AccessLog.objects.count() == looks + 1
    desk.keyboard.press("?")
    expect(desk.get_by_text("本份材料核对无误")).to_be_visible()
    desk.keyboard.press("?")
    desk.keyboard.press("a")
    assert violations(desk) == []


def test_a_claim_is_worked_through_by_the_keyboard_alone(desk: Page) -> None:
    claim, waiting = Claim.objects.order_by("submitted_at")
    desk.keyboard.press("c")
    expect(desk.locator("#facts-papers")).to_contain_text("已核对1/4")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("a")
    desk.keyboard.type("08")
    desk.keyboard.press("Tab")
    desk.keyboard.type("补拍写有天数的一页")
    desk.keyboard.press("Enter")
    expect(desk.locator("#notes-title")).to_contain_text("已记下1处问题")
    expect(desk.get_by_role("button", name="通过预审")).to_be_disabled()
    desk.keyboard.press("s")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/{waiting.pk}/desk/")
    [item] = claim.corrections.get().items.all()
    assert (item.material, item.reason, item.words) == (
        "hospital_invoice",
        "M08",
        "补拍写有天数的一页",
    )


@pytest.mark.parametrize("turns", [0, 1])
def test_a_spot_is_drawn_where_it_is_seen(desk: Page, turns: int) -> None:
    """On the picture as it lies, however it is turned: parts of its own sides are kept."""
    for _ in range(turns):
        desk.keyboard.press("r")
    desk.keyboard.press("m")
    box = desk.locator("[data-new] .marks").bounding_box()
    assert box is not None
    at = [(0.5, 0.25), (0.75, 0.5)]
    for (x, y), act in zip(at, (desk.mouse.down, desk.mouse.up), strict=True):
        desk.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        act()
    expect(desk.get_by_text("已在图片上画出位置")).to_be_visible()
    desk.locator("select:focus").select_option("M04")
    desk.get_by_role("button", name="记下", exact=True).click()
    expect(desk.locator("[data-new] .mark")).to_have_count(1)
    spot = Claim.objects.earliest("submitted_at").defects.get().spot
    assert spot is not None
    seen = (0.5, 0.25, 0.25, 0.25) if not turns else (0.25, 0.25, 0.25, 0.25)
    assert (spot.x, spot.y, spot.w, spot.h) == pytest.approx(seen, abs=0.01)


def test_the_desk_works_without_scripts(visit: Open) -> None:
    """Pages by their links, forms whole, a spot as one of nine: what scripts add is comfort."""
    claim = photographed()
    review.take(claim.pk, by=reviewer())
    path = f"/admin/claims/claim/{claim.pk}/desk/"
    page = visit(path, width=768, height=1024, java_script_enabled=False)
    sign_in(page)
    page.get_by_role("link", name="出院记录 第2页").click()
    expect(page.locator("[data-leaf-name]")).to_have_text("出院记录第2页")
    page.locator("[data-note] summary").click()
    page.get_by_label("原因").select_option("M02")
    page.locator(".ninths label", has_text="右下").click()
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator(".notes__list")).to_contain_text("出院记录第2页（右下）")
    page.get_by_role("button", name="发出补正要求").click()
    assert claim.corrections.get().items.get().spot is not None


def test_a_member_sees_the_mark_on_the_photograph(visit: Open, client: Client) -> None:
    claim = photographed()
    by = reviewer()
    review.take(claim.pk, by=by)
    page_row = claim.pages.filter(material="discharge_record").first()
    spot = Spot(0.6, 0.7, 0.2, 0.1)
    asked = Asked("discharge_record", Correctable.NO_SEAL, "请盖章", page_row.pk, spot)
    review.ask(claim.pk, [asked], by=by)
    client.force_login(claim.applicant)
    page = visit("/")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.url}]
    )
    page.goto(f"/claims/{claim.pk}/correct/")
    expect(page.get_by_text("红框处（右下）需要补正")).to_be_visible()
    expect(page.locator(".marked .mark")).to_have_count(1)
    assert violations(page) == []
    page.locator("body").evaluate("body => body.dataset.weuiMode = 'care'")
    assert violations(page) == []


def begin_note(desk: Page) -> None:
    """Choose a reason and type words, and keep neither yet."""
    desk.keyboard.press("a")
    desk.keyboard.type("03")
    desk.keyboard.press("Tab")
    desk.keyboard.type("缺第二页")
    desk.keyboard.press("Escape")


def test_what_is_half_written_stays_while_other_acts_are_kept(desk: Page) -> None:
    begin_note(desk)
    desk.locator("[data-invoices] [name=number]").fill("12345678")
    desk.locator("[data-paper=id_card]").get_by_role("button", name="无误").click()
    expect(desk.locator("#facts-papers")).to_contain_text("已核对1/4")
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("[data-invoices] [name=number]")).to_have_value("12345678")
    expect(desk.locator("[data-note] [name=words]")).to_have_value("缺第二页")

    desk.get_by_role("button", name="通过预审").click()

    expect(desk.locator("[data-swap=told]")).to_contain_text("还有一处问题写了没有记下")
    desk.get_by_role("button", name="记下", exact=True).click()
    expect(desk.locator(".notes__list")).to_contain_text("出院记录第1页：页码不全，缺第二页")
    desk.get_by_role("button", name="发出补正要求").click()
    claim, waiting = Claim.objects.order_by("submitted_at")
    desk.wait_for_url(f"**/{waiting.pk}/desk/")
    assert claim.corrections.get().items.count() == 1


def test_a_defect_outlives_the_session_in_which_it_was_written(desk: Page) -> None:
    begin_note(desk)
    Session.objects.all().delete()
    desk.get_by_role("button", name="记下", exact=True).click()
    expect(desk.locator("[data-swap=told]")).to_contain_text("写的内容还在这里")
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="另开窗口登录").click()
    sign_in(opened.value)
    expect(opened.value.locator("[data-desk]")).to_be_visible()

    desk.get_by_role("button", name="记下", exact=True).click()

    expect(desk.locator(".notes__list")).to_contain_text("缺第二页")
    expect(desk.locator("[data-swap=told]")).to_be_empty()
