"""A claim's way from a phone to the award, by whoever makes each step."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

from claims.models import Claim
from members.roles import Role
from tests.journeys.conftest import violations
from tests.journeys.town import PHONES, office, people, sign_in

CARDS: Final = ["6222 0241 0000 1234 560", "6222 0241 0000 1234 578"]
PAPERS: Final = {
    "discharge_record": ["discharge.jpg"],
    "hospital_invoice": ["invoice.png"],
    "id_card": ["id-front.jpg", "discharge.pdf"],
    "bank_card": ["bank-card.jpg"],
}


Look = Callable[[Page], object]


def flawless(page: Page) -> None:
    assert violations(page) == []


def passing(page: Page) -> None:
    """By pages that were looked at before."""


def upload(page: Page, names: list[str], photos: Path) -> None:
    """Choose files as a phone does; they are sent at once, each with its tick when it is kept."""
    before = page.locator(".thumb__state", has_text="已保存").count()
    page.locator("input[type=file]").set_input_files([photos / name for name in names])
    kept = page.locator(".thumb__state", has_text="已保存")
    expect(kept.nth(before + len(names) - 1)).to_be_visible(timeout=30_000)


def file_claim(
    visit, who: int, photos: Path, *, nights: int, look: Look = flawless
) -> tuple[Page, Claim]:
    """A member signs in for the first time and files a claim on a phone."""
    page = visit(width=320)
    sign_in(page, PHONES[who])
    name, number, _ = people()[who]
    page.get_by_label("姓名").fill(name)
    page.get_by_label("证件号码").fill(number)
    page.get_by_role("button", name="核对并继续").click()
    expect(page.locator("main")).to_contain_text("本保障期可补助45天，已用0天")
    look(page)

    page.goto("/claims/new/")
    look(page)
    page.get_by_text("一般住院补助").first.click()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("就诊医院").fill("示范医院")
    page.get_by_label("入院日期").fill("2026-10-20")
    page.get_by_label("出院日期").fill("2026-10-10")
    page.get_by_label("否", exact=True).check()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.locator("main")).to_contain_text("出院日期早于入院日期")
    assert page.get_by_label("就诊医院").input_value() == "示范医院"
    look(page)
    discharged = date(2026, 10, 20) + timedelta(nights)
    page.get_by_label("出院日期").fill(discharged.isoformat())
    page.get_by_role("button", name="保存并继续").click()
    claim = Claim.objects.get(member__name=name)

    look(page)
    for material, names in PAPERS.items():
        page.goto(f"/claims/{claim.pk}/papers/{material}/")
        look(page)
        upload(page, names, photos)
    page.goto("/")  # leaves, and comes back to the draft
    page.goto("/claims/")
    look(page)
    page.goto(f"/claims/{claim.pk}/papers/")
    expect(page.locator("main")).to_contain_text("材料都上传好了")
    page.goto(f"/claims/{claim.pk}/account/")
    page.get_by_label("开户银行").fill("示范银行")
    page.get_by_label("银行卡号").fill(CARDS[who])
    page.get_by_role("button", name="保存并继续").click()

    expect(page.locator("main")).to_contain_text("预计补助")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("同意处理敏感个人信息")
    look(page)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="提交申请").dblclick()
    expect(page.locator("main")).to_contain_text("申请已提交")
    look(page)
    claim.refresh_from_db()
    expect(page.locator("main")).to_contain_text(str(claim.number))
    return page, claim


def correct(visit, member: Page, claim: Claim, photos: Path) -> None:
    """Two pages are asked for at once, with reasons and words; the member replaces just these."""
    reviewer = office(visit, Role.PRE_REVIEWER)
    reviewer.goto(f"/admin/claims/claim/{claim.pk}/desk/")
    reviewer.get_by_role("button", name="开始预审").click()
    expect(reviewer.locator("[data-stage] img").first).to_be_visible()
    ask(reviewer, "出院记录", "M02", "右下角反光")
    ask(reviewer, "本人身份证", "M06", "缺反面")
    reviewer.get_by_role("button", name="发出补正要求").click()
    reviewer.wait_for_url("**/desk/")

    member.goto(f"/claims/{claim.pk}/correct/")
    expect(member.locator("main")).to_contain_text("还有2项要补正")
    expect(member.locator("main")).to_contain_text("右下角反光")
    assert violations(member) == []
    for photo in ("discharge.jpg", "id-front.jpg"):
        member.goto(f"/claims/{claim.pk}/correct/")
        member.locator(".fix:not(.fix--done) a.weui-btn").first.click()
        upload(member, [photo], photos)
    member.goto(f"/claims/{claim.pk}/correct/")
    expect(member.locator("main")).to_contain_text("各项都补好了")
    member.get_by_role("button", name="全部补正好了").click()
    expect(member.locator("main")).to_contain_text("服务中心正在办理")

    pass_(reviewer, claim)


def ask(reviewer: Page, paper: str, reason: str, words: str) -> None:
    """Write down what is wrong with the first page of a paper."""
    reviewer.locator("[data-leaf]", has_text=paper).first.click()
    expect(reviewer.locator("[data-leaf-name]")).to_have_text(f"{paper}第1页")
    reviewer.keyboard.press("a")
    reviewer.locator("select:focus").select_option(reason)
    reviewer.locator("[data-note] [name=words]").fill(words)
    reviewer.get_by_role("button", name="记下", exact=True).click()
    expect(reviewer.locator(".notes__list")).to_contain_text(words)


def pass_(reviewer: Page, claim: Claim) -> None:
    reviewer.goto(f"/admin/claims/claim/{claim.pk}/desk/")
    if reviewer.get_by_role("button", name="开始预审").count():
        reviewer.get_by_role("button", name="开始预审").click()
    reviewer.get_by_role("button", name="通过预审").click()
    reviewer.wait_for_load_state()
    claim.refresh_from_db()
    assert claim.status == "passed"


def move(page: Page, claim: Claim, name: str, **fields: str) -> None:
    """Press the button of a claim's page, fill the form behind it and send it."""
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.get_by_role("link", name=name, exact=True).click()
    for field, value in fields.items():
        page.locator(f"[name={field}]").fill(value)
    page.locator("form.move button[type=submit]").click()


def sign_in_originals(teller: Page, claim: Claim, look: Look) -> None:
    """Scan what the member's cover sheet says, compare page by page, accept."""
    teller.goto("/admin/claims/parcel/scan/")
    look(teller)
    expect(teller.locator("#scanned")).to_be_focused()
    teller.keyboard.type(claim.cover_sheet.code)
    teller.keyboard.press("Enter")
    expect(teller.locator("body")).to_contain_text(f"已签收：{claim.number}")
    look(teller)
    teller.get_by_role("link", name="比对原件").click()
    teller.wait_for_url("**/compare/")
    expect(teller.locator(".checks--here")).to_be_visible()
    look(teller)
    for left in range(claim.pages.live().count(), 0, -1):
        expect(teller.locator("#pages-title")).to_contain_text(f"还有{left}页")
        teller.get_by_role("button", name="原件与图片一致").click()
    teller.get_by_role("button", name="正式受理").click()
    teller.wait_for_url("**/change/")
    claim.refresh_from_db()
    expect(teller.locator("body")).to_contain_text(str(claim.acceptance_number))


def check(visit, claim: Claim, look: Look = flawless) -> None:
    """Signed in, compared, accepted, shelved, proposed by one, confirmed by another."""
    teller = office(visit, Role.TELLER)
    sign_in_originals(teller, claim, look)
    teller.goto(f"/admin/claims/claim/{claim.pk}/shelf/")
    look(teller)
    teller.get_by_role("button", name="登记位置").click()
    expect(teller.locator(".shelf__place")).to_be_visible()

    first = office(visit, Role.FIRST_CHECKER)
    move(first, claim, "开始初审")
    first.goto(f"/admin/claims/claim/{claim.pk}/move/propose/")
    expect(first.locator("form.move")).to_contain_text("80")
    first.locator("form.move button[type=submit]").click()
    first.goto(f"/admin/claims/claim/{claim.pk}/change/")
    assert first.get_by_role("link", name="复核通过").count() == 0

    second = office(visit, Role.SECOND_CHECKER)
    move(second, claim, "复核通过")
    claim.refresh_from_db()
    assert claim.status == "approved"
