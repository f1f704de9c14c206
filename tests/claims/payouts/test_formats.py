"""Bank formats as data: exact bytes for each, and an answer read in each shape that has one."""

import hashlib
import io
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from claims.models import PayoutBatch
from claims.payouts import bankfile, batches, checks, returns
from claims.payouts.bankfile import Line, Result
from claims.payouts.errors import Fault, UnfitField, UnreadableReturn
from claims.payouts.formats import FIXED, FORMATS, SHEET, Shape
from tests.claims.payouts.steps import accountant, cashier, owe, sealed
from tests.factories.payouts import AwardFactory

DATA = Path(__file__).parents[2] / "data" / "bank"
BATCH = "PB-20261122-0000018"
LINES = [
    Line(1, "HZ261122000000018", "6222024100001234560", "测试甲", 248000, "职工医疗互助补助"),
    Line(2, "HZ261122000000026", "6222024100001234578", "阿依·买提", 8000, "职工医疗互助补助"),
]


@pytest.mark.parametrize("code", [c for c, form in FORMATS.items() if form.shape != Shape.SHEET])
def test_each_format_of_text_gives_its_golden_bytes(code: str) -> None:
    golden = (DATA / f"{code}.{FORMATS[code].suffix}").read_bytes()

    assert bankfile.write(BATCH, LINES, FORMATS[code]) == golden


def test_every_line_of_fixed_columns_is_as_long_in_bytes_whatever_the_name() -> None:
    head, *rows = bankfile.write(BATCH, LINES, FIXED).split(b"\r\n")[:-1]

    assert len(head) == sum(column.bytes for column in FIXED.head)
    assert {len(row) for row in rows} == {sum(column.bytes for column in FIXED.columns)}
    assert rows[0][118:133] == b"000000000248000"


def test_a_sheet_holds_text_cells_with_the_control_totals_above() -> None:
    content = bankfile.write(BATCH, LINES, SHEET)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["批次号", BATCH, "总笔数", "2", "总金额（元）", "2560.00"],
        ["序号", "收款账号", "收款户名", "金额（元）", "摘要", "流水号"],
        ["1", LINES[0].account, "测试甲", "2480.00", "职工医疗互助补助", LINES[0].bank_ref],
        ["2", LINES[1].account, "阿依·买提", "80.00", "职工医疗互助补助", LINES[1].bank_ref],
    ]
    assert bankfile.write(BATCH, LINES, SHEET) == content


@pytest.mark.parametrize(
    ("name", "code", "fits"),
    [
        ("长" * 31, "fixed-1", False),
        ("长" * 30, "fixed-1", True),
        ("长" * 31, "huzhu-1", True),
        ("𠮷" * 15, "fixed-1", True),
        ("𠮷" * 16, "fixed-1", False),
        ("=1+1", "sheet-1", False),
        ("甲\t乙", "fixed-1", False),
    ],
)
def test_a_name_that_does_not_fit_the_format_is_stopped(name: str, code: str, *, fits: bool):
    if fits:
        bankfile.check_name(name, FORMATS[code])
    else:
        with pytest.raises(UnfitField):
            bankfile.check_name(name, FORMATS[code])


@pytest.mark.django_db
def test_it_is_stopped_before_approval(settings) -> None:
    award = AwardFactory.create(claim__payee_name="长" * 31)
    settings.BANK_FORMAT = "fixed-1"
    with pytest.raises(UnfitField):
        owe(award)

    settings.BANK_FORMAT = "huzhu-1"
    assert owe(award).pk


def fixed(*rows: tuple[str, ...]) -> bytes:
    widths = [FIXED.answer_head, *[FIXED.answer_columns] * (len(rows) - 1)]
    lines = [
        b"".join(f.encode("gb18030").ljust(w) for f, w in zip(row, each, strict=True))
        for row, each in zip(rows, widths, strict=True)
    ]
    return b"\r\n".join(lines)


HEAD = ("fixed-1-r", BATCH, "2", "256000")
PAID = (LINES[0].bank_ref, LINES[0].account, "2480.00", "0000", "成功")
FAILED = (LINES[1].bank_ref, LINES[1].account, "80.00", "E031", "户名不符")


def test_an_answer_of_fixed_columns_is_read() -> None:
    said = bankfile.read(fixed(HEAD, PAID, FAILED), FIXED)

    assert (said.batch, said.count, said.total_fen) == (BATCH, 2, 256_000)
    assert [(a.bank_ref, a.amount_fen, a.result) for a in said.answers] == [
        (LINES[0].bank_ref, 248_000, Result.PAID),
        (LINES[1].bank_ref, 8_000, Result.FAILED),
    ]
    assert said.answers[1].words == "户名不符"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (fixed(HEAD, PAID, FAILED).replace(b"fixed-1-r", b"huzhu-1-r"), Fault.HEADER),
        (fixed(HEAD, PAID, FAILED) + b"more than a line holds", Fault.FIELDS),
        (fixed(HEAD, PAID, FAILED).replace(b"2480.00", b" 480.0x"), Fault.AMOUNT),
    ],
)
def test_what_does_not_stand_in_its_columns_is_told_by_line(content, fault) -> None:
    with pytest.raises(UnreadableReturn) as refused:
        bankfile.read(content, FIXED)

    assert fault in {problem.fault for problem in refused.value.problems}


@pytest.mark.django_db
@pytest.mark.parametrize("code", FORMATS)
def test_a_batch_is_kept_and_given_out_in_the_format_it_was_sealed_in(code, settings) -> None:
    settings.BANK_FORMAT = code
    batch = sealed(2)
    settings.BANK_FORMAT = "huzhu-1"

    first = batches.file(batch.pk, by=cashier())

    assert batches.file(batch.pk, by=accountant()) == first
    kept = PayoutBatch.objects.get(pk=batch.pk)
    assert (kept.format, kept.sha256) == (code, hashlib.sha256(first).hexdigest())


@pytest.mark.django_db
def test_an_answer_in_the_format_of_its_batch_is_taken_up(settings) -> None:
    settings.BANK_FORMAT = "fixed-1"
    batch = sealed()
    payout = batch.payouts.get()
    content = fixed(
        ("fixed-1-r", batch.number, "1", str(payout.amount_fen)),
        (payout.bank_ref, payout.payee_account, "2480.00", "0000", "成功"),
    )

    returns.take_up(batch.pk, content, by=cashier())

    assert batch.payouts.get().state == "paid"


def test_a_format_that_nobody_knows_is_told_before_anything_starts(settings) -> None:
    assert checks.the_bank_takes_a_format_we_know(None) == []
    settings.BANK_FORMAT = "huzhu-2"

    with pytest.raises(SystemCheckError, match="BANK_FORMAT=huzhu-2 is no"):
        call_command("check")
