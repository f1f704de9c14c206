import re
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from claims import intake
from claims.benefits import Circumstance
from claims.models import Kind
from tests.claims.views.conftest import at
from tests.factories import claims as made

pytestmark = pytest.mark.django_db

STAY = {
    "stays": "1",
    "hospital_1": "示范医院",
    "admitted_on_1": "2023-06-01",
    "discharged_on_1": "2023-06-11",
    "printed_days_1": "10",
    "traffic": "no",
}
SECOND = {
    "stays": "2",
    "hospital_2": "第二医院",
    "admitted_on_2": "2023年7月1日",
    "discharged_on_2": "2023/7/3",
    "printed_days_2": "",
}


def test_a_stay_is_saved_and_leads_to_the_papers(browser, draft):
    answer = browser.post(at("facts", draft), STAY)

    stay = draft.stays.get()
    assert answer.url == at("papers", draft)
    assert (stay.hospital, stay.printed_days) == ("示范医院", 10)
    assert (stay.admitted_on, stay.discharged_on) == (date(2023, 6, 1), date(2023, 6, 11))


def test_who_came_from_the_last_page_goes_back_there(browser, draft):
    assert browser.post(at("facts", draft) + "?from=check", STAY).url == at("check", draft)


def test_a_draft_come_back_to_shows_what_was_told(browser, draft):
    browser.post(at("facts", draft), {**STAY, "traffic": "yes"})

    words = browser.get(at("facts", draft)).content.decode()

    assert "示范医院" in words
    assert "2023-06-01" in words
    draft.refresh_from_db()
    assert draft.circumstances == [Circumstance.TRAFFIC_ACCIDENT]


def test_several_stays_are_told_in_one_claim(browser, draft):
    browser.post(at("facts", draft), {**STAY, **SECOND})

    assert [s.hospital for s in draft.stays.all()] == ["示范医院", "第二医院"]


def test_another_stay_is_added_by_a_button_and_nothing_typed_is_lost(browser, draft):
    answer = browser.post(at("facts", draft), {**STAY, "hospital_1": "只打了一半", "add": "1"})

    words = answer.content.decode()
    assert "只打了一半" in words
    assert 'name="hospital_2"' in words
    assert re.search(r'name="stays" value="2"', words)
    assert "请填写" not in words
    assert not draft.stays.exists()


def test_a_stay_is_taken_out_by_a_button(browser, draft):
    answer = browser.post(at("facts", draft), {**STAY, **SECOND, "remove": "1"})

    words = answer.content.decode()
    assert "第二医院" in words
    assert "示范医院" not in words
    assert 'name="hospital_2"' not in words


def tomorrow():
    return str(timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"discharged_on_1": "2023-05-31"}, "出院日期早于入院日期", id="out before in"),
        pytest.param({"admitted_on_1": "0023-06-01"}, "入院日期早于出生日期", id="before birth"),
        pytest.param({"discharged_on_1": tomorrow()}, "日期在今天之后", id="in the future"),
        pytest.param(
            {"admitted_on_1": "2022-01-01", "discharged_on_1": "2022-01-05"},
            "这个日期不在您的保障期限内",
            id="outside coverage",
        ),
        pytest.param({"admitted_on_1": "去年夏天"}, "请填写完整的日期", id="no date"),
        pytest.param({"hospital_1": ""}, "请填写就诊医院", id="no hospital"),
        pytest.param({"printed_days_1": "十天"}, "请填写1到3660之间的整数", id="no number"),
        pytest.param({"traffic": ""}, "请选择是否因道路交通事故住院", id="not answered"),
    ],
)
def test_what_is_wrong_with_a_stay_is_told_and_what_was_typed_is_kept(
    browser, draft, changed, sentence
):
    answer = browser.post(at("facts", draft), {**STAY, "hospital_1": "示范医院", **changed})

    words = answer.content.decode()
    assert sentence in words
    assert "<title>错误：" in words
    assert all(typed in words for typed in changed.values())
    assert not draft.stays.exists()


def test_everything_wrong_is_told_at_once(browser, draft):
    words = browser.post(at("facts", draft), {"stays": "1"}).content.decode()

    assert "请填写就诊医院" in words
    assert "请填写入院日期" in words
    assert "请选择是否因道路交通事故住院" in words


def test_a_stay_that_was_claimed_before_is_told(browser, member, draft):
    earlier = made.submitted(member=member)

    words = browser.post(at("facts", draft), STAY).content.decode()

    assert f"您已提交的申请（{earlier.number}）日期重复" in words


@pytest.mark.parametrize("sent", ["0", "-3", "9999999", "x", "²", ""])
def test_a_count_that_was_tampered_with_does_no_harm(browser, draft, sent):
    assert browser.post(at("facts", draft), {**STAY, "stays": sent}).status_code in {200, 302}


DEATH = {"decisive_on": "2023-08-01", "several_heirs": "yes"}
ILLNESS = {
    "place": "示范医院",
    "disease": "示范疾病",
    "decisive_on": "2023-08-01",
    "surgery": "yes",
}
DISABILITY = {
    "cause": "work_injury",
    "occurred_on": "2023-05-01",
    "place": "鉴定委员会",
    "grade": "7",
    "decisive_on": "2023-08-01",
}
ONCE = [
    pytest.param((Kind.DEATH, DEATH, {Circumstance.SEVERAL_HEIRS}), id="death"),
    pytest.param((Kind.CRITICAL_ILLNESS, ILLNESS, {Circumstance.SURGERY}), id="illness"),
    pytest.param((Kind.DISABILITY, DISABILITY, {Circumstance.WORK_INJURY}), id="disability"),
]


def draft_of(member, kind):
    return intake.open_draft(member, kind, by=member.user, client_key=uuid.uuid4())


@pytest.mark.parametrize("once", ONCE)
def test_what_happened_once_is_saved_with_what_it_makes_necessary(browser, member, once):
    kind, sent, circumstances = once
    claim = draft_of(member, kind)

    answer = browser.post(at("facts", claim), sent)

    claim.refresh_from_db()
    assert answer.url == at("papers", claim)
    assert claim.occurrence.decisive_on == date(2023, 8, 1)
    assert set(claim.circumstances) == circumstances
    shown = browser.get(at("facts", claim)).content.decode()
    assert "2023-08-01" in shown
    assert browser.get(at("check", claim)).status_code == 200


@pytest.mark.parametrize("once", [(Kind.DEATH, DEATH), (Kind.CRITICAL_ILLNESS, ILLNESS)])
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        pytest.param("2022-01-01", "这个日期不在您的保障期限内", id="outside coverage"),
        pytest.param(tomorrow(), "日期在今天之后", id="future"),
        pytest.param("", "请填写", id="none"),
    ],
)
def test_the_day_that_decides_is_looked_at(browser, member, once, day, sentence):
    kind, sent = once
    claim = draft_of(member, kind)

    answer = browser.post(at("facts", claim), {**sent, "decisive_on": day})

    assert sentence in answer.content.decode()


def test_a_report_before_the_accident_is_told(browser, member):
    claim = draft_of(member, Kind.DISABILITY)

    answer = browser.post(at("facts", claim), {**DISABILITY, "occurred_on": "2023-08-02"})

    assert "鉴定报告日期早于事故日期" in answer.content.decode()


def test_what_staff_decide_cannot_be_sent_along(browser, member):
    claim = draft_of(member, Kind.CRITICAL_ILLNESS)

    browser.post(at("facts", claim), {**ILLNESS, "listed": "on", "first_diagnosis": "on"})

    assert claim.occurrence.listed is None
    assert claim.occurrence.first_diagnosis is None


def test_after_it_was_sent_in_nothing_is_written(client):
    claim = made.submitted()
    client.force_login(claim.applicant)

    answer = client.post(at("facts", claim), STAY, follow=True)

    assert "这部分内容现在不能修改" in answer.content.decode()
    assert claim.stays.get().printed_days is None
