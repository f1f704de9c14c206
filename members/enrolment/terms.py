"""What enrolment needs of a rule sheet. The rest of a sheet is the claims' business."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from members.enrolment.dates import cover_dates
from members.models import Coverage, Scheme


@dataclass(frozen=True, slots=True)
class Terms:
    fees: Mapping[Coverage.FeeClass, int]
    """Fen a person and year, by the classes that the period has."""
    most_days: int | None
    """The cap of days paid in one coverage; None where none are paid by the day."""
    calendar_year: int | None = None
    """The one year that the period covers; None where each coverage has a year of its own."""

    def cover_dates(self, papers_on: date, paid_on: date) -> tuple[date, date]:
        """Give the first and the last day of a coverage; PeriodOver when none is left."""
        return cover_dates(papers_on, paid_on, calendar_year=self.calendar_year)

    def fee_class(self, yuan: int | None) -> Coverage.FeeClass | None:
        """Give the class of a fee as a roster has it, empty meaning standard; None for no class."""
        if yuan is None:
            return Coverage.FeeClass.STANDARD
        return next((name for name, fen in self.fees.items() if fen == yuan * 100), None)


def terms_of(scheme: Scheme) -> Terms:
    """Read `[fee]`, `[inpatient] most_days` and `[coverage] calendar_year` of the sheet."""
    sheet = tomllib.loads(scheme.sheet)
    fees = {
        name: int(Decimal(sheet["fee"][f"{name}_yuan"]) * 100)
        for name in Coverage.FeeClass
        if f"{name}_yuan" in sheet["fee"]
    }
    return Terms(
        fees,
        sheet.get("inpatient", {}).get("most_days"),
        sheet.get("coverage", {}).get("calendar_year"),
    )
