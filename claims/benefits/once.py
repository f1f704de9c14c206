"""Critical illness, death, disability: one amount, once.

One day decides which coverage pays: the first diagnosis, the death, the date of the grade report.
Outside every coverage no sheet applies, so nothing more is said than that. Inside, every reason
against it is told at once. Each is paid once in a coverage, a death once in a life. Whether a
critical illness is paid again in another coverage, for another disease, is for a person.

Source: docs/reference/scheme-rules.md, "Lump sums".
"""

from collections.abc import Iterator, Sequence
from datetime import date

from claims.benefits.coverage import cover_on, first_payable
from claims.benefits.outcome import Assessment, LumpLine, Outcome, Reason, in_order
from claims.benefits.terms import GradedLump, Lump, Sheet
from claims.benefits.types import Cover, CriticalIllness, Death, Disability, Event, Kind


def assess_once(claim: Event, covers: Sequence[Cover]) -> Assessment:
    """Value an event under the coverage that its day lies in."""
    day = deciding_day(claim)
    cover = cover_on(day, covers)
    if cover is None:
        return not_covered(covers)
    terms = terms_of(claim, cover.sheet)
    if terms is None:
        return Assessment(Outcome.MANUAL)
    told = set(against(claim, terms, cover))
    here, elsewhere = paid_before(claim.kind, cover, covers)
    refused = bool(told or here)
    if here or elsewhere:
        told.add(Reason.ALREADY_PAID)
    if told:
        return Assessment(Outcome.REFUSED if refused else Outcome.MANUAL, in_order(told))
    return Assessment(Outcome.PAYABLE, lines=(LumpLine(cover, claim.kind, day, terms.fen),))


def not_covered(covers: Sequence[Cover]) -> Assessment:
    """Refuse a day that lies in no coverage."""
    reason = Reason.OUTSIDE_COVERAGE if covers else Reason.NOT_COVERED
    return Assessment(Outcome.REFUSED, (reason,))


def deciding_day(claim: Event) -> date:
    """Name the day that decides which coverage pays."""
    match claim:
        case CriticalIllness():
            return claim.diagnosed_on
        case Death():
            return claim.died_on
        case _:
            return claim.reported_on


def terms_of(claim: Event, sheet: Sheet) -> Lump | GradedLump | None:
    """Find what a sheet says of an event."""
    match claim:
        case CriticalIllness():
            return sheet.critical_illness
        case Death():
            return sheet.death
        case _:
            return sheet.disability


def against(claim: Event, terms: Lump | GradedLump, cover: Cover) -> Iterator[Reason]:
    """Say what speaks against an event, whatever was paid before."""
    if isinstance(claim, CriticalIllness):
        if not claim.listed:
            yield Reason.NOT_LISTED
        if not claim.first_diagnosis:
            yield Reason.NOT_FIRST_DIAGNOSIS
    if isinstance(claim, Disability) and isinstance(terms, GradedLump):
        if claim.cause not in terms.causes:
            yield Reason.CAUSE_NOT_COVERED
        if claim.grade > terms.mildest_grade:
            yield Reason.GRADE_NOT_COVERED
    if deciding_day(claim).toordinal() < first_payable(cover, terms.waiting_days):
        yield Reason.WAITING_PERIOD


def paid_before(kind: Kind, cover: Cover, covers: Sequence[Cover]) -> tuple[int, int]:
    """Sum what was paid of a kind that rules payment out, and what leaves it to a person."""
    here = cover.used.fen.get(kind, 0)
    ever = sum(each.used.fen.get(kind, 0) for each in covers)
    match kind:
        case Kind.DEATH:
            return ever, 0
        case Kind.CRITICAL_ILLNESS:
            return here, ever - here
        case _:
            return here, 0
