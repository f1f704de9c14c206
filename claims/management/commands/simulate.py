"""Values history under another sheet: JSON on stdout, words on stderr, nothing written."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.benefits import SheetInvalid, read_sheet
from claims.simulation.valuing import simulate
from members.models import Scheme


class Command(BaseCommand):
    help = "Value all that was approved of a period under another sheet, and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sheet", type=Path, help="a rule sheet (TOML)")
        parser.add_argument("--against", required=True, help="the code of the period")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["sheet"].read_text("utf-8-sig")
            sheet = read_sheet(text)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['sheet']} cannot be read: {error}") from error
        except SheetInvalid as error:
            raise CommandError(f"{options['sheet']} is no rule sheet:\n{error}") from error
        try:
            period = Scheme.objects.get(pk=options["against"])
        except Scheme.DoesNotExist as error:
            known = ", ".join(Scheme.objects.order_by("pk").values_list("pk", flat=True))
            raise CommandError(f"No period {options['against']}. There are: {known}.") from error

        found = simulate(period, sheet, tell=self._tell).report()
        self.stdout.write(
            json.dumps({"against": period.pk, "sheet": sheet.code, **found}, indent=1)
        )

    def _tell(self, done: int, of: int) -> None:
        self.stderr.write(f"{done} of {of} valuations")
