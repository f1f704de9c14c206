import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from appointments import demo
from claims.demo import CLAIMS
from members.demo import STAFF
from members.models import User

MEMBERS = 30
SEED = 18


class Command(BaseCommand):
    help = (
        "Make the demo's city of people who do not exist, and print who can sign in. "
        "A small city: every claim walks its way by the verbs, about ten a second."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--members",
            type=int,
            default=MEMBERS,
            help="how many are covered (default %(default)s)",
        )
        parser.add_argument(
            "--claims",
            type=int,
            default=CLAIMS,
            help="how many claims, spread over the stages of the way in turn; members are added "
            "until there are enough for them (default %(default)s; a city of a million is not for "
            "this command yet)",
        )
        parser.add_argument(
            "--seed", type=int, default=SEED, help="the same gives the same people and stays"
        )

    def handle(
        self, *args: object, members: int, claims: int, seed: int, **options: object
    ) -> None:
        if User.objects.filter(username__in=STAFF).exists():
            raise CommandError("The demo is here already.")
        if User.objects.exists() and not settings.DEMO:
            raise CommandError("This database has people: the demo is for an empty one.")
        call_command("load_schemes", stderr=self.stderr)
        told = demo.load(members=members, claims=claims, seed=seed)
        kept = Path(settings.VAR_DIR) / "demo-accounts.txt"
        kept.unlink(missing_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(told)
        self.stdout.write(told)
