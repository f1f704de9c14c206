"""What enrolment needs of a rule sheet. The rest of a sheet is the claims' business."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal

from members.models import Scheme


@dataclass(frozen=True, slots=True)
class Terms:
    """`standard_fen` is the yearly fee; `most_days` the cap of days, None where none are paid."""

    standard_fen: int
    most_days: int | None


def terms_of(scheme: Scheme) -> Terms:
    """Read `[fee] standard_yuan` and `[inpatient] most_days`; KeyError for a sheet without a fee."""
    sheet = tomllib.loads(scheme.sheet)
    fee = Decimal(sheet["fee"]["standard_yuan"])
    return Terms(int(fee * 100), sheet.get("inpatient", {}).get("most_days"))
