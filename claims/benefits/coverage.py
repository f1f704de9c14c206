"""The days a coverage runs, and which coverage a day lies in.

Source: docs/reference/scheme-rules.md, "Coverage".
"""

from collections.abc import Iterable
from datetime import date, timedelta

from claims.benefits.types import Cover

ONE_DAY = timedelta(days=1)


def covered_days(papers_on: date, paid_on: date) -> tuple[date, date]:
    """Give the first and the last day covered, both included.

    It is complete on the later of two days: complete papers, and the fee received. It begins the
    day after and ends on the anniversary of the completion day. Complete on 2023-03-15 runs from
    2023-03-16 to 2024-03-15; complete on 2024-02-29, which has no anniversary, to 2025-02-28.
    """
    complete_on = max(papers_on, paid_on)
    return complete_on + ONE_DAY, _anniversary(complete_on)


def cover_on(day: date, covers: Iterable[Cover]) -> Cover | None:
    """Find the coverage that holds the day; coverages of one person do not overlap."""
    return next((cover for cover in covers if cover.starts_on <= day <= cover.ends_on), None)


def _anniversary(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February: the month's last day instead
        return date(day.year + 1, 2, 28)
