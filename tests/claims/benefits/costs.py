"""How a test says a cost, and a coverage that pays a share of it."""

from dataclasses import replace
from datetime import date

from claims.benefits import Assessment, Cost, Cover, Kind, Share, ShareLine, Used, assess
from tests.claims.benefits.people import P18, day

COST, CHRONIC = Kind.INPATIENT_COST, Kind.CHRONIC_OUTPATIENT_COST


def cost(fen: int, kind: Kind = COST, on: str = "2023-06-01") -> Cost:
    return Cost(kind, fen, day(on))


def covered(share: Share, **used: int) -> Cover:
    """A coverage of the year 2023 whose sheet pays such a share of inpatient cost."""
    before = Used(fen={COST: used.get("fen", 0)}, deducted={COST: used.get("deducted", 0)})
    sheet = replace(P18, inpatient_cost=share)
    return Cover(sheet, date(2023, 1, 1), date(2023, 12, 31), used=before)


def line_of(award: Assessment) -> ShareLine:
    (line,) = award.lines
    assert isinstance(line, ShareLine)
    return line


def paid_of(borne: int, share: Share, **used: int) -> int:
    return assess(cost(borne), [covered(share, **used)]).fen or 0
