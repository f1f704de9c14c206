"""Asks every invariant of the live database; one line each, exit status 1 on a break."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import invariants


class Command(BaseCommand):
    help = "Verify what must hold of the whole database; say what breaks it. Writes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = []
        for invariant, sentence in invariants.invariants().items():
            found = invariants.breaks(invariant)
            self.stdout.write(f"{invariant}  {'BROKEN' if found else 'holds '}  {sentence}")
            for one in found:
                self.stderr.write(f"     {one.what}")
            broken += [invariant] if found else []
        if broken:
            raise CommandError(f"Broken: {', '.join(broken)}.")
