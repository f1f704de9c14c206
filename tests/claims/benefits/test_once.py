"""Lump sums: each sentence of docs/reference/scheme-rules.md on both sides of its edge."""

from dataclasses import replace
from datetime import date

import pytest

from claims.benefits import (
    Cause,
    Cost,
    Cover,
    CriticalIllness,
    Death,
    Disability,
    GradedLump,
    Kind,
    Lump,
    LumpLine,
    Outcome,
    Used,
    assess,
    assess_in_order,
)
from tests.claims.benefits.people import C0, C1, C2, P18, day, nights

ILLNESS = CriticalIllness(date(2023, 6, 1), listed=True, first_diagnosis=True)
DEATH = Death(date(2023, 9, 1))
DISABILITY = Disability(date(2023, 5, 10), Cause.ACCIDENT, 8)
EDGES = ["2023-03-15", "2023-03-16", "2024-03-15", "2024-03-16"]


def on(claim, text: str):
    field = {Kind.CRITICAL_ILLNESS: "diagnosed_on", Kind.DEATH: "died_on"}.get(
        claim.kind, "reported_on"
    )
    return replace(claim, **{field: day(text)})


@pytest.mark.parametrize(
    ("claim", "yuan"),
    [(ILLNESS, 30000), (DEATH, 5000), (DISABILITY, 5000)],
    ids=lambda x: str(x)[:8],
)
def test_the_sum_is_paid_from_the_first_to_the_last_covered_day(claim, yuan):
    before, first, last, after = [assess(on(claim, text), [C1]) for text in EDGES]

    assert [first.fen, last.fen] == [yuan * 100] * 2
    for award in (before, after):
        assert (award.outcome, award.fen) == (Outcome.REFUSED, 0)
        assert list(award.reasons) == ["OUTSIDE_COVERAGE"]


@pytest.mark.parametrize(
    "claim", [ILLNESS, DEATH, DISABILITY], ids=["illness", "death", "disability"]
)
def test_without_any_coverage_the_reason_is_that(claim):
    assert list(assess(claim, []).reasons) == ["NOT_COVERED"]


@pytest.mark.parametrize(
    "claim", [ILLNESS, DEATH, DISABILITY], ids=["illness", "death", "disability"]
)
def test_a_sum_that_the_sheet_does_not_know_is_for_a_person(claim):
    award = assess(on(claim, "2022-06-01"), [C0, C1])

    assert (award.outcome, award.fen, award.reasons, award.lines) == (Outcome.MANUAL, None, (), ())


@pytest.mark.parametrize(
    ("claim", "reasons"),
    [
        pytest.param(ILLNESS, [], id="listed, first"),
        pytest.param(replace(ILLNESS, listed=False), ["NOT_LISTED"], id="not listed"),
        pytest.param(
            replace(ILLNESS, first_diagnosis=False), ["NOT_FIRST_DIAGNOSIS"], id="not first"
        ),
        pytest.param(
            replace(ILLNESS, listed=False, first_diagnosis=False),
            ["NOT_LISTED", "NOT_FIRST_DIAGNOSIS"],
            id="neither, told at once",
        ),
        pytest.param(replace(DISABILITY, cause=Cause.WORK_INJURY), [], id="work injury"),
        pytest.param(
            replace(DISABILITY, cause=Cause.ILLNESS), ["CAUSE_NOT_COVERED"], id="of an illness"
        ),
        pytest.param(replace(DISABILITY, grade=1), [], id="the worst grade"),
        pytest.param(replace(DISABILITY, grade=10), [], id="the mildest grade"),
        pytest.param(
            replace(DISABILITY, occurred_on=date(2023, 2, 1)), [], id="accident before coverage"
        ),
    ],
)
def test_every_reason_against_it_is_told(claim, reasons):
    award = assess(claim, [C1])

    assert list(award.reasons) == reasons
    assert award.outcome is (Outcome.REFUSED if reasons else Outcome.PAYABLE)


@pytest.mark.parametrize(
    ("grade", "cause", "reasons"),
    [
        (6, Cause.ACCIDENT, []),
        (7, Cause.ACCIDENT, ["GRADE_NOT_COVERED"]),
        (7, Cause.ILLNESS, ["CAUSE_NOT_COVERED", "GRADE_NOT_COVERED"]),
    ],
)
def test_the_mildest_grade_paid_is_the_sheets(grade, cause, reasons):
    strict = replace(P18, disability=GradedLump(500000, frozenset({Cause.ACCIDENT}), 6))

    award = assess(replace(DISABILITY, grade=grade, cause=cause), [replace(C1, sheet=strict)])

    assert list(award.reasons) == reasons


@pytest.mark.parametrize(
    ("claim", "again", "outcome"),
    [
        pytest.param(ILLNESS, "2023-08-01", Outcome.REFUSED, id="illness, same coverage"),
        pytest.param(ILLNESS, "2024-06-01", Outcome.MANUAL, id="illness, next coverage"),
        pytest.param(DEATH, "2023-09-02", Outcome.REFUSED, id="death, same coverage"),
        pytest.param(DEATH, "2024-06-01", Outcome.REFUSED, id="death, next coverage"),
        pytest.param(DISABILITY, "2023-08-01", Outcome.REFUSED, id="disability, same coverage"),
        pytest.param(DISABILITY, "2024-06-01", Outcome.PAYABLE, id="disability, next coverage"),
    ],
)
def test_what_is_paid_once_is_not_paid_again_unasked(claim, again, outcome):
    paid, repeated = assess_in_order([claim, on(claim, again)], [C2, C1])

    assert paid.outcome is Outcome.PAYABLE
    assert repeated.outcome is outcome
    assert list(repeated.reasons) == ([] if outcome is Outcome.PAYABLE else ["ALREADY_PAID"])


def test_what_else_is_against_a_second_illness_spares_a_person_the_question():
    again = replace(on(ILLNESS, "2024-06-01"), first_diagnosis=False)

    _, repeated = assess_in_order([ILLNESS, again], [C1, C2])

    assert repeated.outcome is Outcome.REFUSED
    assert list(repeated.reasons) == ["NOT_FIRST_DIAGNOSIS", "ALREADY_PAID"]


def test_a_third_illness_in_a_coverage_that_has_paid_one_is_refused_whatever_others_paid():
    paid = Used(fen={Kind.CRITICAL_ILLNESS: 3000000})

    award = assess(ILLNESS, [replace(C1, used=paid), replace(C2, used=paid)])

    assert (award.outcome, award.fen) == (Outcome.REFUSED, 0)


def test_already_paid_is_told_with_what_else_is_against_it():
    cover = replace(C1, used=Used(fen={Kind.CRITICAL_ILLNESS: 3000000}))

    award = assess(replace(ILLNESS, listed=False), [cover])

    assert list(award.reasons) == ["NOT_LISTED", "ALREADY_PAID"]


def test_a_refused_claim_uses_nothing():
    _, paid = assess_in_order([replace(ILLNESS, listed=False), ILLNESS], [C1])

    assert paid.outcome is Outcome.PAYABLE


def test_all_four_benefits_of_one_coverage_add_up_to_43_600():
    awards = assess_in_order([ILLNESS, nights(45), DISABILITY, DEATH], [C1])

    assert sum(award.fen or 0 for award in awards) == 4360000


def test_a_line_says_which_coverage_pays_for_which_day():
    (line,) = assess(ILLNESS, [C1, C2]).lines

    assert isinstance(line, LumpLine)
    assert (line.cover, line.on, line.kind) == (C1, date(2023, 6, 1), Kind.CRITICAL_ILLNESS)


@pytest.mark.parametrize(
    ("text", "covers", "outcome", "reasons"),
    [
        ("2023-06-01", [C1], Outcome.MANUAL, []),
        ("2024-03-16", [C1], Outcome.REFUSED, ["OUTSIDE_COVERAGE"]),
        ("2023-06-01", [], Outcome.REFUSED, ["NOT_COVERED"]),
    ],
)
def test_a_cost_is_for_a_person_as_long_as_no_sheet_says_its_share(text, covers, outcome, reasons):
    award = assess(Cost(Kind.INPATIENT_COST, 10000, day(text)), covers)

    assert (award.outcome, list(award.reasons)) == (outcome, reasons)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [("2023-03-16", ["WAITING_PERIOD"]), ("2023-06-13", ["WAITING_PERIOD"]), ("2023-06-14", [])],
    ids=["day 1", "day 90", "day 91"],
)
@pytest.mark.parametrize(
    "claim", [ILLNESS, DEATH, DISABILITY], ids=["illness", "death", "disability"]
)
def test_an_event_in_the_waiting_period_of_a_first_enrolment_is_refused(claim, text, reasons):
    lump = Lump(100, waiting_days=90)
    graded = GradedLump(100, frozenset({Cause.ACCIDENT}), 10, waiting_days=90)
    sheet = replace(P18, critical_illness=lump, death=lump, disability=graded)
    first = replace(C1, sheet=sheet, first_enrolment=True)

    award = assess(on(claim, text), [first])

    assert list(award.reasons) == reasons
    assert award.fen == (0 if reasons else 100)
    assert assess(on(claim, text), [replace(first, first_enrolment=False)]).fen == 100


def test_a_waiting_period_that_outlasts_the_calendar_is_one():
    sheet = replace(P18, death=Lump(100, waiting_days=366))
    last = Cover(sheet, date.max, date.max, first_enrolment=True)

    assert list(assess(Death(date.max), [last]).reasons) == ["WAITING_PERIOD"]
