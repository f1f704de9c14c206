"""A claim filed by somebody who sees badly, on a small phone and a poor line.

Care mode, 320 px, text at twice its size, 400 kbit/s: from signing in to the receipt, and a rating
at the end. Photographs are small ones, so that the line and not the camera is tried.
"""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import Page, expect

from claims.models import Claim, Rating
from claims.states import Status
from tests.factories.members import CoverageFactory, MemberFactory
from tests.journeys.claiming import CARDS
from tests.journeys.conftest import violations
from tests.journeys.town import PHONES, sign_in

TODAY = datetime(2026, 11, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
KILOBIT = 1000 / 8
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 400 * KILOBIT,
    "uploadThroughput": 400 * KILOBIT,
}
PAPERS = {
    "discharge_record": "discharge.jpg",
    "hospital_invoice": "invoice.jpg",
    "id_card": "id-front.jpg",
    "bank_card": "bank-card.jpg",
}

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def member(visit) -> Page:
    """The phone of a member who is covered, with all that is hard about it."""
    who = MemberFactory.create(bound=True, user__phone=PHONES[0])
    CoverageFactory.create(member=who, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    with time_machine.travel(TODAY):
        page = visit()
        page.get_by_role("button", name="长辈版").click()
        line = page.context.new_cdp_session(page)
        line.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)
        sign_in(page, PHONES[0])
        expect(page.locator("body[data-weui-mode=care]")).to_be_attached()
        yield page


def small(photo: Path) -> dict[str, object]:
    """A photograph as a page sends it that shrinks first: about 60 kB."""
    out = BytesIO()
    with Image.open(photo) as picture:
        picture.draft("RGB", (1000, 1000))
        picture.convert("RGB").resize((750, 1000)).save(out, "JPEG", quality=60)
    return {"name": photo.name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def looks_right(page: Page) -> None:
    """No fault of axe, nothing cut off at the side, and text as large as was asked for."""
    assert violations(page) == []
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size >= 32


def fill_in(page: Page) -> None:
    page.get_by_role("link", name="申请补助").first.click()
    looks_right(page)
    page.get_by_text("一般住院补助").first.click()
    page.get_by_role("button", name="开始填写").click()
    looks_right(page)
    page.get_by_label("就诊医院").fill("示范医院")
    page.get_by_label("入院日期").fill("2026-10-20")
    page.get_by_label("出院日期").fill("2026-10-30")
    page.get_by_label("否", exact=True).check()
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url("**/papers/")
    looks_right(page)


def bring(page: Page, claim: Claim, photos: Path) -> None:
    for material, name in PAPERS.items():
        page.goto(f"/claims/{claim.pk}/papers/{material}/")
        page.locator("input[type=file]").set_input_files([small(photos / name)])
        expect(page.locator(".thumb__state", has_text="已保存")).to_be_visible(timeout=30_000)
    looks_right(page)


def send(page: Page, claim: Claim) -> None:
    page.goto(f"/claims/{claim.pk}/account/")
    page.get_by_label("开户银行").fill("示范银行")
    page.get_by_label("银行卡号").fill(CARDS[0])
    looks_right(page)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_label("我已阅读并同意").check()
    looks_right(page)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("申请已提交")
    looks_right(page)


def rate(page: Page, claim: Claim) -> None:
    """The claim has ended meanwhile; what is thought of it is asked, and may be said in words."""
    Claim.objects.filter(pk=claim.pk).update(status=Status.CLOSED_LATE, since=TODAY)
    page.goto(f"/claims/{claim.pk}/")
    page.get_by_role("link", name="评价本次服务").click()
    looks_right(page)
    page.get_by_label("不满意", exact=True).check()
    page.get_by_label("想说的话").fill("字太小，看不清。")
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator("main")).to_contain_text("15个工作日内答复您")
    looks_right(page)
    assert Rating.objects.get(claim=claim).grade == Rating.Grade.DISSATISFIED


def test_a_claim_is_filed_with_poor_eyes_on_a_poor_line(member: Page, photos: Path) -> None:
    fill_in(member)
    claim = Claim.objects.get()
    bring(member, claim, photos)
    send(member, claim)
    claim.refresh_from_db()
    assert claim.status == Status.SUBMITTED
    assert claim.pages.live().count() == len(PAPERS)
    member.goto("/me/")
    looks_right(member)
    rate(member, claim)
