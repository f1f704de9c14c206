"""The paper chain in a browser: what a member prints and reads, and the teller's table."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from claims import filing, review
from claims.models import Claim, Comparison
from claims.originals import handing, receiving, shelving
from claims.originals.arrivals import cover_sheet
from claims.photographs import attachments
from claims.reasons import Difference
from members.models import User
from members.roles import Role
from tests.factories.claims import accepted, compare, complete_draft, passed, staff
from tests.factories.members import StationFactory
from tests.journeys.conftest import Open, violations

PHOTOS = Path("tests/data/photos")
PASSWORD = "fifteen-and-more-letters"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


def photographed() -> Claim:
    """A claim that is passed, with photographs of a record of two pages and an invoice."""
    claim = complete_draft()
    claim.pages.all().delete()
    for material, name in [
        ("discharge_record", "discharge.jpg"),
        ("discharge_record", "spoilt-blurred.jpg"),
        ("hospital_invoice", "invoice.png"),
        ("id_card", "id-front.jpg"),
        ("bank_card", "bank-card.jpg"),
    ]:
        content = (PHOTOS / name).read_bytes()
        attachments.attach(claim.pk, material, content, client_key=uuid4(), by=claim.applicant)
    filing.submit(claim.pk, by=claim.applicant, consents=True)
    review.take(claim.pk, by=(reviewer := staff(Role.PRE_REVIEWER)))
    return review.pass_(claim.pk, by=reviewer)


def signed_in(page: Page, client: Client, user: User) -> None:
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.url}]
    )


def teller(visit: Open, path: str, *, station=None, **how) -> Page:
    user = User.objects.create_staff(
        "teller", name="受理员", password=PASSWORD, roles=[Role.TELLER]
    )
    User.objects.filter(pk=user.pk).update(station=station)
    page = visit(path, **how)
    page.locator("[name=username]").fill("teller")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    return page


@pytest.fixture
def stations():
    """The centre, and a street's station that takes originals in for it."""
    centre = StationFactory.create(postcode="361000", phone="12351")
    return centre, StationFactory.create(
        name="湖里街道服务站",
        level="street",
        parent=centre,
        takes_originals=False,
        hands_on=True,
    )


@pytest.mark.parametrize("shown", ["parcel", "cover-sheet"])
def test_a_member_reads_where_to_send_and_prints_the_sheet(visit, client, stations, shown):
    claim = photographed()
    page = visit("/")
    signed_in(page, client, claim.applicant)
    page.goto(f"/claims/{claim.pk}/{shown}/")
    expect(page.locator("main")).to_contain_text("361000")
    assert violations(page) == []
    page.locator("body").evaluate("body => body.dataset.weuiMode = 'care'")
    assert violations(page) == []


def test_the_sheet_prints_on_one_page_and_nothing_else_with_it(visit, client, stations):
    claim = passed()
    page = visit("/", width=794, height=1123)
    signed_in(page, client, claim.applicant)
    page.goto(f"/claims/{claim.pk}/cover-sheet/")
    page.emulate_media(media="print")
    expect(page.locator(".sheet")).to_be_visible()
    expect(page.locator(".masthead")).to_be_hidden()
    assert page.locator(".sheet").bounding_box()["height"] < 1000
    assert violations(page) == []


def test_a_member_reads_which_originals_are_wrong_and_where_the_others_are(visit, client, stations):
    claim, by = photographed(), staff(Role.TELLER)
    receiving.register_parcel(claim.pk, courier="顺丰速运", number="SF1234567890123")
    receiving.receive(claim.pk, by=by)
    compare(claim, by=by)
    record = claim.pages.live().filter(material="discharge_record")[1]
    receiving.compare(
        claim.pk, [record.pk], Comparison.Verdict.DIFFERS, by=by, reason=Difference.NO_SEAL
    )
    receiving.dispute(claim.pk, by=by)
    page = visit("/")
    signed_in(page, client, claim.applicant)
    page.goto(f"/claims/{claim.pk}/")
    expect(page.locator(".asks")).to_contain_text("出院记录第2页")
    expect(page.locator(".stops")).to_contain_text("服务中心已签收")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1024, 1280])
def test_originals_are_compared_by_the_keyboard_and_what_differs_goes_out(visit, stations, width):
    claim = photographed()
    receiving.receive(claim.pk, by=staff(Role.TELLER))
    path = f"/admin/claims/claim/{claim.pk}/compare/"
    page = teller(visit, path, width=width, height=800)
    here = page.locator(".checks--here a")
    expect(here).to_have_text("出院记录第1页")
    page.keyboard.press("1")
    expect(here).to_have_text("出院记录第2页")
    page.keyboard.press("ArrowRight")
    expect(here).to_have_text("住院收费票据第1页")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("2")
    page.keyboard.type("04")
    page.keyboard.press("Tab")
    page.keyboard.type("请医院盖章")
    page.keyboard.press("Enter")
    expect(here).to_have_text("住院收费票据第1页")
    differing = Comparison.objects.get(words="请医院盖章")
    assert (differing.verdict, differing.page.position) == (Comparison.Verdict.DIFFERS, 2)
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("#pages-title")).to_contain_text("还有2页")
    assert violations(page) == []
    for left in (2, 1):
        expect(page.locator("#pages-title")).to_contain_text(f"还有{left}页")
        page.locator("[data-key='1']").click()
    page.get_by_role("link", name="要求补交原件（2页）").click()
    assert violations(page) == []
    page.get_by_role("button", name="要求补交原件").click()
    page.wait_for_url("**/change/")
    claim.refresh_from_db()
    assert claim.status == "mismatch"
    page.goto(path)


def test_words_that_were_begun_stay_with_their_page_and_are_not_passed_over(visit, stations):
    claim = photographed()
    receiving.receive(claim.pk, by=staff(Role.TELLER))
    path = f"/admin/claims/claim/{claim.pk}/compare/"
    page = teller(visit, path, width=1280, height=800)
    words, left = page.locator("[name=words]"), page.locator("#pages-title")
    here = page.locator(".checks--here a")
    expect(here).to_have_text("出院记录第1页")
    words.fill("缺章")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(here).to_have_text("出院记录第2页")
    page.keyboard.press("1")
    assert "先“记下不一致”" in words.evaluate("words => words.validationMessage")
    expect(left).to_contain_text("还有5页")
    expect(page.locator("legend")).to_contain_text("出院记录第1页")
    words.fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(left).to_contain_text("还有4页")
    assert Comparison.objects.get().page.position == 2


def test_a_page_is_compared_without_scripts(visit, stations):
    claim = photographed()
    receiving.receive(claim.pk, by=staff(Role.TELLER))
    path = f"/admin/claims/claim/{claim.pk}/compare/"
    page = teller(visit, path, width=1280, height=800, java_script_enabled=False)
    page.get_by_role("button", name="整份一致").click()
    expect(page.locator(".comparing__title")).to_have_text("住院收费票据第1页")
    page.get_by_label("哪里不一致").select_option("Y01")
    page.get_by_role("button", name="记下不一致").click()
    expect(page.locator("#pages-title")).to_contain_text("还有2页")


def test_arrivals_are_scanned_one_after_the_other(visit, stations):
    claims = [passed() for _ in range(3)]
    page = teller(visit, "/admin/claims/parcel/scan/", width=1280, height=800)
    for claim in claims:
        expect(page.locator("#scanned")).to_be_focused()
        page.keyboard.type(cover_sheet(claim).code)
        page.keyboard.press("Enter")
        expect(page.locator("#last-title")).to_contain_text(claim.number)
    page.keyboard.type("7777777")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有找到“7777777”")).to_be_visible()
    page.goto(f"/admin/claims/parcel/scan/?claim={claims[2].pk}")
    assert violations(page) == []


def test_a_station_sends_on_what_it_took_in(visit, stations):
    page = teller(visit, "/admin/claims/parcel/scan/", width=1024, height=800, station=stations[1])
    clerk = User.objects.get(username="teller")
    for _ in range(2):
        handing.take_in(passed().pk, by=clerk)
    page.goto("/admin/claims/transfer/held/")
    assert violations(page) == []
    page.get_by_label("怎样运送").fill("工会用车，王师傅")
    page.get_by_role("button", name="登记转送").click()
    expect(page.locator("h1")).to_have_text("原件交接单")
    assert violations(page) == []


def test_a_file_is_found_on_its_shelf_and_lent(visit, stations):
    claim = accepted()
    shelving.shelve(claim.pk, "A-03-12", by=staff(Role.TELLER))
    page = teller(visit, f"/admin/claims/claim/{claim.pk}/shelf/", width=1280, height=800)
    page.get_by_label("借阅人").fill("审计处 李明")
    page.get_by_label("事由").fill("年度审计")
    page.get_by_role("button", name="登记借出").click()
    expect(page.locator(".shelf")).to_contain_text("已借给审计处 李明")
    assert violations(page) == []
    page.goto("/admin/claims/loan/")
    assert violations(page) == []
    page.goto("/admin/claims/parcel/")
    assert violations(page) == []
    page.goto(f"/admin/claims/claim/{claim.pk}/shelf/")
