"""Reads a roster as it would be read if a unit sent it, and writes nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from members.enrolment.roster import Came, Roster, roster
from members.models import Scheme, Unit


class Command(BaseCommand):
    help = "Check a roster against the register. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", metavar="CODE", help="unified social credit code")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        scheme = Scheme.objects.enrolling()
        if scheme is None:
            raise CommandError("No period is open for enrolment.")
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        found = roster(content, scheme, _unit(options["unit"]), most_rows=settings.ROSTER_MOST_ROWS)
        if options["json"]:
            self.stdout.write(json.dumps(_answer(found), ensure_ascii=False))
            return
        for problem in found.problems:
            self.stdout.write(f"{problem.row}\t{problem.column}\t{problem.message}")
        self.stdout.write(f"{len(found.entries)} of {found.rows} can be covered.")


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    try:
        return Unit.objects.get(credit_code=code)
    except Unit.DoesNotExist:
        raise CommandError(f"No unit has the code {code}.") from None


def _answer(found: Roster) -> dict[str, Any]:
    new = sum(entry.came is Came.JOINED for entry in found.entries)
    return {
        "rows": found.rows,
        "valid": len(found.entries),
        "new": new,
        "renewed": len(found.entries) - new,
        "left": len(found.leavers),
        "errors": [problem._asdict() for problem in found.problems],
    }
