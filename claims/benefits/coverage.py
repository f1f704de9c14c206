"""Which coverage a day lies in, and from when on it pays.

Source: docs/reference/scheme-rules.md, "Coverage".
"""

from collections.abc import Iterable
from datetime import date

from claims.benefits.types import Cover


def cover_on(day: date, covers: Iterable[Cover]) -> Cover | None:
    """Find the coverage that holds the day; coverages of one person do not overlap."""
    return next((cover for cover in covers if cover.starts_on <= day <= cover.ends_on), None)


def first_payable(cover: Cover, waiting_days: int) -> int:
    """Give the ordinal of the first day of a coverage for which anything is paid.

    30 days' wait on a first enrolment from 2019-10-01: the first is 2019-10-31. An ordinal, for
    it may lie beyond the calendar.
    """
    return cover.starts_on.toordinal() + (waiting_days if cover.first_enrolment else 0)
