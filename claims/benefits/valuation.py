"""Value a claim, or a person's claims in order.

The one place that knows which module values which kind. A new formula is a module and a line here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from claims.benefits.inpatient import assess_inpatient
from claims.benefits.once import assess_once
from claims.benefits.outcome import Assessment, DayLine, Line, ShareLine
from claims.benefits.share import assess_share
from claims.benefits.types import Claim, Cost, Cover, Inpatient, Used


def assess(claim: Claim, covers: Sequence[Cover]) -> Assessment:
    """Value one claim under all coverages of the person, in any order, none overlapping."""
    match claim:
        case Inpatient():
            return assess_inpatient(claim, covers)
        case Cost():
            return assess_share(claim, covers)
        case _:
            return assess_once(claim, covers)


def assess_in_order(claims: Iterable[Claim], covers: Sequence[Cover]) -> Iterator[Assessment]:
    """Value claims one after another: what one uses the next finds used."""
    for claim in claims:
        assessment = assess(claim, covers)
        yield assessment
        covers = covers_after(assessment, covers)


def covers_after(assessment: Assessment, covers: Sequence[Cover]) -> tuple[Cover, ...]:
    """Add to each coverage what the assessment uses of it."""
    lines = {line.cover.starts_on: line for line in assessment.lines}
    return tuple(
        replace(cover, used=_used_after(lines[cover.starts_on]))
        if cover.starts_on in lines
        else cover
        for cover in covers
    )


def _used_after(line: Line) -> Used:
    used = line.cover.used
    if isinstance(line, DayLine):
        return replace(used, nights=used.nights.union(line.days))
    fen = {**used.fen, line.kind: used.fen.get(line.kind, 0) + line.fen}
    if isinstance(line, ShareLine):
        borne = used.deducted.get(line.kind, 0) + line.deducted
        return replace(used, fen=fen, deducted={**used.deducted, line.kind: borne})
    return replace(used, fen=fen)
