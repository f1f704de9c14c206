"""The office's pages of scheme periods, by hand: from a draft to a period in force."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.benefits import shipped_texts
from claims.schemes import periods
from members.models import Scheme
from members.roles import Role
from tests.claims.schemes.test_periods import NEXT, administrator, drafted
from tests.factories.claims import staff
from tests.factories.members import SchemeFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/members/scheme/add/"


@pytest.fixture(autouse=True)
def last_period() -> Scheme:
    return SchemeFactory.create()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, scheme: Scheme) -> str:
    return reverse(f"admin:members_scheme_{name}", args=[scheme.pk])


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_draft_begins_with_the_last_period() -> None:
    page = signed_in(administrator()).get(ADD)

    assert "code = &quot;xiamen-18&quot;" in text(page)


def test_a_period_goes_from_a_draft_to_being_in_force() -> None:
    drafter, publisher = administrator(), staff(Role.SECOND_CHECKER)

    page = signed_in(drafter).post(ADD, {"text": NEXT.replace("\n", "\r\n")}, follow=True)
    assert "草稿已保存" in text(page)
    assert "+20.00元（+25.0%）" in text(page)
    scheme = Scheme.objects.get(pk="xiamen-19")
    assert scheme.sheet == NEXT

    client = signed_in(publisher)
    page = client.get(url("publish", scheme))
    assert "80.00元" in text(page)
    assert "100.00元" in text(page)
    page = client.post(url("publish", scheme), {"read": periods.mark(scheme)}, follow=True)

    assert "已发布" in text(page)
    scheme.refresh_from_db()
    assert (scheme.drafted_by, scheme.published_by) == (drafter, publisher)


def test_a_published_period_is_opened_for_enrolment() -> None:
    scheme = drafted()
    periods.publish(scheme.pk, by=administrator(), read=periods.mark(scheme))
    client = signed_in(administrator())
    assert "开放参保" in text(client.get(url("change", scheme)))
    assert "停止参保" in text(client.get(url("open", scheme)))

    page = client.post(url("open", scheme), follow=True)

    assert "正在开放参保" in text(page)
    assert Scheme.objects.enrolling() == scheme


def test_a_draft_cannot_be_opened_and_says_why() -> None:
    scheme = drafted()

    page = signed_in(administrator()).post(url("open", scheme), follow=True)

    assert "草稿须先发布" in text(page)


def test_a_file_is_read_in_place_of_the_text() -> None:
    file = SimpleUploadedFile("next.toml", b"\xef\xbb\xbf" + NEXT.encode())

    signed_in(administrator()).post(ADD, {"text": "something else", "file": file})

    assert Scheme.objects.get(pk="xiamen-19").sheet == NEXT


def test_every_problem_stands_on_one_page_and_the_text_is_kept() -> None:
    spoilt = NEXT.replace('"100.00"', "100").replace("most_days = 60", "most_days = 0")

    page = text(signed_in(administrator()).post(ADD, {"text": spoilt}))

    assert "规则表有2处问题，没有保存" in page
    assert "<code>inpatient.yuan_per_day</code>" in page
    assert "须为带引号的金额（元）" in page
    assert "<code>inpatient.most_days</code>" in page
    assert "须为1至366的整数" in page
    assert "yuan_per_day = 100" in page
    assert not Scheme.objects.filter(pk="xiamen-19").exists()


REFUSED_FILES = {
    "not text": (b"\xff\xfe\x00\x01", "不是 UTF-8"),
    "too large": (b"#" * 100_001, "文件过大"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED_FILES.values(), ids=REFUSED_FILES)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    file = SimpleUploadedFile("next.toml", content)

    page = signed_in(administrator()).post(ADD, {"text": "", "file": file})

    assert words in text(page)


def test_an_empty_form_is_refused_in_a_sentence() -> None:
    assert "请填写规则表" in text(signed_in(administrator()).post(ADD, {"text": " "}))


def test_the_code_of_another_period_is_refused_in_a_sentence() -> None:
    page = signed_in(administrator()).post(ADD, {"text": shipped_texts()["xiamen-18"]})

    assert "代码“xiamen-18”已经有一期在用" in text(page)


def test_the_drafter_sees_that_somebody_else_has_to_publish() -> None:
    by = administrator()
    scheme = drafted(by)
    client = signed_in(by)

    assert "须由另一位工作人员发布" in text(client.get(url("change", scheme)))
    page = client.post(url("publish", scheme), {"read": periods.mark(scheme)}, follow=True)

    assert "不能由同一人办理" in text(page)
    assert Scheme.objects.get(pk=scheme.pk).status == Scheme.Status.DRAFT


def test_a_draft_that_somebody_wrote_to_meanwhile_is_not_published() -> None:
    scheme = drafted()
    read = periods.mark(scheme)
    periods.revise(scheme.pk, NEXT.replace("= 60", "= 61"), by=administrator(), read=read)

    page = signed_in(administrator()).post(url("publish", scheme), {"read": read}, follow=True)

    assert "已被他人修改" in text(page)


def test_revising_makes_the_last_writer_the_drafter() -> None:
    scheme, other = drafted(), administrator()
    sent = {"text": NEXT.replace("= 60", "= 61"), "read": periods.mark(scheme)}

    signed_in(other).post(url("revise", scheme), sent)

    scheme.refresh_from_db()
    assert scheme.drafted_by == other
    assert "most_days = 61" in scheme.sheet


def test_a_published_period_offers_no_change(last_period: Scheme) -> None:
    page = text(signed_in(administrator()).get(url("change", last_period)))

    assert "修改草稿" not in page
    assert "核对并发布" not in page


def test_a_draft_is_tried_on_standard_cases() -> None:
    scheme = drafted()

    page = text(signed_in(staff(Role.AUDITOR)).get(url("try", scheme)))

    assert "60天 × 100元 = 6,000.00元" in page
    assert "45天 × 80元 = 3,600.00元" in page
    assert "+2,400.00" in page


def test_a_draft_that_the_rules_have_come_to_refuse_is_told_on_every_page_with_a_choice() -> None:
    scheme = drafted()
    Scheme.objects.filter(pk=scheme.pk).update(sheet=scheme.sheet.replace("most_days", "most"))
    client = signed_in(staff(Role.SECOND_CHECKER))

    for name in ("change", "publish", "try"):
        assert client.get(url(name, scheme)).status_code == 200
    assert "规则表有2处问题" in text(client.get(url("try", scheme)))
    scheme.refresh_from_db()
    refused = client.post(url("publish", scheme), {"read": periods.mark(scheme)})
    assert "规则表有2处问题" in text(refused)
    assert "没有规则使用这个键" in text(refused)


def test_another_period_can_be_chosen_to_compare_with() -> None:
    SchemeFactory.create(code="xiamen-17", name="第十七期")

    page = signed_in(administrator()).get(url("change", drafted()), {"against": "xiamen-17"})

    assert "50.00元" in text(page)


def test_a_period_that_is_not_there_is_a_404() -> None:
    client = signed_in(administrator())

    for name in ("change", "revise", "publish", "try"):
        path = reverse(f"admin:members_scheme_{name}", args=["nowhere"])
        assert client.get(path).status_code == 404
