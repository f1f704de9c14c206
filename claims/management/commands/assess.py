"""Values cases with the pure rules: a JSON object a line in, one a line out, in the same order."""

import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.benefits import answer, shipped_sheets


class Command(BaseCommand):
    help = "Value cases, one JSON object a line on stdin, with the rules; no database is touched."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        sheets = shipped_sheets()
        malformed = 0
        for line in sys.stdin.buffer:
            if not line.strip():
                continue
            given = answer(line, sheets)
            malformed += given.malformed
            try:
                self.stdout.write(json.dumps(given.value))
                self.stdout.flush()
            except BrokenPipeError:  # the reader has gone, as with `| head`: nobody is left to tell
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                sys.exit(1)
        if malformed:
            raise CommandError(f"Malformed cases: {malformed}.")
