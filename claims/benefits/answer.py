"""Answers one line of `manage.py assess`: a case in, awards or an error out, as JSON values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from claims.benefits.case import CaseInvalid, read_case
from claims.benefits.money import yuan
from claims.benefits.outcome import Assessment, BandPart, DayLine, Line, ShareLine
from claims.benefits.terms import Sheet
from claims.benefits.types import Claim, Inpatient
from claims.benefits.valuation import assess_in_order

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    value: Json
    """Ready for json.dumps with its ASCII output: a name may hold any character, even half one."""
    malformed: bool


def answer(line: bytes, sheets: Mapping[str, Sheet]) -> Answer:
    """Value the case of a line, or say where it is malformed. Raises nothing."""
    try:
        case = read_case(line, sheets)
    except CaseInvalid as error:
        problem = {"path": error.path, "message": error.message}
        return Answer({"case": error.name, "error": problem}, malformed=True)
    assessments = assess_in_order(case.claims, case.covers)
    awards = [_award(*pair) for pair in zip(case.claims, assessments, strict=True)]
    return Answer({"case": case.name, "awards": awards}, malformed=False)


def _award(claim: Claim, assessment: Assessment) -> Json:
    known = assessment.fen is not None
    award: dict[str, object] = {
        "outcome": assessment.outcome,
        "amount": None if assessment.fen is None else str(yuan(assessment.fen)),
    }
    if isinstance(claim, Inpatient):
        award["days"] = len(assessment.days) if known else None
    award["reasons"] = assessment.reasons
    award["lines"] = [_line(line) for line in assessment.lines]
    return award


def _line(line: Line) -> Json:
    cover = line.cover
    where: Json = {
        "coverage": {"start": cover.starts_on.isoformat(), "end": cover.ends_on.isoformat()},
        "sheet": cover.sheet.code,
    }
    if isinstance(line, DayLine):
        return {
            **where,
            "days": len(line.days),
            "rate": str(yuan(line.fen_per_day)),
            "used_before": line.used_before,
            "used_after": line.used_after,
            "left": line.left,
            "amount": str(yuan(line.fen)),
        }
    on = {**where, "on": line.on.isoformat()}
    if isinstance(line, ShareLine):
        return {**on, **_share(line)}
    return {**on, "amount": str(yuan(line.fen))}


def _share(line: ShareLine) -> Json:
    most, left = line.terms.most, line.left
    return {
        "self_borne": str(yuan(line.self_borne)),
        "deductible": str(yuan(line.deducted)),
        "bands": [_band(part) for part in line.parts],
        "rounded": str(yuan(line.rounded)),
        "cap": None if most is None else str(yuan(most)),
        "used_before": str(yuan(line.used_before)),
        "used_after": str(yuan(line.used_after)),
        "left": None if left is None else str(yuan(left)),
        "amount": str(yuan(line.fen)),
    }


def _band(part: BandPart) -> Json:
    """Tell a band's part; its amount is exact, to a millionth of a yuan."""
    return {
        "from": str(yuan(part.above)),
        "to": None if part.upto is None else str(yuan(part.upto)),
        "share": str(Decimal(part.share).scaleb(-4)),
        "cost": str(yuan(part.cost)),
        "amount": str(Decimal(part.product).scaleb(-6)),
    }
