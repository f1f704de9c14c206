"""The days that a coverage runs. Pure.

The same rule as claims.benefits.covered_days, which this app may not import; a test holds the two
together. Source: notices of periods 10 and 16 (from 0:00 of the day after complete papers and fee,
to 24:00 of one year later); Civil Code, art. 201 and 202, for 29 February.
"""

from datetime import date, timedelta


def cover_dates(papers_on: date, paid_on: date) -> tuple[date, date]:
    """Give the first and the last day covered.

    Complete is the later of the two days. 15 March 2023 gives 16 March 2023 to 15 March 2024;
    29 February 2024, which has no anniversary, 1 March 2024 to 28 February 2025.
    """
    complete_on = max(papers_on, paid_on)
    year = complete_on.year + 1
    try:
        ends_on = complete_on.replace(year=year)
    except ValueError:
        ends_on = date(year, 2, 28)
    return complete_on + timedelta(days=1), ends_on
