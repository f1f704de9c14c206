"""The days a coverage runs, and which coverage a day lies in.

Source: docs/reference/scheme-rules.md, "Coverage".
"""

from collections.abc import Iterable
from datetime import date, timedelta

from claims.benefits.types import Cover

ONE_DAY = timedelta(days=1)


def covered_days(
    papers_on: date, paid_on: date, *, calendar_year: int | None = None
) -> tuple[date, date]:
    """Give the first and the last day covered, both included.

    It is complete on the later of two days: complete papers, and the fee received. It begins the
    day after and ends on the anniversary of the completion day. Complete on 2023-03-15 runs from
    2023-03-16 to 2024-03-15; complete on 2024-02-29, which has no anniversary, to 2025-02-28.

    A sheet with a calendar year covers that year alone, from its first day or, for those who come
    later, the day after completion. ValueError when that leaves no day.
    """
    complete_on = max(papers_on, paid_on)
    if calendar_year is None:
        return complete_on + ONE_DAY, _anniversary(complete_on)
    first, last = date(calendar_year, 1, 1), date(calendar_year, 12, 31)
    if complete_on >= last:
        raise ValueError(f"complete on {complete_on}: no day of {calendar_year} is left")
    return max(complete_on + ONE_DAY, first), last


def cover_on(day: date, covers: Iterable[Cover]) -> Cover | None:
    """Find the coverage that holds the day; coverages of one person do not overlap."""
    return next((cover for cover in covers if cover.starts_on <= day <= cover.ends_on), None)


def first_payable(cover: Cover, waiting_days: int) -> int:
    """Give the ordinal of the first day of a coverage for which anything is paid.

    30 days' wait on a first enrolment from 2019-10-01: the first is 2019-10-31. An ordinal, for
    it may lie beyond the calendar.
    """
    return cover.starts_on.toordinal() + (waiting_days if cover.first_enrolment else 0)


def _anniversary(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February: the month's last day instead
        return date(day.year + 1, 2, 28)
