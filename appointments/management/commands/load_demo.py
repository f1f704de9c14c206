import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from appointments import opening
from members import demo
from members.models import Scheme, User

MEMBERS = 12
SEED = 18


class Command(BaseCommand):
    help = "Make the demo's city of people who do not exist, and print who can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, default=MEMBERS, help="how many are covered")
        parser.add_argument("--seed", type=int, default=SEED, help="the same gives the same people")

    def handle(self, *args: object, members: int, seed: int, **options: object) -> None:
        if User.objects.filter(username__in=demo.STAFF).exists():
            raise CommandError("The demo is here already.")
        if User.objects.exists() and not settings.DEMO:
            raise CommandError("This database has people: the demo is for an empty one.")
        with transaction.atomic():  # a demo that is half there would never be made whole
            call_command("load_schemes", stderr=self.stderr)
            city = demo.load(Scheme.objects.get(code="xiamen-18"), members=members, seed=seed)
            opening.open_coming()
        told = _told(city)
        kept = Path(settings.VAR_DIR) / "demo-accounts.txt"
        kept.unlink(missing_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(told)
        self.stdout.write(told)


def _told(city: demo.City) -> str:
    """Word who can sign in, and how."""
    lines = [
        "职工和单位经办人：首页“登录”，填手机号码；验证码在 /demo-phone/ 查看。",
        *(f"  {person.phone}  职工 {person.name}" for person in city.members),
        f"  {demo.CADRE_PHONE}  单位经办人",
        "工作人员：/admin/，用登录名和密码。",
        *(
            f"  {username:<10} {city.passwords[username]}  {name}"
            for username, (name, _role) in demo.STAFF.items()
        ),
    ]
    return "\n".join(lines) + "\n"
