"""What the auditor takes away: a year's money as tables with control totals.

Names are masked, accounts left out: a row is found again by its numbers. The first table counts and
sums the others and gives a digest of each, so that nobody can leave a row out unseen.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from claims.models import Award, Kind, LedgerEntry, Payout, PayoutBatch, Recovery
from claims.tables import Cell, Table
from members.identity import mask_name

Row = Sequence[Cell]


def audit(year: int) -> list[Table]:
    """Give the year's awards, payouts, batches, postings and recoveries, control totals first."""
    tables = [_awards(year), _payouts(year), _batches(year), _entries(year), _recoveries(year)]
    control = [(table.name, len(table.rows), _sum(table), _digest(table.rows)) for table in tables]
    return [
        Table("控制合计", ["表", "行数", "金额合计（元）", "摘要（SHA-256）"], control),
        *tables,
    ]


def _awards(year: int) -> Table:
    awards = Award.objects.filter(approved_at__year=year).order_by("approved_at", "pk")
    head = ["申请编号", "受理编号", "项目", "职工", "金额（元）", "天数", "复核时间", "应付日期"]
    columns = (
        "claim__number",
        "claim__acceptance_number",
        "claim__kind",
        "claim__member__name",
        "amount_fen",
        "days",
        "approved_at",
        "due_on",
    )
    rows = [
        (
            number or "",
            accepted or "",
            Kind(kind).label,
            mask_name(name),
            _yuan(fen),
            nights or 0,
            _at(approved_at),
            str(due_on or ""),
        )
        for number, accepted, kind, name, fen, nights, approved_at, due_on in _read(awards, columns)
    ]
    return Table("核定", head, rows)


def _payouts(year: int) -> Table:
    payouts = Payout.objects.filter(award__approved_at__year=year).order_by("bank_ref")
    head = [
        "支付流水号",
        "申请编号",
        "第几次",
        "批次",
        "金额（元）",
        "状态",
        "应付日期",
        "银行回复",
    ]
    columns = (
        "bank_ref",
        "award__claim__number",
        "attempt",
        "batch__number",
        "amount_fen",
        "state",
        "due_on",
        "settled_at",
    )
    rows = [
        (
            reference,
            claim or "",
            attempt,
            batch or "",
            _yuan(fen),
            Payout.State(state).label,
            str(due_on),
            _at(settled_at),
        )
        for reference, claim, attempt, batch, fen, state, due_on, settled_at in _read(
            payouts, columns
        )
    ]
    return Table("支付", head, rows)


def _batches(year: int) -> Table:
    batches = PayoutBatch.objects.filter(sealed_at__year=year).order_by("number").defer("content")
    head = ["批次号", "笔数", "制单人", "封存人", "金额（元）", "封存时间", "文件摘要"]
    rows = [
        (
            batch.number,
            batch.count,
            str(batch.prepared_by),
            str(batch.sealed_by),
            _yuan(batch.total_fen),
            _at(batch.sealed_at),
            batch.sha256,
        )
        for batch in batches.select_related("prepared_by", "sealed_by")
    ]
    return Table("批次", head, rows)


def _entries(year: int) -> Table:
    entries = LedgerEntry.objects.filter(at__year=year).order_by("pk")
    columns = "posting", "kind", "account", "payout__bank_ref", "fen", "at"
    head = ["分录号", "类别", "科目", "支付流水号", "金额（元）", "时间"]
    rows = [
        (
            str(posting),
            LedgerEntry.Kind(kind).label,
            LedgerEntry.Account(account).label,
            reference,
            _yuan(fen),
            _at(at),
        )
        for posting, kind, account, reference, fen, at in _read(entries, columns)
    ]
    return Table("分录", head, rows)


def _recoveries(year: int) -> Table:
    recoveries = Recovery.objects.filter(confirmed_at__year=year).order_by("confirmed_at")
    head = ["申请编号", "方式", "原因", "退回天数", "确认时间", "金额（元）", "到账时间", "凭证号"]
    rows = [
        (
            recovery.award.claim.number or "",
            "未付撤销" if recovery.unpaid else "追回",
            recovery.get_reason_display(),
            len(recovery.nights),
            _at(recovery.confirmed_at),
            _yuan(recovery.amount_fen),
            _at(recovery.received_at),
            recovery.receipt,
        )
        for recovery in recoveries.select_related("award__claim")
    ]
    return Table("追回", head, rows)


def _read(rows: QuerySet[Any], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The columns alone: a row whole would bring what is sealed, and each payout its bank file."""
    return rows.values_list(*columns).iterator(1000)


def _sum(table: Table) -> Decimal:
    column = list(table.head).index("金额（元）")
    return sum((Decimal(row[column]) for row in table.rows), Decimal(0))


def _digest(rows: Iterable[Row]) -> str:
    """Fingerprint rows as they stand: cells with a tab between, a line feed after each row."""
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2).quantize(Decimal("0.01"))


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""
