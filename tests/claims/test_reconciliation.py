"""What the nightly look found stops exports until one explained it and another cleared it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from claims import reconciliation
from claims.models import Award, Payout, PayoutBatch, Reconciliation
from claims.payouts import batches
from claims.payouts.errors import (
    AlreadyCleared,
    ExportBlocked,
    NotExplained,
    NoWords,
    OwnExplanation,
)
from claims.tasks import reconcile
from members.roles import Role
from tests.claims.invariants.steps import keep_the_pages, make_late, world
from tests.claims.payouts.steps import accountant, cashier, collected, prepared, sealed
from tests.factories.claims import approved, staff
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db

FOUND = [{"invariant": "I09", "what": "申请 YBH-20261102-0000018 为“审核通过”，没有已核准的核定"}]


def broken() -> Reconciliation:
    return Reconciliation.objects.create(breaks=FOUND)


def auditor():
    return staff(Role.AUDITOR)


def seal(batch: PayoutBatch) -> PayoutBatch:
    return batches.seal(batch.pk, by=accountant(), count=batch.count, total_fen=batch.total_fen)


def test_sound_books_are_written_down_as_sound() -> None:
    world()

    found = reconciliation.reconcile()

    assert (found.breaks, found.late, found.open) == ([], [], False)


def test_a_break_is_written_down() -> None:
    world()
    Award.objects.update(voided=True)

    reconcile()

    found = Reconciliation.objects.get()
    assert {one["invariant"] for one in found.breaks} >= {"I09"}
    assert found.open


@time_machine.travel(datetime(2026, 12, 9, 1, tzinfo=UTC), tick=False)
def test_what_is_late_is_named_and_blocks_nothing() -> None:
    payout = Payout.objects.get(award__claim=approved())
    make_late(payout, "2026-12-01")
    keep_the_pages()

    found = reconciliation.reconcile()

    assert (found.late, found.breaks) == ([payout.bank_ref], [])


def test_nothing_is_sealed_or_handed_out_while_books_are_broken() -> None:
    done, open_ = sealed(), prepared()
    broken()

    with pytest.raises(ExportBlocked):
        seal(open_)
    with pytest.raises(ExportBlocked):
        batches.file(done.pk, by=cashier())

    open_.refresh_from_db()
    assert open_.sealed_at is None


def test_what_is_due_is_collected_all_the_same() -> None:
    broken()

    assert collected().count == 1


def test_the_database_itself_lets_nothing_leave() -> None:
    batch = prepared()
    broken()

    with pytest.raises(IntegrityError, match="nothing leaves"):
        PayoutBatch.objects.filter(pk=batch.pk).update(
            sealed_at=batch.prepared_at, sealed_by=accountant(), sha256="0" * 64
        )


def test_two_people_clear_it_with_words_and_exports_go_on() -> None:
    batch, found = prepared(), broken()

    reconciliation.explain(found.pk, "一笔核定重复登记，已更正。", by=accountant())
    with pytest.raises(ExportBlocked):
        seal(batch)
    reconciliation.clear(found.pk, "已核对凭证，同意。", by=auditor())

    assert seal(batch).sealed_at is not None


def test_what_was_cleared_is_known_and_stops_nothing_again() -> None:
    world()
    Award.objects.update(voided=True)
    first = reconciliation.reconcile()
    reconciliation.explain(first.pk, "测试数据。", by=accountant())
    reconciliation.clear(first.pk, "同意。", by=auditor())

    second = reconciliation.reconcile()

    assert (second.breaks, second.known) == ([], len(first.breaks))


REFUSED = [
    pytest.param(Role.ACCOUNTANT, "explain", " ", NoWords, id="no words"),
    pytest.param(Role.CASHIER, "explain", "说明", PermissionDenied, id="the maker explains"),
    pytest.param(Role.ACCOUNTANT, "clear", "同意", PermissionDenied, id="the accountant clears"),
    pytest.param(Role.AUDITOR, "clear", "同意", NotExplained, id="before it is explained"),
]


@pytest.mark.parametrize(("role", "verb", "words", "refusal"), REFUSED)
def test_what_does_not_clear(role, verb, words, refusal) -> None:
    found = broken()

    with pytest.raises(refusal):
        getattr(reconciliation, verb)(found.pk, words, by=staff(role))

    found.refresh_from_db()
    assert found.open
    assert found.explained_by is None


def test_nobody_clears_what_they_explained() -> None:
    found = broken()
    both = StaffFactory.create(roles=[str(Role.ACCOUNTANT), str(Role.AUDITOR)])
    reconciliation.explain(found.pk, "说明", by=both)

    with pytest.raises(OwnExplanation):
        reconciliation.clear(found.pk, "同意", by=both)
    with pytest.raises(IntegrityError, match="reconciliation_four_eyes"):
        Reconciliation.objects.filter(pk=found.pk).update(
            cleared_by=both, cleared_at=found.at, clearance="同意"
        )


def test_sound_books_need_no_clearing() -> None:
    sound = Reconciliation.objects.create()

    with pytest.raises(AlreadyCleared):
        reconciliation.explain(sound.pk, "说明", by=accountant())


@pytest.mark.parametrize("change", [{"breaks": []}, {"late": ["x"]}])
def test_what_was_found_never_changes(change) -> None:
    found = broken()

    with pytest.raises(IntegrityError, match="cannot change"):
        Reconciliation.objects.filter(pk=found.pk).update(**change)


def test_the_office_sees_red_and_clears_it_by_hand(client) -> None:
    found = broken()
    page = reverse("admin:claims_reconciliation_change", args=[found.pk])

    client.force_login(accountant())
    assert "封存批次和下载银行文件已停止" in client.get(reverse("admin:index")).content.decode()
    empty = client.post(page.replace("change", "explain"), {"words": ""})
    assert "请写明差异的原因和处理结果。" in empty.content.decode()
    said = client.post(page.replace("change", "explain"), {"words": "已更正。"}, follow=True)
    assert "等待另一位审计员核销" in said.content.decode()
    client.force_login(auditor())
    client.post(page.replace("change", "clear"), {"words": "同意。"}, follow=True)

    assert "已停止" not in client.get(reverse("admin:index")).content.decode()
    assert "差异已由两人核销" in client.get(page).content.decode()


def test_who_has_nothing_to_do_with_money_sees_nothing_of_it(client) -> None:
    broken()
    client.force_login(staff(Role.PRE_REVIEWER))

    assert "对账" not in client.get(reverse("admin:index")).content.decode()


def test_a_break_leads_to_the_payouts_it_is_about(client) -> None:
    payout, other = world()
    entry = payout.entries.earliest("pk")
    says = [
        f"核定 {payout.award_id} 应补助800.00元（已支付），账上没有记录",
        f"分录号 {entry.posting} 有3条分录（应为2条），借贷相差0.01元",
        f"支付 {payout.bank_ref} 为“已支付”，没有发出通知",
        f"申请 {payout.award.claim.number} 第2条办理记录与上一条不相接，有缺漏或改动",
        "预约时段 7 的1号给了2人",
    ]
    one = Reconciliation.objects.create(breaks=[{"invariant": "I01", "what": w} for w in says])
    page = reverse("admin:claims_reconciliation_change", args=[one.pk])

    client.force_login(accountant())
    shown = client.get(page).content.decode()
    client.force_login(staff(Role.ADMINISTRATOR))
    to_who_may_not = client.get(page).content.decode()

    link = reverse("admin:claims_payout_change", args=[payout.pk])
    assert (shown.count(link), to_who_may_not.count(link)) == (4, 0)
    assert str(other.pk) not in shown
