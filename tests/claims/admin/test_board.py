from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import review
from claims.models import Claim
from members.models import Workday
from members.roles import OFFICE_ROLES, Role
from tests.claims.admin.steps import signed_in
from tests.factories.claims import approved, in_second_check, passed, submitted
from tests.factories.payouts import AwardFactory, PayoutFactory

pytestmark = pytest.mark.django_db

INDEX = "admin:index"


def cards(client):
    board = client.get(reverse(INDEX)).context["work"]
    return {card.label: card for card in board.cards}


def test_each_role_sees_its_own_work(client):
    submitted(), passed(), in_second_check(), approved()
    signed_in(client, Role.PRE_REVIEWER)
    assert set(cards(client)) == {"待预审", "我的预审", "异议待受理", "待职工补正"}
    signed_in(client, Role.TELLER)
    assert set(cards(client)) == {
        "自主参保待核对",
        "自主参保待缴费",
        "待收原件",
        "已签收待受理",
        "今日来访",
        "在途原件（扫码签收）",
        "借出未还的原件",
    }
    signed_in(client, Role.SECOND_CHECKER)
    assert {label: card.count for label, card in cards(client).items()} == {
        "代办异议待核实": 0,
        "待复核": 1,
        "撤销追回待确认": 0,
        "差评待答复": 0,
    }
    signed_in(client, Role.CASHIER)
    assert cards(client)["待支付"].count == 1


def test_a_card_says_how_old_and_how_many_are_late(client):
    person = signed_in(client, Role.PRE_REVIEWER)
    late, _fresh = submitted(), submitted()
    review.take(submitted().pk, by=person)
    Claim.objects.filter(pk=late.pk).update(
        since=timezone.now() - timedelta(days=20),
        review_by=timezone.localdate() - timedelta(days=18),
    )
    found = cards(client)
    assert (found["待预审"].count, found["待预审"].late) == (2, 1)
    assert found["我的预审"].count == 1
    assert client.get(found["待预审"].link).context["cl"].result_count == 2


def test_the_end_of_the_calendar_is_an_alarm(client):
    signed_in(client, Role.SECOND_CHECKER)
    today = timezone.localdate()
    Workday.objects.bulk_create(
        [Workday(day=today + timedelta(days=n), works=True) for n in range(61)],
        ignore_conflicts=True,
    )
    assert "工作日历只到" not in client.get(reverse(INDEX)).text
    Workday.objects.filter(day__gt=today + timedelta(days=20)).delete()
    text = client.get(reverse(INDEX)).text
    assert "工作日历只到" in text
    ends = today + timedelta(days=20)
    assert f"{ends.year}年{ends.month}月{ends.day}日" in text


def test_the_board_asks_little(client, django_assert_max_num_queries):
    signed_in(client, *OFFICE_ROLES)
    submitted(), submitted()
    with django_assert_max_num_queries(30):
        client.get(reverse(INDEX))


def test_payouts_promised_for_a_day_that_became_a_holiday_are_named(client):
    payout = PayoutFactory.create()
    signed_in(client, Role.CASHIER)
    assert payout.bank_ref not in client.get(reverse(INDEX)).text

    Workday.objects.filter(day=payout.due_on).update(works=False)

    text = client.get(reverse(INDEX)).text
    assert payout.bank_ref in text
    assert "由两人更改应付日期" in text
    Workday.objects.filter(day__gte=payout.due_on).delete()
    assert payout.bank_ref in client.get(reverse(INDEX)).text


def test_the_promise_stands_above_all_and_each_figure_leads_to_its_list(client, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 11, 20))
    days = {"late": date(2026, 11, 19), "today": date(2026, 11, 20), "risk": date(2026, 11, 24)}
    for day in (*days.values(), date(2026, 11, 25)):
        PayoutFactory.create(award=AwardFactory.create(due_on=day))
    for role in (Role.CASHIER, Role.AUDITOR):
        signed_in(client, role)
        found = client.get(reverse(INDEX)).context["work"].owed
        assert {one.code: (one.count, one.fen, one.oldest) for one in found} == {
            code: (1, 248_000, day) for code, day in days.items()
        }
    for code, day in days.items():
        listed = client.get(f"{reverse('admin:claims_payout_changelist')}?promise={code}")
        assert [payout.due_on for payout in listed.context["cl"].result_list] == [day]
    signed_in(client, Role.PRE_REVIEWER)
    assert client.get(reverse(INDEX)).context["work"].owed == []
