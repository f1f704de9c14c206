from typing import Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from claims.benefits import shipped_sheets, shipped_texts
from members.models import Scheme

OPENED: Final = "xiamen-18"
"""The shipped period in which a new installation enrols people, until somebody opens another."""


class Command(BaseCommand):
    help = (
        "Publish the rule sheets that come with Huzhu. Those that are there already stay; a "
        "database that enrols people under no period yet enrols them under the newest of ours."
    )

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        sheets = shipped_sheets()
        fresh = not Scheme.objects.exists()
        for code, text in shipped_texts().items():
            scheme, new = Scheme.objects.get_or_create(
                code=code,
                defaults={
                    "name": sheets[code].name,
                    "sheet": text,
                    "status": Scheme.Status.PUBLISHED,
                    "shipped": True,
                    "published_at": timezone.now(),
                    "open_for_enrolment": fresh and code == OPENED,
                },
            )
            if scheme.sheet != text:
                # A published sheet values what was covered under it: it never changes.
                raise CommandError(f"{code} is there with another text: give the new one a code.")
            if new:
                self.stderr.write(f"{code} published")
