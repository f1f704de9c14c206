"""What a member does about a claim that is under way: post, withdraw, object."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import review
from claims.models import Parcel
from claims.originals import receiving, shelving
from claims.reasons import Refusal
from claims.states import Status
from tests.claims.views.conftest import at
from tests.factories import claims as made
from tests.factories.appointments import BookingFactory, SlotFactory
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed(client):
    claim = made.passed()
    client.force_login(claim.applicant)
    return claim


def test_a_parcel_is_registered_and_a_second_number_corrects_it(client, passed):
    StationFactory.create(address="示范市中心路1号")
    assert "示范市中心路1号" in client.get(at("parcel", passed)).content.decode()

    for number in ("SF 1234-5678", "sf12345679"):
        client.post(at("parcel", passed), {"courier": "顺丰速运", "number": number})

    parcel = Parcel.objects.get()
    assert (parcel.courier, parcel.number, parcel.way) == ("顺丰速运", "SF12345679", "posted")


@pytest.mark.parametrize(
    ("courier", "number", "sentence"),
    [
        pytest.param("", "SF12345678", "请选择快递公司", id="no courier"),
        pytest.param("飞鸽", "SF12345678", "请选择快递公司", id="a courier there is not"),
        pytest.param("顺丰速运", "", "请填写运单号", id="no number"),
        pytest.param("顺丰速运", "1234567", "运单号应为8到30位字母或数字", id="short"),
        pytest.param("顺丰速运", "在路上了在路上了", "运单号应为8到30位字母或数字", id="words"),
    ],
)
def test_what_is_no_parcel_is_told(client, passed, courier, number, sentence):
    answer = client.post(at("parcel", passed), {"courier": courier, "number": number})

    assert sentence in answer.content.decode()
    assert not Parcel.objects.exists()


@pytest.mark.parametrize(
    ("courier", "number", "sentence"),
    [
        pytest.param("顺丰速运", "YT1234567890123", "一般是SF加13位数字", id="another's"),
        pytest.param("邮政EMS", "SF1234567890123", "一般是13位数字", id="another's again"),
        pytest.param("其他", "13912345678", "像是手机号码", id="a telephone"),
    ],
)
def test_a_number_that_looks_wrong_is_doubted_and_taken_when_it_was_looked_at(
    client, passed, courier, number, sentence
):
    told = {"courier": courier, "number": number}

    answer = client.post(at("parcel", passed), told).content.decode()
    client.post(at("parcel", passed), told | {"sure": "on"})

    assert sentence in answer
    assert number in answer
    assert Parcel.objects.exists() == (courier != "其他")


def test_originals_can_be_handed_to_a_station_near_by(client, passed):
    StationFactory.create(
        name="湖里街道服务站",
        level="street",
        parent=StationFactory.create(),
        takes_originals=False,
        hands_on=True,
    )

    words = client.get(at("parcel", passed)).content.decode()

    assert "湖里街道服务站" in words
    assert at("cover_sheet", passed) in words


def test_the_cover_sheet_carries_a_code_and_nobodys_name(client, passed):
    StationFactory.create(postcode="361000")

    words = client.get(at("cover_sheet", passed)).content.decode()

    assert passed.cover_sheet.code[:5] in words
    assert str(passed.number) in words
    assert passed.member.name not in words
    assert "361000" in words
    assert "本人身份证（复印件）" in words


def test_a_cover_sheet_is_made_only_while_originals_are_awaited(client):
    claim = made.submitted()
    client.force_login(claim.applicant)

    assert client.get(at("cover_sheet", claim)).url == at("detail", claim)
    client.force_login(made.passed().applicant)
    assert client.get(at("cover_sheet", claim)).status_code == 404


def test_a_member_reads_where_the_originals_are_to_the_end(client):
    claim, teller = made.passed(), made.staff("teller")
    client.force_login(claim.applicant)
    receiving.register_parcel(claim.pk, courier="顺丰速运", number="SF1234567890123")
    seen = ["已寄出（顺丰速运 SF1234567890123）"]

    def reads() -> bool:
        words = client.get(at("detail", claim)).content.decode()
        return all(stop in words for stop in seen)

    assert reads()
    receiving.receive(claim.pk, by=teller)
    seen += ["服务中心已签收", "正在与图片逐页比对"]
    assert reads()
    made.compare(claim, by=teller)
    receiving.accept(claim.pk, by=teller)
    shelving.shelve(claim.pk, "A-01-01", by=teller)
    seen = [seen[0], "与图片一致，由服务中心保管", "已归档"]
    assert reads()
    assert "A-01-01" not in client.get(at("detail", claim)).content.decode()
    made.put(claim, Status.CLOSED_LATE)
    shelving.hand_back(claim.pk, way="posted", courier="邮政EMS", number="1234567890123", by=teller)
    seen = [seen[0], "已寄还给您（邮政EMS 1234567890123）"]
    assert reads()


def test_a_claim_is_taken_back_after_asking(client, passed):
    assert "不再办理" in client.get(at("withdraw", passed)).content.decode()

    first, second = client.post(at("withdraw", passed)), client.post(at("withdraw", passed))

    passed.refresh_from_db()
    assert passed.status == "withdrawn"
    assert first.url == second.url == at("detail", passed)
    assert passed.events.filter(action="withdraw").count() == 1


def test_an_accepted_claim_is_not_taken_back(client):
    claim = made.accepted()
    client.force_login(claim.applicant)

    answer = client.post(at("withdraw", claim), follow=True)

    claim.refresh_from_db()
    assert "这份申请现在不能撤回" in answer.content.decode()
    assert claim.status == "accepted"


@pytest.fixture
def refused(client):
    claim = made.in_review()
    client.force_login(claim.applicant)
    return review.decline(claim.pk, [Refusal.NOT_OURS], by=claim.reviewer)


def test_an_objection_needs_its_reasons(client, refused):
    answer = client.post(at("object", refused), {"words": "   "})

    refused.refresh_from_db()
    assert "请写明您的理由" in answer.content.decode()
    assert refused.status == "refused"


def test_an_objection_is_made_once(client, refused):
    first = client.post(at("object", refused), {"words": "我是在职职工。"})
    second = client.post(at("object", refused), {"words": "我是在职职工。"})

    refused.refresh_from_db()
    assert refused.status == "objection"
    assert first.url == second.url == at("detail", refused)
    assert refused.events.filter(action="object").get().note == "我是在职职工。"


@pytest.mark.parametrize(("cancelled", "shown"), [(None, True), (timezone.now(), False)])
def test_a_visit_to_come_is_shown_with_its_place(client, passed, cancelled, shown):
    begins = timezone.now() + timedelta(days=1)
    slot = SlotFactory.create(starts_at=begins, ends_at=begins + timedelta(minutes=30))
    visit = BookingFactory.create(claim=passed, slot=slot, cancelled_at=cancelled)

    words = client.get(at("detail", passed)).content.decode()

    assert (reverse("appointments:booking", args=[visit.pk]) in words) is shown
    assert (slot.station.name in words) is shown
