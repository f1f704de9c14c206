import os
import sys
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appointments import demo
from claims.city import building
from claims.demo import CLAIMS
from claims.models import Claim
from members import outbox
from members.demo import STAFF
from members.models import Coverage, User

MEMBERS: Final = 30
SEED: Final = 18
MOST_CLAIMS: Final = 5
"""Of one person of the city, on average: more people are drawn where more are asked for."""
BAR: Final = 30
"""Characters."""


class Command(BaseCommand):
    help = (
        "Make the demo's city of people who do not exist, and print who can sign in. The first "
        "walk their ways by the verbs; whoever is wanted beyond them is drawn and written by COPY."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--members",
            type=int,
            default=MEMBERS,
            help="how many are covered today (default %(default)s)",
        )
        parser.add_argument(
            "--claims",
            type=int,
            default=CLAIMS,
            help="how many claims, of these years (default %(default)s)",
        )
        parser.add_argument(
            "--seed", type=int, default=SEED, help="the same gives the same city on the same day"
        )

    def handle(
        self, *args: object, members: int, claims: int, seed: int, **options: object
    ) -> None:
        there = User.objects.filter(username__in=STAFF).exists()
        if User.objects.exists() and not there and not settings.DEMO:
            raise CommandError("This database has people: the demo is for an empty one.")
        if there and (building.stands() or not any(self._wanted(members, claims))):
            raise CommandError("The demo is here already.")
        call_command("load_schemes", stderr=self.stderr)
        if not there:
            first = {"members": min(members, MEMBERS), "claims": min(claims, CLAIMS)}
            self._tell(demo.load(**first, seed=seed))
            outbox.send_owed()  # of these days, and as old as what they tell
        people, more = self._wanted(members, claims)
        if people:
            building.build(members=people, claims=more, seed=seed, say=self._show)

    def _wanted(self, members: int, claims: int) -> tuple[int, int]:
        """How many people and claims are lacking, and people enough for the claims."""
        more = max(claims - Claim.objects.count(), 0)
        covered = Coverage.objects.on(timezone.localdate()).count()
        return max(members - covered, -(-more // MOST_CLAIMS), 0), more

    def _show(self, what: str, done: int, of: int) -> None:
        full = BAR * done // of
        ending = "" if sys.stderr.isatty() and done < of else "\n"
        bar = "█" * full + "░" * (BAR - full)
        self.stderr.write(f"\r{bar} {what} {done:,}/{of:,}", ending=ending)

    def _tell(self, told: str) -> None:
        kept = Path(settings.VAR_DIR) / "demo-accounts.txt"
        kept.unlink(missing_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(told)
        self.stdout.write(told)
