"""What was read of the photographs: offered to the member, and shown to the reviewer."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from claims import filing, intake
from claims.models import Claim, InvoiceNumber, Kind, Reading
from claims.photographs import attachments
from claims.reading import papers
from members.models import AccessLog
from tests.claims.files import photo
from tests.claims.reading.pages import as_read
from tests.factories.claims import complete_draft
from tests.factories.members import CoverageFactory, MemberFactory
from tests.journeys.conftest import SHOTS, Open, violations
from tests.journeys.test_review_desk import reviewer, sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture(autouse=True)
def reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "OCR", True)


def photographed(claim: Claim) -> None:
    """Two papers, and what the reader says of them."""
    for material, name in [("discharge_record", "discharge"), ("hospital_invoice", "invoice")]:
        claim.pages.filter(material=material).delete()
        [page] = attachments.attach(
            claim.pk, material, photo(f"{name}.jpg"), client_key=uuid4(), by=claim.applicant
        )
        reading = page.reading
        reading.state, reading.attempts = Reading.State.READ, 1
        reading.found = papers.read(material, as_read(name))
        reading.save()


def look(page: Page, name: str) -> None:
    """Leave pictures for whoever wants to look."""
    for width in (320, 768, 1280) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("care", ["care.auto", "plain.auto"])
def test_a_member_takes_over_what_was_read(
    visit: Open, client: Client, scripts: bool, care: str
) -> None:
    member = MemberFactory.create(bound=True)
    CoverageFactory.create(member=member)
    draft = intake.open_draft(member, Kind.INPATIENT, by=member.user, client_key=uuid4())
    photographed(draft)
    client.force_login(member.user)
    page = visit("/", java_script_enabled=scripts)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    for name, value in [(settings.SESSION_COOKIE_NAME, key), ("display", care)]:
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
    page.goto(f"/claims/{draft.pk}/facts/")
    offered = page.locator(".from-photo")
    expect(offered).to_contain_text("从照片中读到： 鹭江市第一医院 2026年5月5日（周二）入院")
    expect(page.get_by_label("就诊医院")).to_have_value("")
    look(page, f"facts-offered-{care}")
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="填入下面，再核对").click()
    expect(page.get_by_label("就诊医院")).to_have_value("鹭江市第一医院")
    expect(page.get_by_label("入院日期")).to_have_value("2026-05-05")
    expect(offered).to_contain_text("请逐项与纸质材料核对")
    look(page, f"facts-filled-{care}")
    assert not draft.stays.exists()


def test_a_reviewer_compares_and_registers_the_number(visit: Open) -> None:
    claim = complete_draft()
    photographed(claim)
    claim = filing.submit(claim.pk, by=claim.applicant, consents=True)
    reviewer()
    page = visit(f"/admin/claims/claim/{claim.pk}/desk/", width=1280, height=800)
    sign_in(page)
    page.get_by_role("button", name="开始预审").click()
    expect(page.get_by_role("button", name="通过预审")).to_be_visible()
    page.wait_for_load_state()
    read = page.locator("[data-read]").first
    expect(read).to_contain_text("填写的是2023年6月1日")
    expect(read).to_contain_text("不一致")
    expect(page.locator("[data-new] .mark--read")).to_have_count(5)
    number = page.get_by_label("号码", exact=True)
    expect(number).to_have_value("0097366946")
    assert not InvoiceNumber.objects.exists()
    looks = AccessLog.objects.count()
    page.get_by_role("button", name="登记").click()
    expect(page.locator("[data-invoices]")).to_contain_text("已登记")
    assert AccessLog.objects.count() == looks  # the picture under the eyes stayed
    assert InvoiceNumber.objects.get().number == "0097366946"
    look(page, "desk")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page) == []
