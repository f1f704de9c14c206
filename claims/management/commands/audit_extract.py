"""Writes a year of money for the auditor, or a month's report, as .xlsx or .csv."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import extract, tables
from claims.statistics import report

WRITERS = {".xlsx": tables.as_xlsx, ".csv": tables.as_csv}


class Command(BaseCommand):
    help = "Write the audit extract of YEAR, or the report of a month YEAR-MM, to FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", metavar="YEAR[-MM]")
        parser.add_argument("file", type=Path, metavar="FILE.xlsx|.csv")

    def handle(self, *, period: str, file: Path, **_: Any) -> None:
        if file.suffix not in WRITERS:
            raise CommandError("FILE ends in .xlsx or .csv.")
        found = self._tables(period)
        file.write_bytes(WRITERS[file.suffix](found))
        for row in found[0].rows:
            self.stdout.write("  ".join(map(str, row)))

    def _tables(self, period: str) -> list[tables.Table]:
        try:
            if "-" in period:
                return report.tables(report.month(date.fromisoformat(f"{period}-01")))
            return extract.audit(date(int(period), 1, 1).year)
        except ValueError:
            raise CommandError("A year is written 2026, a month 2026-11.") from None
