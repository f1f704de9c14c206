"""No amount without its working: wherever the office sees an award, it sees how it came about."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from claims import benefits
from claims.benefits import Cost, Cover, Kind, shipped_sheets
from claims.working import lines_of
from members.roles import Role
from tests.factories import claims as made

pytestmark = pytest.mark.django_db


def page(client, role, name, *args):
    client.force_login(made.staff(role))
    return client.get(reverse(f"admin:{name}", args=args)).content.decode()


def over_the_cap():
    """Fifty nights, of which forty-five are paid."""
    return {"admitted": date(2023, 6, 1), "discharged": date(2023, 7, 21)}


def test_a_claim_shows_the_working_of_its_award_and_what_the_rules_said(client):
    claim = made.approved(**over_the_cap())

    words = page(client, Role.AUDITOR, "claims_claim_change", claim.pk)

    assert "3,600.00" in words
    assert "45天" in words
    assert "已达本保障期累计补助天数上限。" in words


def test_the_second_checker_sees_the_working_of_what_was_proposed(client):
    claim = made.in_second_check(**over_the_cap())

    words = page(client, Role.SECOND_CHECKER, "claims_claim_move", claim.pk, "confirm")

    assert "3,600.00" in words
    assert "已达本保障期累计补助天数上限。" in words


def test_a_payout_shows_the_working_of_its_amount(client):
    payout = made.payout_of(made.approved())

    words = page(client, Role.CASHIER, "claims_payout_change", payout.pk)

    assert "10天 × 80元 = 800.00元" in words


def test_a_share_of_a_cost_is_worked_out_in_words():
    cover = Cover(shipped_sheets()["demo-bands"], date(2023, 1, 1), date(2023, 12, 31))
    found = benefits.assess(Cost(Kind.INPATIENT_COST, 3_042_053, date(2023, 6, 1)), [cover])

    words = render_to_string(
        "admin/claims/claim/_working.html", {"lines": lines_of(found), "fen": found.fen}
    )

    assert "10,420.53元 × 80%" in words
    assert "一次性支付" not in words
