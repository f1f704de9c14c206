"""Each invariant is held by a whole life, and names the break that is planted in it.

The plants go behind the verbs and, where triggers and constraints stand in the way, take them down.
"""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import invariants
from claims.models import Page, Reconciliation, Ruling
from claims.payouts import accounts, rulings
from members import vault
from members.workdays import add_workdays
from tests.claims.invariants.steps import NO_TRIGGERS, make_late, run, world
from tests.claims.payouts.steps import accountant, cashier, corrected, returned
from tests.factories.appointments import BookingFactory

pytestmark = pytest.mark.django_db

TWO_LUMPS = """
INSERT INTO claims_lumpsum (kind, coverage_id, member_id, award_id, voided)
SELECT DISTINCT '{0}', {1}, (SELECT min(id::text)::uuid FROM members_member), p.award_id, false
  FROM claims_paidday p
"""

PLANTS = [
    pytest.param(
        "I01",
        NO_TRIGGERS.format("claims_ledgerentry"),
        "UPDATE claims_ledgerentry SET fen = fen - 1 WHERE account = 'bank'",
        id="I01 a leg changed by a fen",
    ),
    pytest.param(
        "I01",
        NO_TRIGGERS.format("claims_payout"),
        "UPDATE claims_payout SET state = 'returned', settled_at = now() WHERE state = 'exported'",
        id="I01 a payout returned and not in the books",
    ),
    pytest.param(
        "I02",
        "DROP INDEX payout_one_alive_an_award",
        "INSERT INTO claims_payout (id, award_id, attempt, state, amount_fen, due_on, payee_name,"
        " payee_bank, payee_account, bank_ref, bank_words) SELECT gen_random_uuid(), award_id, 2,"
        " 'queued', amount_fen, due_on, payee_name, payee_bank, payee_account, 'HZ2', ''"
        " FROM claims_payout WHERE state = 'paid'",
        id="I02 a second live payout",
    ),
    pytest.param(
        "I03",
        "ALTER TABLE claims_paidday DROP CONSTRAINT paid_day_cap_is_the_coverages",
        "UPDATE members_coverage SET most_days = 5",
        id="I03 more days than the cap",
    ),
    pytest.param(
        "I03",
        "SELECT",
        "DELETE FROM claims_paidday WHERE day = (SELECT min(day) FROM claims_paidday)",
        id="I03 an award without one of its days",
    ),
    pytest.param(
        "I03",
        "DROP INDEX lump_sum_once_a_coverage",
        TWO_LUMPS.format("critical_illness", "(SELECT min(id::text)::uuid FROM members_coverage)"),
        id="I03 a lump sum twice in a coverage",
    ),
    pytest.param(
        "I03",
        "DROP INDEX lump_sum_death_once",
        TWO_LUMPS.format("death", "p.coverage_id"),
        id="I03 a death paid twice in two coverages",
    ),
    pytest.param(
        "I04",
        "ALTER TABLE claims_award DROP CONSTRAINT award_four_eyes;"
        + NO_TRIGGERS.format("claims_award"),
        "UPDATE claims_award SET approved_by_id = proposed_by_id",
        id="I04 approved by the proposer",
    ),
    pytest.param(
        "I05",
        "SELECT",
        "UPDATE claims_claim SET status = 'withdrawn'",
        id="I05 a status written behind the verbs",
    ),
    pytest.param(
        "I05",
        "SELECT",
        "UPDATE claims_claim SET contested = true",
        id="I05 an objection that nobody made",
    ),
    pytest.param(
        "I07",
        "SELECT",
        "UPDATE members_message SET sms_state = 'owed', created_at = now() - interval '1 hour',"
        " expires_at = now() + interval '1 hour'",
        id="I07 a message that nobody sends",
    ),
    pytest.param(
        "I08",
        NO_TRIGGERS.format("claims_claimevent"),
        "UPDATE claims_claimevent SET note = 'other' WHERE seq = 2",
        id="I08 a changed event",
    ),
    pytest.param(
        "I08",
        NO_TRIGGERS.format("claims_claimevent"),
        "DELETE FROM claims_claimevent WHERE seq = 2",
        id="I08 a missing event",
    ),
    pytest.param(
        "I09", "SELECT", "UPDATE claims_award SET voided = true", id="I09 approved without an award"
    ),
    pytest.param(
        "I11",
        NO_TRIGGERS.format("claims_payoutbatch"),
        "UPDATE claims_payoutbatch SET total_fen = total_fen + 1",
        id="I11 another control total",
    ),
    pytest.param(
        "I11",
        NO_TRIGGERS.format("claims_payoutbatch"),
        "UPDATE claims_payoutbatch SET sha256 = repeat('0', 64)",
        id="I11 another file",
    ),
    pytest.param(
        "I12",
        "SELECT",
        "DELETE FROM members_message WHERE key LIKE 'payout-paid:%'",
        id="I12 paid and nobody told",
    ),
    pytest.param(
        "I13",
        "SELECT",
        "UPDATE members_message SET text = '证件号码350200199003070010已登记'",
        id="I13 an ID number in a message",
    ),
    pytest.param(
        "I13",
        "SELECT",
        "UPDATE claims_claim SET payee_account = '6222024100001234560'::bytea",
        id="I13 a card that is not sealed",
    ),
]


def broken() -> set[str]:
    return {found.invariant for found in invariants.all_breaks()}


def test_a_whole_life_breaks_nothing() -> None:
    world()

    assert invariants.all_breaks() == []


@pytest.mark.parametrize(("invariant", "protection_off", "plant"), PLANTS)
def test_a_planted_break_is_named(invariant: str, protection_off: str, plant: str) -> None:
    world()
    run(protection_off)

    run(plant)

    assert invariant in broken()


def test_a_page_whose_bytes_are_gone_is_named() -> None:
    world()
    page = Page.objects.first()
    vault.remove(page.picture_key)

    assert [found.what for found in invariants.breaks("I06")] == [f"材料页 {page.pk} 文件丢失"]


def test_a_page_with_other_bytes_is_named() -> None:
    world()
    page = Page.objects.first()
    Page.objects.filter(pk=page.pk).update(original_key=vault.put(b"another picture"))

    assert "原文件与上传时不一致" in invariants.breaks("I06")[0].what


def test_an_old_page_is_opened_in_one_night_of_many_and_by_verify_at_once() -> None:
    world()
    Page.objects.update(added_at=timezone.now() - timedelta(days=400))
    lost = Page.objects.earliest("pk")
    Page.objects.filter(pk=lost.pk).update(original_key="0" * 32)

    found = []
    for night in range(256):
        with time_machine.travel(timezone.now() + timedelta(days=night), tick=False):
            found += invariants.breaks("I06", since=timezone.now() - timedelta(days=2))

    assert found == invariants.breaks("I06")
    assert [one.what for one in found] == [f"材料页 {lost.pk} 文件丢失"]


def test_a_late_payout_that_no_reconciliation_named_is_named() -> None:
    sent = world()[1]
    Reconciliation.objects.create(at=timezone.now(), late=[])
    assert "I10" not in broken()

    make_late(sent, "2026-01-05")

    assert [found.invariant for found in invariants.breaks("I10")] == ["I10"]


def test_a_second_attempt_that_begins_late_was_to_be_named_only_from_then_on() -> None:
    change = corrected(returned())
    with time_machine.travel(timezone.now() + timedelta(days=25)):
        Reconciliation.objects.create(late=[])
    with time_machine.travel(timezone.now() + timedelta(days=26)):
        accounts.approve(change.pk, by=accountant())

        assert invariants.breaks("I10") == []
        Reconciliation.objects.create(late=[])
        assert [found.invariant for found in invariants.breaks("I10")] == ["I10"]


def test_a_promise_moved_to_a_day_now_past_was_to_be_named_only_from_then_on() -> None:
    sent = world()[1]
    early = add_workdays(timezone.localdate(), 1)
    asked = rulings.ask(sent.pk, Ruling.Kind.DUE_ON, "录入有误", by=cashier(), due_on=early)
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        Reconciliation.objects.create(late=[])
        rulings.confirm(asked.pk, by=accountant())

        assert invariants.breaks("I10") == []
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        Reconciliation.objects.create(late=[])
        assert [found.invariant for found in invariants.breaks("I10")] == ["I10"]


def test_a_slot_booked_beyond_its_seats_is_named() -> None:
    booking = BookingFactory.create()
    run("DROP INDEX booking_seat_once")

    BookingFactory.create(seat=booking.seat, day=booking.day)

    assert [found.invariant for found in invariants.breaks("I14")] == ["I14"]


def test_every_invariant_of_the_list_is_there() -> None:
    assert list(invariants.invariants()) == [f"I{number:02}" for number in range(1, 15)]


def test_verify_says_a_line_each_and_fails_on_a_break() -> None:
    world()
    said = StringIO()
    call_command("verify", stdout=said)
    assert [line.split()[1] for line in said.getvalue().splitlines()] == ["holds"] * 14

    run("UPDATE claims_award SET voided = true")

    said, words = StringIO(), StringIO()
    with pytest.raises(CommandError, match="I09"):
        call_command("verify", stdout=said, stderr=words)
    assert "I09  BROKEN" in said.getvalue()
    assert "没有已核准的核定" in words.getvalue()
