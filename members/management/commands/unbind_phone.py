from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import second_factor
from members.models import User


class Command(BaseCommand):
    help = (
        "Forget the phone of an officer whom no administrator can help. It is on record as theirs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: object, username: str, **options: object) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        second_factor.unbind(user.pk, by=user)
        self.stderr.write(f"{username} binds a phone at the next sign-in.")
