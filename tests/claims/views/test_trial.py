"""Try what would be paid, as anybody, by a published period."""

import pytest
from django.urls import reverse

from claims.benefits import Kind, shipped_sheets, shipped_texts
from members.models import Scheme
from tests.claims.views.trials import TRIAL, cost, fell_ill, hurt, nights, publish_all, told, words
from tests.factories.members import CoverageFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def periods():
    publish_all()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param(nights(), ["800.00", "10天 × 80元 = 800.00元", "还可补助35天"], id="stay"),
        pytest.param(
            nights(stays="2", admitted_2="2023-08-01", discharged_2="2023-08-06"),
            ["15天 × 80元 = 1,200.00元"],
            id="two stays",
        ),
        pytest.param(
            nights(stays="3", admitted_2="", discharged_2="", admitted_3="", discharged_3=""),
            ["10天 × 80元 = 800.00元"],
            id="stays that are left empty",
        ),
        pytest.param(nights(discharged="2023-06-01"), ["1天 × 80元"], id="in and out in a day"),
        pytest.param(nights(discharged="2023-07-16"), ["45天 × 80元", "还可补助0天"], id="the cap"),
        pytest.param(
            nights(discharged="2023-07-17"),
            ["45天 × 80元", "已达本保障期累计补助天数上限。"],
            id="a day over the cap",
        ),
        pytest.param(
            nights(used_days="0"), ["10天 × 80元 = 800.00元"], id="told that none is used"
        ),
        pytest.param(nights(used_days="40"), ["5天 × 80元 = 400.00元"], id="with days used"),
        pytest.param(
            nights(starts_on="2023-06-06", ends_on="2023-06-08"),
            ["3天 × 80元 = 240.00元", "不在保障期限内的日期不计。"],
            id="partly outside the coverage that is told",
        ),
        pytest.param(
            nights(scheme="xiamen-17"), ["10天 × 50元 = 500.00元"], id="by another period"
        ),
        pytest.param(fell_ill(), ["重大疾病补助 30,000.00元，一次性支付"], id="illness"),
        pytest.param(told("death", on="2023-06-01"), ["5,000.00元，一次性支付"], id="death"),
        pytest.param(hurt(), ["事故致残补助 5,000.00元，一次性支付"], id="disability"),
        pytest.param(cost("30420.53"), ["20,336.42", "10,420.53元 × 80%"], id="share by bands"),
        pytest.param(cost("３０，４２０．５３元"), ["20,336.42"], id="an amount as people type it"),
        pytest.param(
            cost("1000", "anyang-2021", "chronic_outpatient_cost", used_yuan="2,900"),
            ["1,000元 × 20% = 200.00元，按补助上限支付100.00元"],
            id="share under a cap partly used",
        ),
        pytest.param(
            cost("1000", "anyang-2023", on="2023-12-31"),
            ["2023年1月1日至2023年12月31日", "500.00"],
            id="a calendar year",
        ),
        pytest.param(
            cost("1000", "anyang-2021", new="on", starts_on="2021-05-02"),
            ["500.00"],
            id="the first day after waiting",
        ),
    ],
)
def test_the_amount_is_shown_with_its_working(client, sent, said):
    page = words(client, sent)

    assert "大约可补助" in page
    assert [part for part in said if part not in page] == []


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        pytest.param(fell_ill(listed="no"), "不属于规定的重大疾病。", id="not listed"),
        pytest.param(fell_ill(first_diagnosis="no"), "非首次确诊。", id="not the first time"),
        pytest.param(hurt(cause="illness"), "非工伤或意外事故致残。", id="cause"),
        pytest.param(
            cost("1000", "anyang-2023", on="2024-01-01"),
            "不在保障期限内的日期不计。",
            id="next year",
        ),
        pytest.param(
            cost("1000", "anyang-2021", new="on", starts_on="2021-05-03"),
            "仍在等待期内。",
            id="the last day of waiting",
        ),
    ],
)
def test_what_is_not_paid_is_told_with_its_reason(client, sent, reason):
    page = words(client, sent)

    assert "按这个办法，不能补助" in page
    assert reason in page
    assert "大约可补助" not in page


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(nights(used_days="45"), id="no day is left"),
        pytest.param(cost("0"), id="a cost of nothing"),
        pytest.param(cost("9", "anyang-2021", used_yuan="100000"), id="no amount is left"),
    ],
)
def test_an_amount_of_nothing_is_no_refusal(client, sent):
    page = words(client, sent)

    assert "属于补助范围，但这次没有可补助的金额" in page
    assert "不能补助" not in page


@pytest.mark.parametrize(
    ("sent", "problems"),
    [
        pytest.param(
            nights("", ""), ["请填写入院日期。", "请填写出院日期。"], id="nothing is told"
        ),
        pytest.param(nights("2023-06-11", "2023-06-10"), ["出院日期早于入院日期"], id="backwards"),
        pytest.param(
            nights(stays="2", admitted_2="2023-08-01", used_days="46", ends_on="2023-01-01"),
            [
                "请填写第2次住院的出院日期。",
                "本保障期已补助天数请填写0到45之间的整数。",
                "请填写保障开始日期。",
            ],
            id="several at once",
        ),
        pytest.param(
            nights("1999-12-31", "2100-01-01"),
            [
                "入院日期请填写2000年至2099年之间的日期。",
                "出院日期请填写2000年至2099年之间的日期。",
            ],
            id="not of our time",
        ),
        pytest.param(nights("0001-01-01", "9999-12-31"), ["2000年至2099年"], id="ends of time"),
        pytest.param(nights("2023-02-30", "x" * 5000), ["请填写完整的入院日期"], id="no date"),
        pytest.param(
            nights(starts_on="2023-06-02", ends_on="2023-06-01"),
            ["保障结束日期早于开始日期"],
            id="a coverage backwards",
        ),
        pytest.param(
            hurt(cause="", grade="11", on=""),
            ["请选择事故性质。", "请选择伤残等级。", "请填写鉴定报告日期。"],
            id="a disability",
        ),
        pytest.param(cost(""), ["请填写个人负担的费用。"], id="no cost"),
        pytest.param(cost("-1"), ["个人负担的费用请填写数字"], id="a negative cost"),
        pytest.param(cost("NaN"), ["个人负担的费用请填写数字"], id="not a number"),
        pytest.param(cost("1.001"), ["个人负担的费用请填写数字"], id="three decimals"),
        pytest.param(cost("9" * 1000), ["个人负担的费用请填写数字"], id="a thousand digits"),
        pytest.param(cost("元"), ["个人负担的费用请填写数字"], id="a unit alone"),
        pytest.param(cost("一百"), ["个人负担的费用请填写数字"], id="an amount in words"),
        pytest.param(
            cost("1", "anyang-2021", new="on"), ["请填写保障开始日期。"], id="new since when"
        ),
    ],
)
def test_every_problem_is_told_at_once(client, sent, problems):
    page = words(client, sent)

    assert "请更正以下内容" in page
    assert [problem for problem in problems if problem not in page] == []
    assert "大约可补助" not in page


def test_what_was_typed_stays(client):
    page = words(client, nights(discharged="2023-05-01", used_days="四十"))

    assert all(f'value="{typed}"' in page for typed in ("2023-06-01", "2023-05-01", "四十"))


def test_while_somebody_types_what_is_missing_is_told_quietly(client):
    page = words(client, nights(discharged=""), hx_request="true")

    assert "还差一点" in page
    assert "autofocus" not in page


def test_another_kind_is_asked_about_without_a_word_of_blame(client):
    page = words(client, {**nights("2023-06-01", ""), "kind": "death"})

    assert "亡故日期" in page
    assert "请填写" not in page


def test_another_stay_is_added_and_what_was_typed_stays(client):
    page = words(client, {**nights(), "add": "1"})

    assert 'name="admitted_2"' in page
    assert 'value="2023-06-11"' in page
    assert "请填写" not in page


@pytest.mark.parametrize("count", ["0", "-1", "99", "1e9", "", "１"])
def test_there_are_between_one_and_ten_stays(client, count):
    page = words(client, nights(stays=count))

    assert 'name="admitted_1"' in page
    assert 'name="admitted_11"' not in page


@pytest.mark.parametrize("code", sorted(shipped_texts()))
def test_a_period_offers_the_kinds_that_its_sheet_knows(client, code):
    page = words(client, {"scheme": code})

    offered = {str(kind) for kind in Kind if f'name="kind" value="{kind}"' in page}
    assert offered == {str(kind) for kind in Kind if getattr(shipped_sheets()[code], kind)}


def test_the_newest_period_comes_first_and_is_chosen(client):
    page = words(client)

    places = [page.index(f'value="{code}"') for code in ("xiamen-18", "xiamen-17", "anyang-2019")]
    assert places == sorted(places)
    assert 'value="xiamen-18" selected' in page


def test_a_draft_is_not_offered_nor_valued(client):
    Scheme.objects.create(code="next", name="下一期草稿", sheet=shipped_texts()["xiamen-18"])

    page = words(client, nights(scheme="next"))

    assert "下一期草稿" not in page
    assert "没有找到所选的办法，现在按" in page
    assert "大约可补助" not in page


def test_a_kind_that_the_period_does_not_know_is_not_valued(client):
    page = words(client, cost("1000", "xiamen-18"))

    assert "这一期办法没有所选的项目" in page
    assert "大约可补助" not in page


def test_it_reads_once_signed_out(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        words(client, nights())


def test_it_reads_five_times_for_a_member(client, django_assert_num_queries):
    member = MemberFactory.create(bound=True)
    CoverageFactory.create(member=member)
    client.force_login(member.user)

    with django_assert_num_queries(5):
        words(client, nights(scheme="own"))


def test_it_only_answers_questions(client):
    assert client.post(TRIAL, nights()).status_code == 405


@pytest.mark.parametrize("page", ["members:home", "claims:guide"])
def test_it_is_found_from_the_pages_for_everybody(client, page):
    assert reverse("claims:trial") in client.get(reverse(page)).content.decode()


@pytest.mark.parametrize("page", ["members:home", "claims:guide", "claims:start"])
def test_it_is_found_by_a_member(client, page):
    client.force_login(MemberFactory.create(bound=True).user)

    assert reverse("claims:trial") in client.get(reverse(page)).content.decode()
