"""A batch, by the two who make it, and the bank's answer."""

from collections.abc import Container
from datetime import date
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import expect

from claims.models import PayoutBatch
from claims.payouts import batches
from members.roles import Role
from tests.journeys.town import office


def pay(visit, today: date, *, refused: Container[str] = ()) -> None:
    """The sweep's batch, prepared and sealed by two; the bank pays all lines but those refused.

    Its first answer does not agree with what was sent, and is not taken.
    """
    assert batches.collect(today)
    batch = PayoutBatch.objects.get(sealed_at=None)
    cashier = office(visit, Role.CASHIER)
    cashier.goto(f"/admin/claims/payoutbatch/{batch.pk}/prepare/")
    cashier.locator("form button[type=submit]").last.click()
    accountant = office(visit, Role.ACCOUNTANT)
    accountant.goto(f"/admin/claims/payoutbatch/{batch.pk}/seal/")
    batch.refresh_from_db()
    accountant.locator("[name=count]").fill(str(batch.count))
    accountant.locator("[name=total]").fill(f"{batch.total_fen // 100:,}.00")
    accountant.locator("form button[type=submit]").last.click()
    cashier.goto(f"/admin/claims/payoutbatch/{batch.pk}/change/")
    with cashier.expect_download() as download:
        cashier.get_by_role("button", name="下载银行文件").click()
    sent = Path(download.value.path()).read_bytes()

    for content, says in (
        (answered(sent, refused, more_fen=100), "不符"),
        (answered(sent, refused), "入账"),
    ):
        cashier.goto(f"/admin/claims/payoutbatch/{batch.pk}/change/")
        cashier.get_by_role("link", name="上传回盘").click()
        cashier.locator("input[type=file]").set_input_files(
            {"name": "回盘.txt", "mimeType": "text/plain", "buffer": content}
        )
        cashier.get_by_role("button", name="上传并入账").click()
        expect(cashier.locator("body")).to_contain_text(says)


def answered(sent: bytes, refused: Container[str], *, more_fen: int = 0) -> bytes:
    """The bank's answer to its file, with so much more paid for the first line."""
    (_, batch, count, total), *lines = [
        line.split("|") for line in sent.decode("gb18030").splitlines()
    ]
    answers = [f"huzhu-1-return|{batch}|{count}|{int(total) + more_fen}"]
    for number, ref, account, _name, yuan, _note in lines:
        amount = Decimal(yuan) + (Decimal(more_fen) / 100 if number == "1" else 0)
        result = "E001|账户不存在" if number in refused else "0000|成功"
        answers.append(f"{ref}|{account}|{amount:.2f}|{result}")
    return "\r\n".join(answers).encode("gb18030")
