"""The teller's pages: scanned, compared page by page, sent on, on the shelf."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Comparison, Loan, Parcel, Transfer
from claims.originals import handing, receiving, shelving
from claims.originals.arrivals import cover_sheet
from members.roles import Role
from tests.factories.claims import PageFactory, accepted, compare, passed, received, staff
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db

SCAN = reverse("admin:claims_parcel_scan")


def at(name, claim, *more):
    return reverse(f"admin:claims_claim_{name}", args=[claim.pk, *more])


@pytest.fixture
def teller(client):
    user = staff(Role.TELLER)
    client.force_login(user)
    return user


def scan(client, scanned):
    return client.post(SCAN, {"scanned": scanned}, follow=True).content.decode()


def test_a_cover_sheet_a_number_and_a_couriers_label_sign_in(client, teller) -> None:
    claims = [passed() for _ in range(3)]
    receiving.register_parcel(claims[2].pk, courier="顺丰速运", number="SF1234567890123")

    for claim, scanned in zip(
        claims, (cover_sheet(claims[0]).code, claims[1].number, "sf 1234567890123"), strict=True
    ):
        words = scan(client, scanned)
        claim.refresh_from_db()
        assert claim.status == "received"
        assert f"已签收：{claim.number}" in words
        assert at("compare", claim) in words

    assert "原件已于" in scan(client, str(claims[0].number))


def test_what_nobody_knows_is_told_and_signs_nothing_in(client, teller) -> None:
    assert "没有找到“77777777”" in scan(client, "77777777")
    assert "请扫描或输入" in scan(client, " ")
    assert not Parcel.objects.exists()


def test_one_envelope_for_two_claims_is_asked_about(client, teller) -> None:
    claims = [passed(), passed()]
    for claim in claims:
        receiving.register_parcel(claim.pk, courier="顺丰速运", number="SF1234567890123")

    words = scan(client, "SF1234567890123")

    assert all(str(claim.number) in words for claim in claims)
    assert Parcel.objects.under_way().count() == 2


def test_scanning_asks_the_database_as_often_however_much_came_today(client, teller) -> None:
    receiving.receive(passed().pk, by=teller)
    with CaptureQueriesContext(connection) as few:
        client.get(SCAN)
    for _ in range(4):
        receiving.receive(passed().pk, by=teller)
    with CaptureQueriesContext(connection) as many:
        client.get(SCAN)

    assert len(few) == len(many)


def test_a_station_takes_in_and_sends_on(client) -> None:
    station = StationFactory.create(
        level="street", parent=StationFactory.create(), takes_originals=False, hands_on=True
    )
    clerk, claim = staff(Role.TELLER, station=station), passed()
    client.force_login(clerk)

    assert f"已代收：{claim.number}" in scan(client, cover_sheet(claim).code)
    held = reverse("admin:claims_transfer_held")
    [parcel] = Parcel.objects.all()
    assert str(claim.number) in client.get(held).content.decode()
    refused = client.post(held, {"parcels": [parcel.pk], "words": ""})
    assert "请写明由谁、怎样运送" in refused.content.decode()
    sheet = client.post(held, {"parcels": [parcel.pk], "words": "工会用车"}, follow=True)

    assert "未到" in sheet.content.decode()
    assert Transfer.objects.get().parcels.get() == parcel
    listed = client.get(reverse("admin:claims_transfer_changelist")).content.decode()
    assert "还有1件未到" in listed
    claim.refresh_from_db()
    assert claim.status == "passed"


def test_a_teller_of_the_centre_has_nothing_to_send_on(client, teller) -> None:
    words = client.get(reverse("admin:claims_transfer_held")).content.decode()

    assert "您不属于这样的服务站" in words


def press(client, claim, page, verdict, **more):
    sent = {"page": str(page.pk), "verdict": verdict, "reason": "", "words": ""}
    return client.post(at("compare", claim), sent | more)


def test_each_page_is_compared_and_the_next_one_comes(client, teller) -> None:
    claim = received()
    PageFactory.create(claim=claim, material="discharge_record", position=2)
    pages = list(claim.pages.live())

    answer = press(client, claim, pages[0], "same")
    assert answer.url == f"{at('compare', claim)}?page={pages[1].pk}"
    for page in pages[1:]:
        press(client, claim, page, "same_paper")

    words = client.get(at("compare", claim)).content.decode()
    assert f"已比对全部{len(pages)}页" in words
    client.post(at("move", claim, "accept"), reading(client, claim))
    claim.refresh_from_db()
    assert claim.status == "accepted"


def reading(client, claim):
    claim.refresh_from_db()
    return {"version": claim.version, "seen": claim.events.count(), "read_at": "", "facts": ""}


def test_differences_go_out_in_one_send_and_the_member_reads_which(client, teller) -> None:
    claim = received()
    compare(claim, by=teller)
    record = claim.pages.get(material="discharge_record")
    card = claim.pages.get(material="id_card")
    assert "哪里不一致" in press(client, claim, record, "differs").content.decode()
    assert press(client, claim, record, "differs").status_code == 409
    assert press(client, claim, record, "").status_code == 422
    press(client, claim, record, "differs", reason="Y04", words="缺医院公章")
    press(client, claim, card, "missing")

    words = client.get(at("compare", claim)).content.decode()
    assert "要求补交原件（2页）" in words
    assert "正式受理" not in words
    form = client.get(at("move", claim, "dispute")).content.decode()
    assert "出院记录第1页：未加盖印章：缺医院公章" in form
    client.post(at("move", claim, "dispute"), reading(client, claim) | {"words": ""})

    client.force_login(claim.applicant)
    told = client.get(f"/claims/{claim.pk}/").content.decode()
    assert "未加盖印章：缺医院公章" in told
    assert "没有收到这一页的原件" in told
    sheet = client.get(f"/claims/{claim.pk}/cover-sheet/").content.decode()
    assert "出院记录" in sheet
    assert "住院收费票据" not in sheet


def test_a_claim_that_does_not_lie_here_is_not_compared(client, teller) -> None:
    claim = passed()
    page = claim.pages.first()

    assert "不能比对原件" in client.get(at("compare", claim)).content.decode()
    assert press(client, claim, page, "same").status_code == 409
    assert not Comparison.objects.exists()


def test_comparing_asks_the_database_as_often_however_many_pages(client, teller) -> None:
    claim = received()
    with CaptureQueriesContext(connection) as few:
        client.get(at("compare", claim))
    for n in range(6):
        PageFactory.create(claim=claim, position=2 + n)
    with CaptureQueriesContext(connection) as many:
        client.get(at("compare", claim))

    assert len(few) == len(many)


def act(client, claim, name, **told):
    return client.post(at("shelf", claim), {"act": name, **told}, follow=True).content.decode()


def test_a_file_is_shelved_lent_and_brought_back(client, teller) -> None:
    claim = accepted()
    assert 'value="A-01-01"' in client.get(at("shelf", claim)).content.decode()

    assert "架-盒-号" in act(client, claim, "shelve", place="三楼")
    assert "已登记档案位置" in act(client, claim, "shelve", place="A-03-12")
    told = {"lent_to": "审计处 李明", "reason": "审计", "due_on": "2099-01-01"}
    assert "请填写借阅人" in act(client, claim, "lend", **{**told, "lent_to": ""})
    assert "已借给审计处 李明" in act(client, claim, "lend", **told)
    listed = client.get(reverse("admin:claims_loan_changelist")).content.decode()
    assert "审计处 李明" in listed
    assert "已登记归还" in act(client, claim, "bring_back")
    assert not Loan.objects.open().exists()
    assert client.post(at("shelf", claim), {"act": "burn"}).status_code == 404


def test_overdue_loans_stand_out_on_the_board_and_in_their_list(client, teller) -> None:
    claim = accepted()
    shelving.shelve(claim.pk, "A-01-01", by=teller)
    place = claim.shelvings.get()
    Loan.objects.create(
        shelving=place, lent_to="李明", reason="审计", due_on="2020-01-01", lent_by=teller
    )

    assert "1件超期" in client.get("/admin/").text
    late = client.get(reverse("admin:claims_loan_changelist") + "?lent=late").content.decode()
    assert "已逾期" in late


def test_others_see_where_a_file_is_and_change_nothing(client, teller) -> None:
    claim = accepted()
    shelving.shelve(claim.pk, "A-01-01", by=teller)
    client.force_login(staff(Role.FIRST_CHECKER))

    words = client.get(at("shelf", claim)).content.decode()

    assert "A-01-01" in words
    assert "登记位置" not in words
    assert client.post(at("shelf", claim), {"act": "shelve"}).status_code == 403


def test_the_registers_name_nobody_in_full(client, teller) -> None:
    claim = passed()
    handing_clerk = staff(
        Role.TELLER,
        station=StationFactory.create(
            level="street", parent=StationFactory.create(), takes_originals=False, hands_on=True
        ),
    )
    handing.take_in(claim.pk, by=handing_clerk)

    listed = client.get(reverse("admin:claims_parcel_changelist")).content.decode()

    assert str(claim.number) in listed
    assert claim.member.name not in listed
    [parcel] = Parcel.objects.all()
    assert client.get(reverse("admin:claims_parcel_change", args=[parcel.pk])).url == at(
        "shelf", claim
    )
