"""The money pages of the office, by hand: from a collected batch to what the bank answered."""

from datetime import UTC, datetime
from typing import cast

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import BankReturn, Payout, PayoutBatch
from claims.payouts import batches
from members.models import AccessLog, User
from members.roles import Role
from tests.claims.payouts.steps import (
    accountant,
    answer,
    cashier,
    collected,
    prepared,
    queued,
    sealed,
)
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, batch: PayoutBatch) -> str:
    return reverse(f"admin:claims_{name}", args=[batch.pk])


def text(response: object) -> str:
    return cast(HttpResponse, response).content.decode()


def upload(batch: PayoutBatch, content: str, *, by: User) -> object:
    file = SimpleUploadedFile("return.txt", content.encode("gb18030"))
    return signed_in(by).post(url("bankreturn_upload", batch), {"file": file}, follow=True)


def test_a_batch_goes_from_collected_to_answered() -> None:
    batch, maker, sealer = collected(2), cashier(), accountant()

    page: object = signed_in(maker).post(url("payoutbatch_prepare", batch), follow=True)
    assert "制单完成" in text(page)

    page = signed_in(sealer).post(
        url("payoutbatch_seal", batch), {"count": "2", "total": "4,960.01"}, follow=True
    )
    assert "批次已封存" in text(page)

    file = signed_in(sealer).post(url("payoutbatch_file", batch))
    assert file.content.startswith(b"huzhu-1|PB-")
    assert file["Content-Disposition"] == f'attachment; filename="{batch.number}.txt"'

    page = upload(batch, answer(batch, failed={2}), by=maker)
    assert "成功1笔，未成功1笔" in text(page)
    assert "户名不符" in text(page)


def test_a_batch_shows_its_total_in_figures_and_capitals_and_who_acts() -> None:
    batch, maker = collected(2), cashier()
    batches.prepare(batch.pk, by=maker)

    page = text(signed_in(accountant()).get(url("payoutbatch_change", batch)))

    assert "4,960.01" in page
    assert "肆仟玖佰陆拾元零壹分" in page
    assert maker.name in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"count": "3", "total": "4960.01"}, "与批次不符", id="count"),
        pytest.param({"count": "2", "total": "4960.02"}, "与批次不符", id="a fen more"),
        pytest.param({"count": "two", "total": "4960.01"}, "笔数请填写数字", id="no count"),
        pytest.param({"count": "2", "total": "4千"}, "金额请填写数字", id="no amount"),
        pytest.param({}, "请填写合计金额", id="nothing"),
    ],
)
def test_wrong_totals_are_told_and_what_was_typed_stays(typed: dict[str, str], words: str) -> None:
    batch = prepared(2)

    page = text(signed_in(accountant()).post(url("payoutbatch_seal", batch), typed))

    assert words in page
    assert all(f'value="{value}"' in page for value in typed.values())
    batch.refresh_from_db()
    assert batch.sealed_at is None


def test_the_maker_is_told_that_somebody_else_seals() -> None:
    both = StaffFactory.create(roles=[str(Role.CASHIER), str(Role.ACCOUNTANT)])
    batch = batches.prepare(collected().pk, by=both)
    client = signed_in(both)

    assert "另一位支付复核员" in text(client.get(url("payoutbatch_change", batch)))
    page = client.post(url("payoutbatch_seal", batch), {"count": "1", "total": "2480.00"})
    assert "不能由同一人办理" in text(page)


def test_the_file_is_the_same_whoever_downloads_it() -> None:
    batch = sealed(2)

    files = [signed_in(by()).post(url("payoutbatch_file", batch)) for by in (cashier, accountant)]

    assert files[0].content == files[1].content
    log = AccessLog.objects.filter(object_id=str(batch.pk))
    assert list(log.values_list("address", flat=True)) == ["127.0.0.1", "127.0.0.1"]


def test_there_is_no_file_before_sealing() -> None:
    page = signed_in(cashier()).post(url("payoutbatch_file", prepared()), follow=True)

    assert "尚未封存" in text(page)


def test_a_return_that_does_not_match_is_told_line_by_line_and_leaves_nothing() -> None:
    batch, by = sealed(2), cashier()
    right = answer(batch)

    page = text(upload(batch, right.replace("|2480.01|", "|2480.02|"), by=by))

    assert "有2处与送出的不符，全部没有入账" in page
    assert "金额与送出的不一致" in page
    assert "2480.02" in page
    assert not BankReturn.objects.exists()
    assert {p.state for p in batch.payouts.all()} == {Payout.State.EXPORTED}

    assert "成功2笔" in text(upload(batch, right, by=by))


def test_no_file_chosen_is_told() -> None:
    page = signed_in(cashier()).post(url("bankreturn_upload", sealed()), {})

    assert "请选择银行返回的文件" in text(page)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("", "文件中没有支付结果", id="empty"),
        pytest.param("PK\x03\x04", "首行应为", id="something else"),
    ],
)
def test_a_file_that_is_no_return_is_told(content: str, words: str) -> None:
    assert words in text(upload(sealed(), content, by=cashier()))
    assert not BankReturn.objects.exists()


def test_the_same_return_twice_is_told() -> None:
    batch, by = sealed(), cashier()
    upload(batch, answer(batch), by=by)

    assert "已经上传过" in text(upload(batch, answer(batch), by=by))


def test_what_a_return_leaves_out_is_listed_as_missing() -> None:
    batch = sealed(3)

    page = text(upload(batch, answer(batch, only={2}), by=cashier()))

    assert "2笔尚无银行结果" in page


BATCH_PAGES = ("payoutbatch_change", "payoutbatch_prepare", "payoutbatch_seal", "bankreturn_upload")


@pytest.mark.parametrize("page", BATCH_PAGES)
def test_no_page_of_a_batch_shows_an_account_or_a_name_in_full(page: str) -> None:
    both = StaffFactory.create(roles=[str(Role.CASHIER), str(Role.ACCOUNTANT)])
    batch = sealed()
    payout = batch.payouts.get()

    shown = text(signed_in(both).get(url(page, batch)))

    assert payout.payee_account not in shown
    assert payout.payee_name not in shown
    assert "<script>" not in shown
    assert " style=" not in shown


def test_lists_and_single_rows_show_no_account_in_full() -> None:
    batch, by = sealed(2), cashier()
    upload(batch, answer(batch, failed={2}), by=by)
    payout = batch.payouts.first()
    assert payout is not None
    client = signed_in(by)
    pages = [
        reverse("admin:claims_payout_changelist"),
        reverse("admin:claims_payout_change", args=[payout.pk]),
        reverse("admin:claims_bankreturn_changelist"),
        reverse("admin:claims_bankreturn_change", args=[batch.returns.get().pk]),
        reverse("admin:claims_payoutbatch_changelist"),
    ]

    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert payout.payee_account not in text(response)
        assert payout.payee_name not in text(response)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        pytest.param(datetime(2026, 11, 24, tzinfo=UTC), "11月27日（周五）<", id="in time"),
        pytest.param(datetime(2026, 11, 25, tzinfo=UTC), "2天后到期", id="risk"),
        pytest.param(datetime(2026, 11, 27, tzinfo=UTC), "今天到期", id="today"),
        pytest.param(datetime(2026, 11, 29, tzinfo=UTC), "已超期2天", id="late"),
    ],
)
def test_a_promise_near_or_past_is_marked_in_words(at: datetime, words: str) -> None:
    queued()
    with time_machine.travel(at, tick=False):
        page = signed_in(cashier()).get(reverse("admin:claims_payout_changelist"))

    assert words in text(page)


@pytest.mark.parametrize(
    ("promise", "at", "found"),
    [
        ("late", datetime(2026, 11, 29, tzinfo=UTC), 1),
        ("late", datetime(2026, 11, 27, tzinfo=UTC), 0),
        ("risk", datetime(2026, 11, 25, tzinfo=UTC), 1),
        ("risk", datetime(2026, 11, 24, tzinfo=UTC), 0),
    ],
)
def test_payouts_can_be_listed_by_their_promise(promise: str, at: datetime, found: int) -> None:
    queued()
    with time_machine.travel(at, tick=False):
        page = signed_in(cashier()).get(
            reverse("admin:claims_payout_changelist"), {"promise": promise}
        )

    assert f"{found} 支付" in text(page)


@pytest.mark.parametrize("lookup", ["payee_name__startswith", "award__claim__member__name"])
def test_a_list_is_not_searched_by_what_it_masks(lookup: str) -> None:
    queued()

    page = signed_in(cashier()).get(reverse("admin:claims_payout_changelist"), {lookup: "测"})

    assert page.status_code == 400


def test_the_list_of_payouts_asks_no_more_for_more_rows() -> None:
    client, listed = signed_in(cashier()), reverse("admin:claims_payout_changelist")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(listed)
        return len(queries)

    queued(1)
    few = asked()
    queued(5)

    assert asked() == few


@pytest.mark.parametrize("role", Role)
def test_only_its_roles_reach_a_money_page(role: Role) -> None:
    client = signed_in(StaffFactory.create(roles=[str(role)]))
    batch = collected()
    money = {Role.CASHIER, Role.ACCOUNTANT}
    may = {
        "payoutbatch_change": money | {Role.AUDITOR},
        "payoutbatch_prepare": {Role.CASHIER},
        "payoutbatch_seal": {Role.ACCOUNTANT},
        "bankreturn_upload": {Role.CASHIER},
    }

    reached = {page for page in may if client.get(url(page, batch)).status_code == 200}

    assert reached == {page for page, roles in may.items() if role in roles}
