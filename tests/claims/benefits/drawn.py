"""Sheets, coverages and claims for hypothesis to draw."""

from datetime import date, timedelta

from hypothesis import strategies as st

from claims.benefits import (
    Band,
    Banding,
    Cause,
    Cost,
    Cover,
    CriticalIllness,
    Death,
    Disability,
    Each,
    Fee,
    Fees,
    GradedLump,
    Inpatient,
    Kind,
    Lump,
    PerDay,
    Share,
    Sheet,
    Stay,
    Used,
)

FIRST = date(2023, 1, 1)
DAYS = st.integers(0, 120).map(lambda days: FIRST + timedelta(days))
WAITS = st.sampled_from([0, 0, 1, 30])
FEN = st.integers(0, 2_000)
KINDS_OF_COST = st.sampled_from([Kind.INPATIENT_COST, Kind.CHRONIC_OUTPATIENT_COST])


@st.composite
def shares(draw, bandings=tuple(Banding)):
    ends = sorted(draw(st.sets(st.integers(1, 1_500), max_size=4)))
    percent = draw(st.lists(st.integers(0, 10_000), min_size=len(ends) + 1, max_size=len(ends) + 1))
    how = draw(st.sampled_from(bandings))
    if how is Banding.WHOLE_AMOUNT:
        percent.sort()
    bands = tuple(Band(*pair) for pair in zip([*ends, None], percent, strict=True))
    return Share(
        bands,
        how,
        draw(st.integers(0, 300)),
        draw(st.sampled_from(Each)),
        draw(st.none() | st.integers(1, 1_500)),
        draw(WAITS),
    )


LUMPS = st.builds(Lump, st.integers(1, 1_000), WAITS)
GRADED = st.builds(
    GradedLump,
    st.integers(1, 1_000),
    st.frozensets(st.sampled_from(Cause), min_size=1),
    st.integers(1, 10),
    WAITS,
)
SHEETS = st.builds(
    Sheet,
    st.just("drawn"),
    st.just("Drawn"),
    st.just("hypothesis"),
    st.just(Fees(Fee(0))),
    st.none() | st.builds(PerDay, st.integers(1, 100), st.integers(1, 20), WAITS),
    st.none() | LUMPS,
    st.none() | LUMPS,
    st.none() | GRADED,
    st.none() | shares(),
    st.none() | shares(),
)
USED = st.builds(
    Used,
    st.frozensets(DAYS, max_size=5),
    st.integers(0, 20),
    st.dictionaries(st.sampled_from(Kind), st.integers(0, 1_500)),
    st.dictionaries(KINDS_OF_COST, st.integers(0, 400)),
)


@st.composite
def covers(draw):
    """Two coverages with a gap between them or none, either of them perhaps a first enrolment."""
    ends = FIRST + timedelta(draw(st.integers(5, 60)))
    begins = ends + timedelta(draw(st.integers(1, 3)))
    sheet = draw(SHEETS)
    first = Cover(sheet, FIRST + timedelta(5), ends, draw(USED), draw(st.booleans()), "first")
    second = Cover(sheet, begins, begins + timedelta(40), draw(USED), draw(st.booleans()), "second")
    return draw(st.permutations([first, second]))


STAYS = st.builds(
    lambda first, days: Stay(first, first + timedelta(days)), DAYS, st.integers(0, 30)
)
CLAIMS = st.one_of(
    st.builds(Inpatient, st.lists(STAYS, min_size=1, max_size=3).map(tuple)),
    st.builds(CriticalIllness, DAYS, st.booleans(), st.booleans()),
    st.builds(Death, DAYS),
    st.builds(Disability, DAYS, st.sampled_from(Cause), st.integers(1, 10)),
    st.builds(Cost, KINDS_OF_COST, FEN, DAYS),
)
