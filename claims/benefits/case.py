"""Reads one case of `manage.py assess`: a person's coverages and the claims to value in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.benefits.reading import Fields, Misread, parse
from claims.benefits.terms import Cause, Sheet
from claims.benefits.types import (
    Claim,
    Cost,
    Cover,
    CriticalIllness,
    Death,
    Disability,
    Inpatient,
    Kind,
    Stay,
    Used,
)

NOTES = ("basis", "expect", "note")
"""What a test vector says of itself: let by unread, so that a file of vectors can be piped in."""


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    covers: tuple[Cover, ...]
    claims: tuple[Claim, ...]


class CaseInvalid(Exception):
    """The line is no case: its name where one could be read, the path and what is wrong there."""

    def __init__(self, name: str | None, path: str, message: str) -> None:
        self.name = name
        self.path = path
        self.message = message
        super().__init__(f"{path}: {message}")


def read_case(line: bytes, sheets: Mapping[str, Sheet]) -> Case:
    """Read a line. CaseInvalid, at the first thing that is wrong, when it is malformed."""
    name = None
    try:
        value = parse(line)
        if isinstance(value, dict) and isinstance(value.get("case"), str):
            name = value["case"]
        fields = Fields(value, "")
        case = Case(
            fields.text("case"),
            tuple(fields.each("coverages", lambda value, path: _cover(value, path, sheets))),
            tuple(fields.each("claims", _claim)),
        )
        for note in NOTES:
            if fields.has(note):
                fields.take(note)
        fields.close()
        _refuse_overlap(case.covers)
    except Misread as error:
        raise CaseInvalid(name, error.path, error.message) from error
    return case


def _cover(value: object, path: str, sheets: Mapping[str, Sheet]) -> Cover:
    fields = Fields(value, path)
    scheme = fields.text("scheme")
    if scheme not in sheets:
        raise Misread(fields.at("scheme"), "Unknown scheme.")
    starts_on, ends_on = fields.day("start"), fields.day("end")
    if ends_on < starts_on:
        raise Misread(fields.at("end"), "The coverage ends before it begins.")
    cover = Cover(
        sheets[scheme],
        starts_on,
        ends_on,
        used=_used(fields.take("used"), fields.at("used")) if fields.has("used") else Used(),
        first_enrolment=fields.has("first_enrolment") and fields.flag("first_enrolment"),
    )
    fields.close()
    return cover


def _used(value: object, path: str) -> Used:
    fields = Fields(value, path)
    days = fields.number("inpatient_days") if fields.has("inpatient_days") else 0
    fen = _by_kind(fields.take("amount"), fields.at("amount")) if fields.has("amount") else {}
    fields.close()
    return Used(undated_days=days, fen=fen)


def _by_kind(value: object, path: str) -> dict[Kind, int]:
    fields = Fields(value, path)
    amounts = {kind: fields.fen(kind) for kind in Kind if fields.has(kind)}
    fields.close()
    return amounts


def _refuse_overlap(covers: Sequence[Cover]) -> None:
    for earlier, later in pairwise(sorted(range(len(covers)), key=lambda i: covers[i].starts_on)):
        if covers[later].starts_on <= covers[earlier].ends_on:
            message = f"The coverage overlaps coverages[{earlier}]."
            raise Misread(f"coverages[{later}].start", message)


def _claim(value: object, path: str) -> Claim:
    fields = Fields(value, path)
    kind = fields.choice("kind", Kind)
    claim = READERS[kind](kind, fields)
    fields.close()
    return claim


def _inpatient(_: Kind, fields: Fields) -> Inpatient:
    stays = tuple(fields.each("stays", _stay))
    if not stays:
        raise Misread(fields.at("stays"), "An inpatient claim has at least one stay.")
    printed_days = fields.number("printed_days") if fields.has("printed_days") else None
    return Inpatient(stays, printed_days)


def _stay(value: object, path: str) -> Stay:
    fields = Fields(value, path)
    admitted_on, discharged_on = fields.day("admitted"), fields.day("discharged")
    fields.close()
    if discharged_on < admitted_on:
        raise Misread(fields.at("discharged"), "The stay ends before it begins.")
    return Stay(admitted_on, discharged_on)


def _critical_illness(_: Kind, fields: Fields) -> CriticalIllness:
    return CriticalIllness(
        fields.day("diagnosed_on"), fields.flag("listed"), fields.flag("first_diagnosis")
    )


def _death(_: Kind, fields: Fields) -> Death:
    return Death(fields.day("died_on"))


def _disability(_: Kind, fields: Fields) -> Disability:
    return Disability(
        fields.day("reported_on"),
        fields.choice("cause", Cause),
        fields.number("grade", least=1, most=10),
        fields.day("occurred_on") if fields.has("occurred_on") else None,
    )


def _cost(kind: Kind, fields: Fields) -> Cost:
    return Cost(kind, fields.fen("self_borne"), fields.day("incurred_on"))


READERS: Mapping[Kind, Callable[[Kind, Fields], Claim]] = {
    Kind.INPATIENT: _inpatient,
    Kind.CRITICAL_ILLNESS: _critical_illness,
    Kind.DEATH: _death,
    Kind.DISABILITY: _disability,
    Kind.INPATIENT_COST: _cost,
    Kind.CHRONIC_OUTPATIENT_COST: _cost,
}
