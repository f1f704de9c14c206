"""The official working calendar, as the `chinesecalendar` package carries it: a seed, no more.

The State Council announces each year's holidays and moved workdays (调休) in November of the year
before. What staff enter in the working-day table stands beside and above this.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar


def official_days(first_year: int, last_year: int) -> Iterator[tuple[date, bool, str]]:
    """Give each day of the years, whether it is worked, and a note where it is not as usual."""
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        works = chinese_calendar.is_workday(day)
        holiday, _name = chinese_calendar.get_holiday_detail(day)
        weekend = day.weekday() >= 5  # noqa: PLR2004 - Saturday
        note = "调休上班" if works and weekend else "法定节假日" if holiday and not weekend else ""
        yield day, works, note
        day += timedelta(days=1)
