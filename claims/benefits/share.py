"""A share of what a person bore of a cost, by bands, up to an amount in one coverage.

The day of the settlement decides which coverage pays. A deductible comes off first; the bands are
counted above it, and anew for every claim. What they give is rounded half-up to the fen once, at
the end; then the cap leaves what earlier claims have not used.

Source: docs/reference/scheme-rules.md, "Shares of a cost".
"""

from collections.abc import Sequence

from claims.benefits.coverage import cover_on, first_payable
from claims.benefits.once import not_covered
from claims.benefits.outcome import Assessment, BandPart, Outcome, Reason, ShareLine
from claims.benefits.terms import Banding, Each, Share, Sheet
from claims.benefits.types import Cost, Cover, Kind, Used


def assess_share(claim: Cost, covers: Sequence[Cover]) -> Assessment:
    """Value one settlement under the coverage that its day lies in."""
    cover = cover_on(claim.incurred_on, covers)
    if cover is None:
        return not_covered(covers)
    terms = share_terms(claim.kind, cover.sheet)
    if terms is None:
        return Assessment(Outcome.MANUAL)
    if claim.incurred_on.toordinal() < first_payable(cover, terms.waiting_days):
        return Assessment(Outcome.REFUSED, (Reason.WAITING_PERIOD,))
    deducted = min(claim.self_borne, deductible_left(terms, claim.kind, cover.used))
    parts = band_parts(claim.self_borne - deducted, terms)
    line = ShareLine(cover, claim.kind, claim.incurred_on, terms, claim.self_borne, deducted, parts)
    return Assessment(
        Outcome.PAYABLE if line.fen else Outcome.ZERO,
        (Reason.AMOUNT_CAP,) if line.fen < line.rounded else (),
        (line,),
    )


def share_terms(kind: Kind, sheet: Sheet) -> Share | None:
    """Find what a sheet says of a kind of cost."""
    return sheet.inpatient_cost if kind is Kind.INPATIENT_COST else sheet.chronic_outpatient_cost


def deductible_left(terms: Share, kind: Kind, used: Used) -> int:
    """Say what of the deductible a claim still has to bear."""
    if terms.deductible_each is Each.CLAIM:
        return terms.deductible
    if used.fen.get(kind, 0):  # nothing is paid before all of it was borne
        return 0
    return max(terms.deductible - used.deducted.get(kind, 0), 0)


def band_parts(cost: int, terms: Share) -> tuple[BandPart, ...]:
    """Divide a cost among the bands: 1,000.01 over a band to 1,000 is 1,000 in it and 0.01 above.

    Bands of the whole amount leave it undivided, in the band that its last fen lies in.
    """
    parts: list[BandPart] = []
    above = 0
    for band in terms.bands:
        if cost <= above:
            break
        end = cost if band.upto is None else min(cost, band.upto)
        parts.append(BandPart(above, band.upto, band.share, end - above))
        above = end
    if terms.banding is Banding.WHOLE_AMOUNT and parts:
        last = parts[-1]
        return (BandPart(last.above, last.upto, last.share, cost),)
    return tuple(parts)
