"""Whether promises are kept and how long payments take, by cases on a calendar with moved days."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from claims.promise.keeping import (
    Attempt,
    Payment,
    Tally,
    Verdict,
    days_taken,
    firsts,
    seconds,
    spread,
    step_names,
    tally,
    verdict,
)

FIRST = date(2026, 9, 1)
REST = {*(date(2026, 10, n) for n in range(1, 8)), date(2026, 9, 25)}
"""National Day and Mid-Autumn, in whose place Sunday 20 September and Saturday 10 October work."""
MOVED = {date(2026, 9, 20), date(2026, 10, 10)}
DAYS = [FIRST + timedelta(days=n) for n in range(61)]
WORKED = [d for d in DAYS if d in MOVED or (d.weekday() < 5 and d not in REST)]

DUE = date(2026, 9, 30)
TODAY = date(2026, 10, 1)


def attempt(*, sent=None, paid=None, since=date(2026, 9, 18), due=DUE) -> Attempt:
    return Attempt(since, due, sent, paid)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        pytest.param(attempt(sent=date(2026, 9, 29)), Verdict.KEPT, id="sent before"),
        pytest.param(attempt(sent=DUE), Verdict.KEPT, id="sent on the day"),
        pytest.param(attempt(sent=TODAY), Verdict.BROKEN, id="sent a day late"),
        pytest.param(
            attempt(sent=DUE, paid=date(2026, 10, 9)), Verdict.KEPT, id="sent in time, paid after"
        ),
        pytest.param(attempt(), Verdict.BROKEN, id="not sent and past"),
        pytest.param(attempt(due=TODAY), Verdict.OPEN, id="not sent, still today"),
    ],
)
def test_a_promise_is_kept_when_it_goes_to_the_bank_by_its_day(made, found) -> None:
    assert verdict(made, TODAY) is found


@pytest.mark.parametrize(
    ("since", "paid", "days"),
    [
        pytest.param(date(2026, 9, 14), date(2026, 9, 14), 0, id="the same day"),
        pytest.param(date(2026, 9, 14), date(2026, 9, 15), 1, id="the next day"),
        pytest.param(date(2026, 9, 18), date(2026, 9, 21), 2, id="over a Sunday that works"),
        pytest.param(date(2026, 9, 11), date(2026, 9, 14), 1, id="over a weekend"),
        pytest.param(date(2026, 9, 30), date(2026, 10, 8), 1, id="over National Day"),
        pytest.param(date(2026, 9, 18), date(2026, 9, 30), 8, id="with a holiday within"),
        pytest.param(date(2026, 9, 12), date(2026, 9, 14), 1, id="approved on a Saturday"),
    ],
)
def test_days_are_counted_by_the_calendar_and_the_first_is_not(since, paid, days) -> None:
    assert days_taken(attempt(since=since, sent=paid, paid=paid), WORKED) == days


def payment(*attempts: Attempt, person: int = 1) -> Payment:
    return Payment(UUID(int=person), "inpatient", "湖东区", 248_000, attempts)


def test_a_payment_that_came_back_keeps_the_first_promise_and_starts_a_second() -> None:
    again = attempt(since=date(2026, 10, 8), due=date(2026, 10, 16), sent=date(2026, 10, 19))
    found = [payment(attempt(sent=DUE), again)]
    september = (date(2026, 9, 1), date(2026, 9, 30))
    october = (date(2026, 10, 1), date(2026, 10, 31))

    assert tally(firsts(found, *september), date(2026, 11, 1)) == Tally(1, 0)
    assert tally(seconds(found, *october), date(2026, 11, 1)) == Tally(0, 1)
    assert firsts(found, *october) == seconds(found, *september) == []


@pytest.mark.parametrize(
    ("kept", "broken", "percent"),
    [
        (0, 0, None),
        (3, 0, Decimal("100.0")),
        (1999, 1, Decimal("99.9")),
        (2, 1, Decimal("66.6")),
        (0, 4, Decimal("0.0")),
    ],
)
def test_all_is_only_said_of_all(kept, broken, percent) -> None:
    assert Tally(kept, broken).percent == percent


def test_every_number_of_days_has_one_step() -> None:
    assert spread([0, 1, 2, 7, 8, 10, 11, 15, 16, 20, 21, 90]) == [
        2, 1, 0, 0, 0, 0, 1, 2, 2, 2, 2,
    ]  # fmt: skip
    assert step_names()[:2] == ["1天以内", "2天"]
    assert step_names()[6:] == ["7天", "8至10天", "11至15天", "16至20天", "超过20天"]
