"""Writing down at the desk: each defect kept at once, all sent together, nothing typed lost."""

import pytest

from claims import filing, noting, review
from claims.models import CorrectionItem
from claims.papers import FACTS
from claims.states import Status
from members.roles import Role
from tests.claims.admin.steps import as_read, make, page, signed_in
from tests.factories.claims import in_review, submitted

pytestmark = pytest.mark.django_db


def taken_by(person):
    return review.take(submitted().pk, by=person)


def about(claim, material):
    return f"{material}/{claim.pages.get(material=material).pk}"


def note(client, claim, **fields):
    return client.post(page("note", claim), fields)


def test_two_defects_of_one_page_are_sent_at_once_with_their_spots(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    where = about(claim, "discharge_record")
    drawn = {"spot": "0.5,0.25,0.25,0.125", "words": "右下角被手指挡住"}
    assert note(client, claim, about=where, reason="M02", **drawn).status_code == 302
    assert note(client, claim, about=where, reason="M04", place="右下").status_code == 302
    assert note(client, claim, about="bank_card", reason="M09").status_code == 302
    assert make(client, claim, "ask").status_code == 302
    claim.refresh_from_db()
    assert claim.status == Status.CORRECTION
    first, second, third = claim.corrections.get().items.order_by("pk")
    assert (first.spot.x, first.spot.w, first.words) == (0.5, 0.25, "右下角被手指挡住")
    assert second.spot.place == "右下"
    assert (third.material, third.page, third.spot) == ("bank_card", None, None)
    assert not claim.defects.exists()


def test_what_was_typed_and_a_paper_not_listed_can_be_asked_for(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    note(client, claim, about=FACTS, reason="M07")
    note(client, claim, about="traffic_liability", reason="M11")
    make(client, claim, "ask")
    materials = claim.corrections.get().items.values_list("material", flat=True)
    assert set(materials) == {FACTS, "traffic_liability"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "请选择原因"),
        ({"about": "bank_card", "reason": "M17", "words": " "}, "请写明需要补正什么"),
        ({"about": "bank_card", "reason": "M02", "spot": "0.9,0,0.2,0"}, "标记不在图片上"),
        ({"about": "bank_card", "reason": "M02", "spot": "nan,0,0,0"}, "标记不在图片上"),
        ({"about": "elsewhere", "reason": "M02"}, "不在可用的选项中"),
    ],
    ids=["nothing", "other without words", "beside the picture", "not a number", "no such place"],
)
def test_a_defect_that_says_too_little_is_told_and_kept_in_the_form(client, fields, told):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    response = note(client, claim, **{"words": "卡号反光", **fields})
    assert response.status_code in {409, 422}
    assert told in response.text
    assert "卡号反光" in response.text or fields.get("words")
    assert not claim.defects.exists()


def test_nobody_else_writes_on_a_claim_that_is_held(client):
    claim = in_review()
    signed_in(client, Role.PRE_REVIEWER)
    response = note(client, claim, about="bank_card", reason="M09")
    assert response.status_code == 409
    assert f"正由{claim.reviewer}预审" in response.text
    assert not CorrectionItem.objects.exists()


def test_a_paper_in_order_stays_so_while_its_pages_are_those_that_were_seen(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    client.post(page("check", claim, "bank_card"))
    assert "已核对1/4" in client.get(page("desk", claim)).text
    claim.pages.filter(material="bank_card").update(material="id_card")
    assert "已核对0/4" in client.get(page("desk", claim)).text


def test_a_check_can_be_taken_back_and_a_defect_struck(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    client.post(page("check", claim, "bank_card"))
    client.post(page("check", claim, "bank_card"), {"undo": "1"})
    assert not claim.checks.exists()
    note(client, claim, about="bank_card", reason="M09")
    client.post(page("forget", claim, claim.defects.get().pk))
    assert not claim.defects.exists()


def test_a_paper_with_a_defect_written_down_is_not_in_order(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    note(client, claim, about="bank_card", reason="M09", words="卡号反光")
    told = client.post(page("check", claim, "bank_card"), follow=True).text
    assert "这份材料已记下问题" in told
    assert claim.defects.get().words == "卡号反光"
    assert not claim.checks.exists()
    client.post(page("check", claim, "id_card"))
    assert claim.checks.get().material == "id_card"


def test_a_claim_with_a_defect_written_down_is_not_passed(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    note(client, claim, about="bank_card", reason="M09")
    assert "还有记下的问题没有发出" in make(client, claim, "pass").text
    noting.forget(claim.pk, claim.defects.get().pk, by=person)
    assert make(client, claim, "pass").status_code == 302


def test_a_stale_request_is_told_and_what_was_written_down_is_kept(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    note(client, claim, about="bank_card", reason="M09", words="卡号反光")
    read = as_read(claim)
    filing.withdraw(claim.pk, by=claim.applicant)
    response = make(client, claim, "ask", read)
    assert response.status_code == 409
    assert "已被他人处理" in response.text
    assert "撤回申请" in response.text
    assert claim.defects.get().words == "卡号反光"


def test_a_stale_form_tells_which_fact_and_which_page_changed(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    claim = taken_by(person)
    shown = client.get(page("desk", claim)).context["now"]
    claim.stays.update(hospital="另一医院")
    claim.pages.filter(material="bank_card").update(removed_at=claim.since)
    claim.pages.filter(material="id_card").update(position=2)
    claim.version += 1
    claim.save(update_fields=["version"])
    response = make(client, claim, "pass", shown)
    assert response.status_code == 409
    assert "示范医院" in response.text
    assert "另一医院" in response.text
