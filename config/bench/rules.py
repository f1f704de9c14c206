"""P7, the pure rule: how many claims a second the benefit rules value on one core.

The processor's time counts, not the clock's: what others do on the machine is not the rule's.

The floor walks the same rows and takes each apart, and does nothing with it. Before any time
counts, rows must be worth what `assess` says of their claims.
"""

import gc
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from claims.benefits import (
    Assessment,
    Claim,
    Cost,
    Cover,
    Death,
    Inpatient,
    Kind,
    Stay,
    Used,
    assess,
    shipped_sheets,
)
from claims.benefits.bulk import amounts, amounts_in_order, workings
from claims.benefits.rows import Row, rows_of
from config.bench.measurement import Measurement, seconds_in_turn

CLAIMS = 220_000
SEED = 7
CHECKED = 20_000
FIRST = date(2023, 1, 1)
DAYS, BANDS = shipped_sheets()["xiamen-18"], shipped_sheets()["demo-bands"]
SHEET = replace(DAYS, inpatient_cost=BANDS.inpatient_cost)
COVER = Cover(SHEET, FIRST, date(2023, 12, 31))


def rules() -> Iterator[Measurement]:
    """P7: amounts in bulk, with their working, in order, from facts, and a claim at a time."""
    draw = random.Random(SEED)  # noqa: S311 - a reproducible city, no secret
    kinds: dict[str, Callable[[random.Random], Claim]]
    kinds = {"days": _stay, "shares": _cost, "a city's mixture": _any}
    for name, drawn in kinds.items():
        claims = [drawn(draw) for _ in range(CLAIMS)]
        covers = [replace(COVER, used=_used(draw)) for _ in claims]
        rows = list(map(_row, claims, covers))
        few, its = claims[:CHECKED], covers[:CHECKED]
        if amounts(SHEET, rows[:CHECKED]) != [award.fen for award in map(_assess, few, its)]:
            raise SystemExit("The rows are not worth what the rules say of their claims.")
        gc.freeze()  # the collector is measured with the work, but not its walks through the city
        yield _rate(f"P7 rule, {name}", rows, partial(amounts, SHEET, rows))
        yield _rate(f"P7 rule, {name}, with working", rows, partial(workings, SHEET, rows))
    asked = [(i // 3, kind, quantity) for i, (kind, quantity, _, _) in enumerate(rows)]
    yield _rate("P7 rule, in order", rows, partial(amounts_in_order, SHEET, asked))
    yield _rate("P7 facts to rows", rows[:CHECKED], lambda: list(map(_row, few, its)))
    yield _rate("P7 assess, one by one", rows[:CHECKED], lambda: list(map(_assess, few, its)))


def _rate(name: str, rows: list[Row], work: Callable[[], object]) -> Measurement:
    floor, taken = seconds_in_turn(partial(_walk, rows), work)
    return Measurement(name, len(rows) / taken, "claims/s", len(rows) / floor)


def _walk(rows: list[Row]) -> list[int]:
    return [quantity for _, quantity, _, _ in rows]


def _assess(claim: Claim, cover: Cover) -> Assessment:
    return assess(claim, [cover])


def _row(claim: Claim, cover: Cover) -> Row:
    [(_, row)] = rows_of(claim, [cover])
    return row


def _any(draw: random.Random) -> Claim:
    one = draw.random()
    if one < 0.85:  # noqa: PLR2004 - of a hundred claims 85 are stays, 12 costs, 3 deaths
        return _stay(draw)
    return _cost(draw) if one < 0.97 else Death(_day(draw))  # noqa: PLR2004


def _stay(draw: random.Random) -> Inpatient:
    admitted_on = _day(draw)
    return Inpatient((Stay(admitted_on, admitted_on + timedelta(draw.randint(0, 60))),))


def _cost(draw: random.Random) -> Cost:
    return Cost(Kind.INPATIENT_COST, int(draw.lognormvariate(13.5, 1.2)), _day(draw))


def _day(draw: random.Random) -> date:
    return FIRST + timedelta(draw.randint(0, 300))


def _used(draw: random.Random) -> Used:
    return Used(undated_days=draw.choice([0, 0, 0, 10, 44, 45]))
