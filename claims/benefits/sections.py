"""The sections of a rule sheet: which keys each has, and what they are as values.

Keys, units and defaults are told one by one in docs/reference/rule-sheets.md.
"""

import re
from itertools import pairwise

from claims.benefits.table import Table
from claims.benefits.terms import (
    Band,
    Banding,
    Cause,
    Each,
    Fee,
    Fees,
    GradedLump,
    Lump,
    PerDay,
    Share,
    Sheet,
)

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
MOST_OF_A_NAME = 100


def sheet_of(table: Table) -> Sheet:
    """Read the whole of a sheet; every problem goes to the table's list."""
    code = table.text("code")
    if code and not CODE.fullmatch(code):
        table.refuse("code", "Must be small letters, digits and hyphens, 40 at most.")
    name = table.text("name")
    if len(name) > MOST_OF_A_NAME or not name.replace("\u3000", " ").isprintable():
        table.refuse("name", "Must be one line of at most 100 characters, all of them visible.")
    if not table.has("fee"):
        table.refuse("fee", "Is missing.")
    return Sheet(
        code=code,
        name=name,
        source=table.text("source"),
        calendar_year=table.section("coverage", _calendar_year),
        fees=table.section("fee", _fees) or Fees(Fee(0)),
        inpatient=table.section("inpatient", _per_day),
        inpatient_cost=table.section("inpatient_cost", _share),
        chronic_outpatient_cost=table.section("chronic_outpatient_cost", _share),
        critical_illness=table.section("critical_illness", _lump),
        death=table.section("death", _lump),
        disability=table.section("disability", _graded_lump),
        third_check_from=table.section("check", _third_check),
    )


def _calendar_year(table: Table) -> int:
    return table.number("calendar_year", least=2000, most=2100)


def _fees(table: Table) -> Fees:
    standard = _fee(table, table.fen("standard_yuan"), "standard")
    concession = gifted = None
    if table.has("concession_yuan"):
        concession = _fee(table, table.fen("concession_yuan"), "concession")
    if table.has("gifted_yuan"):
        gifted = _fee(table, table.fen("gifted_yuan"), "gifted")
    return Fees(standard, concession, gifted)


def _fee(table: Table, due: int, fee_class: str) -> Fee:
    fee = table.section(fee_class, lambda parts: _paid_by(parts, due)) or Fee(due)
    if (fee.unit, fee.person) != (None, None) and (fee.unit or 0) + (fee.person or 0) != due:
        table.refuse(fee_class, "What unit and person pay must add up to the fee of the class.")
    return fee


def _paid_by(table: Table, due: int) -> Fee:
    return Fee(
        due,
        unit=table.fen("unit_yuan") if table.has("unit_yuan") else None,
        person=table.fen("person_yuan") if table.has("person_yuan") else None,
        union=table.fen("union_yuan") if table.has("union_yuan") else 0,
        sponsor=table.fen("sponsor_yuan") if table.has("sponsor_yuan") else 0,
    )


def _per_day(table: Table) -> PerDay:
    _formula(table, "per_day")
    return PerDay(
        table.fen("yuan_per_day", least=1),
        table.number("most_days", least=1, most=366),
        _waiting_days(table),
    )


def _lump(table: Table) -> Lump:
    _formula(table, "lump")
    return Lump(table.fen("yuan", least=1), _waiting_days(table))


def _graded_lump(table: Table) -> GradedLump:
    _formula(table, "graded_lump")
    return GradedLump(
        table.fen("yuan", least=1),
        table.texts("causes", among={cause.value: cause for cause in Cause}),
        table.number("mildest_grade", least=1, most=10),
        _waiting_days(table),
    )


def _share(table: Table) -> Share:
    _formula(table, "share")
    bands = table.each("bands", _band)
    banding = table.choice("banding", Banding) if table.has("banding") else Banding.MARGINAL
    _refuse_disorder(table, bands, banding)
    deductible, each = 0, Each.CLAIM
    if table.has("deductible_yuan"):
        deductible = table.fen("deductible_yuan", least=1)
        each = table.choice("deductible_each", Each)
    most = table.fen("most_yuan", least=1) if table.has("most_yuan") else None
    return Share(bands, banding, deductible, each, most, _waiting_days(table))


def _band(table: Table) -> Band:
    upto = table.fen("to_yuan", least=1) if table.has("to_yuan") else None
    return Band(upto, table.share("percent"))


def _refuse_disorder(table: Table, bands: tuple[Band, ...], banding: Banding) -> None:
    for i, (band, above) in enumerate(pairwise(bands)):
        if band.upto is None:
            table.refuse(f"bands[{i}].to_yuan", "Is missing: only the last band has no end.")
        elif above.upto is not None and above.upto <= band.upto:
            table.refuse(f"bands[{i + 1}].to_yuan", "Must be more than that of the band before.")
        if banding is Banding.WHOLE_AMOUNT and above.share < band.share:
            # One fen more of a cost would be paid less.
            table.refuse(f"bands[{i + 1}].percent", "Must not fall where bands are whole_amount.")
    if bands and bands[-1].upto is not None:
        table.refuse(f"bands[{len(bands) - 1}].to_yuan", "The last band has no end.")


def _waiting_days(table: Table) -> int:
    return table.number("waiting_days", least=1, most=366) if table.has("waiting_days") else 0


def _third_check(table: Table) -> int:
    return table.fen("third_from_yuan", least=1)


def _formula(table: Table, known: str) -> None:
    formula = table.text("formula")
    if formula and formula != known:
        table.refuse("formula", f"Must be {known}: no other formula is known for this benefit.")
