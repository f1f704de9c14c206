"""Asks every invariant of the live database; one line each, exit status 1 on a break."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims import invariants
from claims.reconciliation import FILES_OF


class Command(BaseCommand):
    help = "Verify what must hold of the whole database; say what breaks it. Writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--nightly",
            action="store_true",
            help="of files and batches only those that the night opens: recent ones, and a part",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        since = timezone.now() - FILES_OF if options["nightly"] else None
        broken = []
        for invariant, sentence in invariants.invariants().items():
            found = invariants.breaks(invariant, since=since)
            self.stdout.write(f"{invariant}  {'BROKEN' if found else 'holds '}  {sentence}")
            for one in found:
                self.stderr.write(f"     {one.what}")
            broken += [invariant] if found else []
        if broken:
            raise CommandError(f"Broken: {', '.join(broken)}.")
