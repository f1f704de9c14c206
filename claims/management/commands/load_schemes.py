from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from claims.benefits import shipped_sheets, shipped_texts
from members.models import Scheme


class Command(BaseCommand):
    help = "Publish the rule sheets that come with Huzhu. Those that are there already stay."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        sheets = shipped_sheets()
        for code, text in shipped_texts().items():
            scheme, new = Scheme.objects.get_or_create(
                code=code,
                defaults={
                    "name": sheets[code].name,
                    "sheet": text,
                    "status": Scheme.Status.PUBLISHED,
                    "shipped": True,
                    "published_at": timezone.now(),
                },
            )
            if scheme.sheet != text:
                # A published sheet values what was covered under it: it never changes.
                raise CommandError(f"{code} is there with another text: give the new one a code.")
            if new:
                self.stderr.write(f"{code} published")
