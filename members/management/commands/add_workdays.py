from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from members.workdays import CalendarUnknown, add_workdays

MOST: Final = 10_000
"""Working days; forty years."""


class Command(BaseCommand):
    help = "Print the N-th working day after DATE (YYYY-MM-DD), which is not counted itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("date", type=_day, metavar="DATE")
        parser.add_argument("days", type=_count, metavar="N")

    def handle(self, *, date: date, days: int, **_: Any) -> None:
        try:
            self.stdout.write(add_workdays(date, days).isoformat())
        except CalendarUnknown as unknown:
            raise CommandError(
                f"The working-day calendar does not hold {unknown.day.isoformat()}. "
                "Enter that year's holidays first."
            ) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day; write it like 2023-07-05") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST):
        raise ArgumentTypeError(f"{text} is no number of working days from 1 to {MOST}")
    return int(text)
