"""The days that a coverage runs. Pure.

Source: notices of periods 10 and 16 (from 0:00 of the day after complete papers and fee, to 24:00
of one year later); Civil Code, art. 201 and 202, for 29 February.
"""

from datetime import date, timedelta

from members.errors import PeriodOver

ONE_DAY = timedelta(days=1)


def cover_dates(
    papers_on: date, paid_on: date, *, calendar_year: int | None = None
) -> tuple[date, date]:
    """Give the first and the last day covered, both included.

    It is complete on the later of two days: complete papers, and the fee received. It begins the
    day after and ends on the anniversary of the completion day. Complete on 15 March 2023 runs from
    16 March 2023 to 15 March 2024; complete on 29 February 2024, which has no anniversary, from
    1 March 2024 to 28 February 2025.

    A sheet with a calendar year covers that year alone, from its first day or, for those who come
    later, the day after completion. PeriodOver when that leaves no day.
    """
    complete_on = max(papers_on, paid_on)
    if calendar_year is None:
        return complete_on + ONE_DAY, _anniversary(complete_on)
    first, last = date(calendar_year, 1, 1), date(calendar_year, 12, 31)
    if complete_on >= last:
        raise PeriodOver(complete_on, last)
    return max(complete_on + ONE_DAY, first), last


def _anniversary(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February: the month's last day instead
        return date(day.year + 1, 2, 28)
