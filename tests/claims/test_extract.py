"""What the auditor takes away adds up to what is in the books, and says no name in full."""

import hashlib
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import extract
from claims.models import LedgerEntry
from tests.claims.invariants.steps import world

pytestmark = pytest.mark.django_db


def year() -> int:
    return timezone.localdate().year


def test_the_control_totals_are_those_of_the_tables() -> None:
    world()

    control, *tables = extract.audit(year())

    assert [row[:3] for row in control.rows] == [
        ("核定", 2, Decimal("1600.00")),
        ("支付", 2, Decimal("1600.00")),
        ("批次", 1, Decimal("1600.00")),
        ("分录", LedgerEntry.objects.count(), Decimal("0.00")),
        ("追回", 0, Decimal(0)),
    ]
    text = "".join("\t".join(map(str, row)) + "\n" for row in tables[0].rows)
    assert control.rows[0][3] == hashlib.sha256(text.encode()).hexdigest()


def test_a_row_left_out_shows_in_the_digest() -> None:
    world()
    rows = extract.audit(year())[1].rows

    assert extract._digest(rows) != extract._digest(rows[1:])


def test_no_name_and_no_account_stands_in_it() -> None:
    payouts = world()
    text = str(extract.audit(year()))

    for payout in payouts:
        assert payout.award.claim.member.name not in text
        assert payout.payee_account not in text


def test_another_year_is_empty() -> None:
    world()

    assert {row[1] for row in extract.audit(year() - 1)[0].rows} == {0}


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_command_writes_the_file_and_says_the_totals(tmp_path, suffix) -> None:
    world()
    said = StringIO()

    call_command("audit_extract", str(year()), tmp_path / f"audit{suffix}", stdout=said)

    assert (tmp_path / f"audit{suffix}").stat().st_size > 500
    assert "核定  2  1600.00" in said.getvalue()


@pytest.mark.parametrize(
    ("period", "name"), [("2026", "a.txt"), ("26-13", "a.csv"), ("x", "a.csv")]
)
def test_what_is_no_period_or_file_is_refused(period, name, tmp_path) -> None:
    with pytest.raises(CommandError):
        call_command("audit_extract", period, tmp_path / name)
