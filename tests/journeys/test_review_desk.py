"""The review desk as a reviewer drives it: keys, zoom, two things asked at once, the next claim."""

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from claims import attachments, filing, review
from claims.models import Claim
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


@pytest.fixture
def desk(visit: Open) -> Page:
    """The desk of a claim with photographs, begun by its reviewer; another claim waits."""
    claim = photographed()
    submitted()
    User.objects.create_staff(
        "reviewer", name="预审员", password=PASSWORD, roles=[Role.PRE_REVIEWER]
    )
    page = visit(f"/admin/claims/claim/{claim.pk}/desk/", width=1280, height=800)
    page.locator("[name=username]").fill("reviewer")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.get_by_role("button", name="开始预审").click()
    expect(page.get_by_role("button", name="通过预审")).to_be_visible()
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
    assert violations(desk) == []


def test_two_pages_are_asked_for_at_once_and_the_next_claim_opens(desk: Page) -> None:
    claim, waiting = Claim.objects.order_by("submitted_at")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("a")
    desk.locator("select:focus").select_option("M02")
    desk.locator(".ask__row--here input").fill("请重新拍摄")
    expect(desk.get_by_role("button", name="通过预审")).to_be_disabled()
    desk.keyboard.press("Escape")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("a")
    desk.locator("select:focus").select_option("M08")
    send = desk.get_by_role("button", name="要求补正")
    expect(send).to_contain_text("2项")
    send.click()
    desk.wait_for_url(f"**/{waiting.pk}/desk/")
    items = claim.corrections.get().items.order_by("pk")
    assert [(i.material, i.page and i.page.position, i.reason, i.words) for i in items] == [
        ("discharge_record", 2, "M02", "请重新拍摄"),
        ("hospital_invoice", 1, "M08", ""),
    ]


def test_the_desk_works_without_scripts(visit: Open) -> None:
    """Pages by their links, the form whole: what scripts add is comfort."""
    claim = photographed()
    person = User.objects.create_staff(
        "reviewer", name="预审员", password=PASSWORD, roles=[Role.PRE_REVIEWER]
    )
    review.take(claim.pk, by=person)
    path = f"/admin/claims/claim/{claim.pk}/desk/"
    page = visit(path, width=768, height=1024, java_script_enabled=False)
    page.locator("[name=username]").fill("reviewer")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.get_by_role("link", name="出院记录 第2页").click()
    expect(page.locator("[data-leaf-name]")).to_have_text("出院记录第2页")
    page.locator("details.ask summary", has_text="本人银行卡").click()
    page.get_by_label("这份材料：原因").or_(page.get_by_label("整份材料：原因")).locator(
        "visible=true"
    ).first.select_option("M09")
    page.get_by_role("button", name="要求补正").click()
    expect(page.locator("body")).to_contain_text("已要求补正")
