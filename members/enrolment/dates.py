"""The days that a coverage runs. Pure.

Source: notices of periods 10 and 16 (from 0:00 of the day after complete papers and fee, to 24:00
of one year later); Civil Code, art. 201 and 202, for 29 February.
"""

from calendar import monthrange
from datetime import date, timedelta

from members.errors import PeriodOver

ONE_DAY = timedelta(days=1)


def cover_dates(
    papers_on: date, paid_on: date, *, calendar_year: int | None = None, months: int = 12
) -> tuple[date, date]:
    """Give the first and the last day covered, both included.

    It is complete on the later of two days: complete papers, and the fee received. It begins the
    day after and ends on the anniversary of the completion day. Complete on 15 March 2023 runs from
    16 March 2023 to 15 March 2024; complete on 29 February 2024, which has no anniversary, from
    1 March 2024 to 28 February 2025. Six months likewise: complete on 31 August, to 28 February.

    A sheet with a calendar year covers that year alone, from its first day or, for those who come
    later, the day after completion. PeriodOver when that leaves no day.
    """
    complete_on = max(papers_on, paid_on)
    if calendar_year is None:
        return complete_on + ONE_DAY, _months_later(complete_on, months)
    first, last = date(calendar_year, 1, 1), date(calendar_year, 12, 31)
    if complete_on >= last:
        raise PeriodOver(complete_on, last)
    eve = max(complete_on, first - ONE_DAY)
    return eve + ONE_DAY, min(_months_later(eve, months), last)


def _months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or the last day of one that is too short for it."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
