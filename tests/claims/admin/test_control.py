"""The office's pages of internal control: set, notice, draw, look again."""

from datetime import date

import pytest
from django.urls import reverse

from claims.control import sampling, watching
from claims.models import Control, ControlSetting, Flag, Sample
from members.roles import Role
from tests.claims.admin.steps import page, signed_in
from tests.claims.control.test_watching import NIGHTS
from tests.claims.invariants.steps import run
from tests.claims.statistics.test_publication import paid
from tests.factories.claims import in_second_check

pytestmark = pytest.mark.django_db


def noticed() -> Flag:
    in_second_check(**NIGHTS)
    watching.watch()
    return Flag.objects.get(control=Control.DAYS)


def test_a_flag_is_read_before_confirming_and_leads_to_the_third(client):
    flag = noticed()
    signed_in(client, Role.SECOND_CHECKER)
    shown = client.get(page("change", flag.claim))
    assert "一份申请补助43天，上限45天。" in shown.text
    assert page("move", flag.claim, "pass_on") in shown.text
    assert page("move", flag.claim, "confirm") not in shown.text
    assert "一份申请补助43天" in client.get(page("move", flag.claim, "pass_on")).text


def test_an_auditor_clears_a_flag_from_the_board(client):
    flag = noticed()
    signed_in(client, Role.AUDITOR)
    cards = {c.label: c for c in client.get(reverse("admin:index")).context["work"].cards}
    assert cards["待核查预警"].count == 1
    assert str(flag.claim) in client.get(cards["待核查预警"].link).text
    address = reverse("admin:claims_flag_clear", args=[flag.pk])
    assert "请写明核查了什么" in client.post(address, {"words": ""}).text
    assert "已核对病历" in client.post(address, {"words": "已核对病历"}, follow=True).text
    flag.refresh_from_db()
    assert flag.cleared_at


def test_a_drawn_claim_is_looked_at_again(client):
    run("ALTER TABLE claims_payout DISABLE TRIGGER USER")
    paid(count=1)
    sampling.draw(date(2026, 11, 2))
    sample = Sample.objects.get()
    signed_in(client, Role.AUDITOR)
    cards = {c.label: c for c in client.get(reverse("admin:index")).context["work"].cards}
    assert cards["待复查抽样"].count == 1
    assert "待复查" in client.get(cards["待复查抽样"].link).text
    shown = client.get(reverse("admin:claims_sample_change", args=[sample.pk]))
    assert sample.draw.seed in shown.text
    address = reverse("admin:claims_sample_review", args=[sample.pk])
    kept = client.post(address, {"outcome": "", "words": "票据已核对"})
    assert "请选择结论" in kept.text
    assert "票据已核对" in kept.text
    done = client.post(address, {"outcome": "finding", "words": "缺盖章页"}, follow=True)
    assert "发现问题" in done.text
    assert not Sample.objects.waiting().exists()

    signed_in(client, Role.FIRST_CHECKER)
    cards = {c.label: c for c in client.get(reverse("admin:index")).context["work"].cards}
    assert cards["抽查发现问题"].count == 1
    assert str(sample.draw) in client.get(cards["抽查发现问题"].link).text
    found = client.get(reverse("admin:claims_sample_change", args=[sample.pk]))
    assert "提出追回" in found.text
    assert "记录复查结果" not in found.text
    assert client.post(address, {"outcome": "in_order", "words": "无妨"}).status_code == 403


def test_a_control_is_changed_with_a_reason(client):
    signed_in(client, Role.AUDITOR)
    listed = reverse("admin:claims_controlsetting_changelist")
    assert "同一医院同日入院的申请达到10名职工" in client.get(listed).text
    address = reverse("admin:claims_controlsetting_set", args=["stay"])
    assert "数值须在2到500之间" in client.post(address, {"number": 1, "words": "试"}).text
    told = client.post(address, {"on": "on", "number": 20, "words": "医院合并"}, follow=True)
    assert "达到20名职工" in told.text
    assert "医院合并" in told.text
    client.post(address, {"number": 20, "words": "停用"})
    assert ControlSetting.objects.first().on is False
    assert client.get(address.replace("stay", "nothing")).status_code == 404
