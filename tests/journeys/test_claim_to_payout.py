"""One claim on its whole way, by everybody who has a hand in it, in a real browser.

A cadre enrols a dozen people; two of them fall ill; one is paid, the other's bank refuses.
"""

import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
import xlsxwriter
from django.core.management import call_command
from playwright.sync_api import Page, expect
from stdnum.cn import ric

from appointments.opening import open_days
from claims.models import Claim, LedgerEntry, PaidDay, Payout, PayoutBatch
from claims.payouts import batches
from members.enrolment.checking import check_waiting
from members.models import Coverage, User
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import CadreFactory, StationFactory, UnitFactory, UserFactory
from tests.journeys.conftest import violations

SHANGHAI = ZoneInfo("Asia/Shanghai")
ENROLLED = datetime(2026, 9, 1, 10, tzinfo=SHANGHAI)
ILL = datetime(2026, 11, 10, 10, tzinfo=SHANGHAI)
PASSWORD = "fifteen-and-more-letters"
PHONES = ["13900000001", "13900000002"]
CARDS = ["6222 0241 0000 1234 560", "6222 0241 0000 1234 578"]
PAPERS = {
    "discharge_record": ["discharge.jpg"],
    "hospital_invoice": ["invoice.png"],
    "id_card": ["id-front.jpg", "discharge.pdf"],
    "bank_card": ["bank-card.jpg"],
}

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


def people() -> list[tuple[str, str, str]]:
    """A dozen made-up workers: name, ID number, phone. The seventh has a wrong check digit."""
    found = []
    for n, last in enumerate("甲乙丙丁戊己庚辛壬癸子丑"):
        body = f"35020019900307{2 * n + 1:03}"
        digit = ric.calc_check_digit(f"{body}0")
        if n == 6:
            digit = "0" if digit != "0" else "1"
        found.append((f"测试{last}", body + digit, PHONES[n] if n < len(PHONES) else ""))
    return found


def roster() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    columns = (
        "序号 姓名 证件类型 证件号码 性别 手机号码 会员卡号 是否本市户口 人员类别 缴费标准 备注"
    )
    sheet.write_row(0, 0, columns.split())
    for n, (name, number, phone) in enumerate(people(), 1):
        sheet.write_row(n, 0, [str(n), name, "居民身份证", number, "", phone, "", "", "", "60", ""])
    book.close()
    return out.getvalue()


@pytest.fixture
def city() -> None:
    """The schemes, the centre with its slots, a unit with its cadre, and the office."""
    call_command("load_schemes", verbosity=0)
    station = StationFactory.create()
    CadreFactory.create(
        unit=UnitFactory.create(name="示范机械厂"),
        user=UserFactory.create(phone="13900000009", roles=[str(Role.CADRE)]),
    )
    for role in OFFICE_ROLES:
        User.objects.create_staff(str(role), name=role.label, password=PASSWORD, roles=[role])
    open_days(station, date(2026, 11, 10), date(2026, 11, 20))


def sign_in(page: Page, phone: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("手机号码").fill(f"+86 {phone[:3]} {phone[3:7]} {phone[7:]}")
    page.get_by_role("button", name="获取验证码").click()
    shown = page.context.new_page()
    shown.goto("/demo-phone/")
    code = re.search(r"验证码(\d{6})", shown.inner_text("main")).group(1)
    shown.close()
    page.get_by_label("验证码").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="登录", exact=True).click()


def office(visit, role: Role) -> Page:
    page = visit("/admin/", width=1280, height=900)
    page.locator("[name=username]").fill(str(role))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    return page


def move(page: Page, claim: Claim, name: str, **fields: str) -> None:
    """Press the button of a claim's page, fill the form behind it and send it."""
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.get_by_role("link", name=name, exact=True).click()
    for field, value in fields.items():
        page.locator(f"[name={field}]").fill(value)
    page.locator("form.move button[type=submit]").click()


def upload(page: Page, names: list[str], photos: Path) -> None:
    """Choose files as a phone does; they are sent at once, each with its tick when it is kept."""
    before = page.locator(".thumb__state", has_text="已保存").count()
    page.locator("input[type=file]").set_input_files([photos / name for name in names])
    kept = page.locator(".thumb__state", has_text="已保存")
    expect(kept.nth(before + len(names) - 1)).to_be_visible(timeout=30_000)


def enrol(visit) -> None:
    """The cadre uploads the roster; the office registers the fee."""
    cadre = visit(width=1280)
    sign_in(cadre, "13900000009")
    cadre.goto("/unit/roster/")
    cadre.locator("input[type=file]").set_input_files(
        {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": roster()}
    )
    cadre.get_by_role("button", name="上传并核对").click()
    expect(cadre.locator("h1")).to_have_text("正在核对名册")
    assert violations(cadre) == []
    check_waiting()
    expect(cadre.locator("h1")).to_have_text("名册核对结果")
    assert violations(cadre) == []
    problem = cadre.get_by_role("row", name=re.compile("第8行"))
    expect(problem.first).to_contain_text("证件号码")
    cadre.get_by_label("有问题的1人这次不参保").check()
    cadre.get_by_role("button", name="只为可参保的11人参保").click()
    expect(cadre.locator("main")).to_contain_text("已确认")
    assert not Coverage.objects.exists()

    cashier = office(visit, Role.CASHIER)
    batch = cadre.url.rstrip("/").rsplit("/", 1)[1]
    cashier.goto(f"/admin/members/enrolmentbatch/{batch}/pay/")
    cashier.locator("[name=paid_on]").fill("2026-09-01")
    cashier.locator("[name=received]").fill("660.00")
    cashier.locator("[name=voucher]").fill("V-1")
    cashier.locator("form [type=submit]").last.click()
    expect(cashier.locator("body")).to_contain_text("11人参保生效")
    spans = set(Coverage.objects.values_list("starts_on", "ends_on"))
    assert spans == {(date(2026, 9, 2), date(2027, 9, 1))}


def file_claim(visit, who: int, photos: Path, *, nights: int) -> tuple[Page, Claim]:
    """A member signs in for the first time and files a claim on a phone."""
    page = visit(width=320)
    sign_in(page, PHONES[who])
    name, number, _ = people()[who]
    page.get_by_label("姓名").fill(name)
    page.get_by_label("证件号码").fill(number)
    page.get_by_role("button", name="核对并继续").click()
    expect(page.locator("main")).to_contain_text("本保障期可补助45天，已用0天")
    assert violations(page) == []

    page.goto("/claims/new/")
    assert violations(page) == []
    page.get_by_text("一般住院补助").first.click()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("就诊医院").fill("示范医院")
    page.get_by_label("入院日期").fill("2026-10-20")
    page.get_by_label("出院日期").fill("2026-10-10")
    page.get_by_label("否", exact=True).check()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.locator("main")).to_contain_text("出院日期早于入院日期")
    assert page.get_by_label("就诊医院").input_value() == "示范医院"
    assert violations(page) == []
    discharged = date(2026, 10, 20) + timedelta(nights)
    page.get_by_label("出院日期").fill(discharged.isoformat())
    page.get_by_role("button", name="保存并继续").click()
    claim = Claim.objects.get(member__name=name)

    assert violations(page) == []
    for material, names in PAPERS.items():
        page.goto(f"/claims/{claim.pk}/papers/{material}/")
        assert violations(page) == []
        upload(page, names, photos)
    page.goto("/")  # leaves, and comes back to the draft
    page.goto("/claims/")
    assert violations(page) == []
    page.goto(f"/claims/{claim.pk}/papers/")
    expect(page.locator("main")).to_contain_text("材料都上传好了")
    page.goto(f"/claims/{claim.pk}/account/")
    page.get_by_label("开户银行").fill("示范银行")
    page.get_by_label("银行卡号").fill(CARDS[who])
    page.get_by_role("button", name="保存并继续").click()

    expect(page.locator("main")).to_contain_text("预计补助")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("同意处理敏感个人信息")
    assert violations(page) == []
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="提交申请").dblclick()
    expect(page.locator("main")).to_contain_text("申请已提交")
    assert violations(page) == []
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


def sign_in_originals(teller: Page, claim: Claim) -> None:
    """Scan what the member's cover sheet says, compare page by page, accept."""
    teller.goto("/admin/claims/parcel/scan/")
    assert violations(teller) == []
    expect(teller.locator("#scanned")).to_be_focused()
    teller.keyboard.type(claim.cover_sheet.code)
    teller.keyboard.press("Enter")
    expect(teller.locator("body")).to_contain_text(f"已签收：{claim.number}")
    assert violations(teller) == []
    teller.get_by_role("link", name="比对原件").click()
    teller.wait_for_url("**/compare/")
    expect(teller.locator(".checks--here")).to_be_visible()
    assert violations(teller) == []
    for left in range(claim.pages.live().count(), 0, -1):
        expect(teller.locator("#pages-title")).to_contain_text(f"还有{left}页")
        teller.get_by_role("button", name="原件与图片一致").click()
    teller.get_by_role("button", name="正式受理").click()
    teller.wait_for_url("**/change/")
    claim.refresh_from_db()
    expect(teller.locator("body")).to_contain_text(str(claim.acceptance_number))


def check(visit, claim: Claim) -> None:
    """Signed in, compared, accepted, shelved, proposed by one, confirmed by another."""
    teller = office(visit, Role.TELLER)
    sign_in_originals(teller, claim)
    teller.goto(f"/admin/claims/claim/{claim.pk}/shelf/")
    assert violations(teller) == []
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


def pay(visit) -> None:
    """The sweep's batch, prepared and sealed by two; the bank pays one and refuses the other."""
    batches.collect(date(2026, 11, 10))
    batch = PayoutBatch.objects.get()
    cashier = office(visit, Role.CASHIER)
    cashier.goto(f"/admin/claims/payoutbatch/{batch.pk}/prepare/")
    cashier.locator("form button[type=submit]").last.click()
    accountant = office(visit, Role.ACCOUNTANT)
    accountant.goto(f"/admin/claims/payoutbatch/{batch.pk}/seal/")
    batch.refresh_from_db()
    accountant.locator("[name=count]").fill(str(batch.count))
    accountant.locator("[name=total]").fill(f"{batch.total_fen // 100:,}.00")
    accountant.locator("form button[type=submit]").last.click()
    cashier.goto(f"/admin/claims/payoutbatch/{batch.pk}/change/")
    with cashier.expect_download() as download:
        cashier.get_by_role("button", name="下载银行文件").click()
    sent = Path(download.value.path()).read_bytes()

    for content, says in ((answered(sent, more_fen=100), "不符"), (answered(sent), "入账")):
        cashier.goto(f"/admin/claims/payoutbatch/{batch.pk}/change/")
        cashier.get_by_role("link", name="上传回盘").click()
        cashier.locator("input[type=file]").set_input_files(
            {"name": "回盘.txt", "mimeType": "text/plain", "buffer": content}
        )
        cashier.get_by_role("button", name="上传并入账").click()
        expect(cashier.locator("body")).to_contain_text(says)


def answered(sent: bytes, *, more_fen: int = 0) -> bytes:
    """The bank's answer to its file: the first line paid, the second refused."""
    (_, batch, count, total), *lines = [
        line.split("|") for line in sent.decode("gb18030").splitlines()
    ]
    answers = [f"huzhu-1-return|{batch}|{count}|{int(total) + more_fen}"]
    for number, ref, account, _name, yuan, _note in lines:
        amount = Decimal(yuan) + (Decimal(more_fen) / 100 if number == "1" else 0)
        result = "0000|成功" if number == "1" else "E001|账户不存在"
        answers.append(f"{ref}|{account}|{amount:.2f}|{result}")
    return "\r\n".join(answers).encode("gb18030")


def test_a_claim_goes_from_a_photograph_to_the_money(city, visit, photos: Path) -> None:
    with time_machine.travel(ENROLLED):
        enrol(visit)
    with time_machine.travel(ILL):
        paid, claim = file_claim(visit, 0, photos, nights=10)
        refused, other = file_claim(visit, 1, photos, nights=3)
        correct(visit, paid, claim, photos)
        pass_(office(visit, Role.PRE_REVIEWER), other)

        paid.goto(f"/claims/{claim.pk}/parcel/")
        assert violations(paid) == []
        paid.get_by_label("快递公司").select_option("顺丰速运")
        paid.get_by_role("textbox", name="运单号").fill("SF1234567890123")
        paid.get_by_role("button", name="登记运单号").click()
        expect(paid.locator("main")).to_contain_text("SF1234567890123")
        for member, own in ((paid, claim), (refused, other)):
            member.goto(f"/claims/{own.pk}/cover-sheet/")
            expect(member.locator(".qr")).to_be_visible()
            assert violations(member) == []
        refused.goto(f"/claims/{other.pk}/book/")
        assert violations(refused) == []
        refused.locator("input[type=radio]:not([disabled])").first.check(force=True)
        refused.get_by_role("button", name="预约").first.click()
        expect(refused.locator("main")).to_contain_text("市职工服务中心")
        assert violations(refused) == []

        check(visit, claim)
        check(visit, other)
        assert PaidDay.objects.count() == 13
        assert set(Payout.objects.values_list("due_on", flat=True)) == {date(2026, 11, 19)}
        paid.goto(f"/claims/{claim.pk}/")
        expect(paid.locator("main")).to_contain_text("11月19日")
        assert violations(paid) == []

        pay(visit)

        paid.goto(f"/claims/{claim.pk}/")
        expect(paid.locator("main")).to_contain_text("已支付")
        expect(paid.locator("main")).to_contain_text("800.00")
        refused.goto(f"/claims/{other.pk}/")
        expect(refused.locator("main")).to_contain_text("支付未成功")
        expect(refused.locator("main")).to_contain_text("更正收款账户")
        assert violations(paid) == []
        assert violations(refused) == []
        assert sum(LedgerEntry.objects.values_list("fen", flat=True)) == 0
