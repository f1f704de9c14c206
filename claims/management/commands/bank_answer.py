from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models import PayoutBatch
from claims.outside import bank
from claims.payouts import bankfile
from claims.payouts.formats import HUZHU


class Command(BaseCommand):
    help = "Print what a bank would answer for a sealed batch, as a return file. In the demo only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", help="the batch's number, e.g. PB-20261122-0000018")
        parser.add_argument(
            "--fail",
            metavar="LINE",
            type=int,
            action="append",
            default=[],
            help="a line of the batch that is not paid; may be given more than once",
        )

    def handle(self, *args: Any, batch: str, fail: list[int], **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Outside the demo the answers come from the bank.")
        sent = PayoutBatch.objects.filter(number=batch, sealed_at__isnull=False).first()
        if sent is None:
            raise CommandError(f"No sealed batch is numbered {batch}.")
        if absent := sorted(set(fail) - set(range(1, sent.count + 1))):
            raise CommandError(f"The batch has {sent.count} lines: no line {absent[0]}.")
        if sent.format != HUZHU.code:
            raise CommandError(f"The stand-in answers files of {HUZHU.code} alone.")
        content = sent.content.encode(bankfile.ENCODING)
        self.stdout.write(bank.answer(content, failed=fail), ending="")
