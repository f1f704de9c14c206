"""What enrolment needs of a rule sheet. The rest of a sheet is the claims' business."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from members.enrolment.dates import cover_dates
from members.models import Coverage, Gift, Scheme


@dataclass(frozen=True, slots=True)
class Terms:
    fees: Mapping[Coverage.FeeClass, int]
    """Fen a person and year, by the classes that the period has."""
    most_days: int | None
    """The cap of days paid in one coverage; None where none are paid by the day."""
    calendar_year: int | None = None
    """The one year that the period covers; None where each coverage has a year of its own."""
    usual: Coverage.FeeClass = Coverage.FeeClass.STANDARD
    """Of whom the roster does not say what they pay."""
    months: int = 12
    """How long a coverage runs."""

    def cover_dates(self, papers_on: date, paid_on: date) -> tuple[date, date]:
        """Give the first and the last day of a coverage; PeriodOver when none is left."""
        return cover_dates(papers_on, paid_on, calendar_year=self.calendar_year, months=self.months)

    def fee_class(self, yuan: int | None) -> Coverage.FeeClass | None:
        """Give the class of a fee as a roster has it; of none, the usual one. None for no class."""
        if yuan is None:
            return self.usual
        return next((name for name, fen in self.fees.items() if fen == yuan * 100), None)


def terms_of(scheme: Scheme, gift: Gift | None = None) -> Terms:
    """Read `[fee]`, `[inpatient] most_days` and `[coverage] calendar_year` of the sheet.

    Of a gift nobody pays, and all are covered for as long as it says.
    """
    sheet = tomllib.loads(scheme.sheet)
    fees = {
        name: int(Decimal(sheet["fee"][f"{name}_yuan"]) * 100)
        for name in Coverage.FeeClass
        if f"{name}_yuan" in sheet["fee"]
    }
    terms = Terms(
        fees,
        sheet.get("inpatient", {}).get("most_days"),
        sheet.get("coverage", {}).get("calendar_year"),
    )
    if gift is None:
        return terms
    given = Coverage.FeeClass.GIFTED
    return replace(terms, fees={given: 0}, usual=given, months=gift.months)
