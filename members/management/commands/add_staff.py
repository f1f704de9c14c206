import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.models import User
from members.roles import OFFICE_ROLES, Role


class Command(BaseCommand):
    help = "Make an account of the office. The password is asked for, or read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="as colleagues read it")
        parser.add_argument(
            "--role",
            dest="roles",
            action="append",
            required=True,
            choices=sorted(OFFICE_ROLES),
            help="may be given several times",
        )

    def handle(
        self, *args: object, username: str, name: str, roles: list[str], **options: object
    ) -> None:
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is an account {username} already.")
        password = getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, User(username=username, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        User.objects.create_staff(username, name=name, password=password, roles=map(Role, roles))
        self.stderr.write(f"{username} can sign in now.")
