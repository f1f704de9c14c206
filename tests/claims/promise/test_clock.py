"""The clock of the pre-review: working days, pauses, month ends, in whatever order they come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.promise.clock import BeyondCalendar, Turn, due, used

FIRST = date(2026, 1, 1)
ALL = [FIRST + timedelta(days=n) for n in range(400)]
WEEKDAYS = [day for day in ALL if day.weekday() < 5]


def on(month: int, day: int) -> date:
    return date(2026, month, day)


@pytest.mark.parametrize(
    ("turns", "promised_on"),
    [
        ([Turn(on(3, 2))], on(3, 4)),
        ([Turn(on(3, 6))], on(3, 10)),
        ([Turn(on(1, 30))], on(2, 3)),
        ([Turn(on(3, 2), on(3, 3)), Turn(on(3, 20))], on(3, 24)),
        ([Turn(on(3, 2), on(3, 4)), Turn(on(3, 20))], on(3, 23)),
        ([Turn(on(3, 2), on(3, 2)), Turn(on(3, 2), on(3, 2)), Turn(on(3, 2))], on(3, 4)),
        ([Turn(on(3, 2), on(3, 9)), Turn(on(3, 20))], on(3, 4)),
        ([Turn(on(3, 2), on(3, 3))], None),
    ],
    ids=[
        "plain",
        "over a weekend",
        "over the end of a month",
        "asked before a whole day went by",
        "asked after one",
        "asked twice within a day",
        "asked when it was late already",
        "with the member",
    ],
)
def test_two_working_days_are_promised(turns: list[Turn], promised_on: date | None) -> None:
    assert due(turns, WEEKDAYS, 2) == promised_on


def test_beyond_the_calendar_nothing_is_promised() -> None:
    with pytest.raises(BeyondCalendar):
        due([Turn(WEEKDAYS[-1])], WEEKDAYS, 2)


@st.composite
def histories(draw: st.DrawFn) -> list[Turn]:
    """Turns of the office one after the other, of any length, the last of them open."""
    steps = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=5))
    day, turns = FIRST + timedelta(days=draw(st.integers(0, 60))), []
    for with_office, with_member in steps:
        asked = day + timedelta(days=with_office)
        turns.append(Turn(day, asked))
        day = asked + timedelta(days=with_member)
    return [*turns, Turn(day)]


@given(histories(), st.integers(1, 7))
def test_so_many_whole_days_of_the_office_go_by_until_the_promise(
    turns: list[Turn], promised: int
) -> None:
    day = due(turns, WEEKDAYS, promised)
    assert day is not None
    assert day in WEEKDAYS
    assert used(turns, WEEKDAYS, day) == promised - 1
    assert used(turns, WEEKDAYS, day + timedelta(days=1)) in {promised - 1, promised}


@given(histories(), st.integers(1, 7))
def test_a_pause_never_makes_the_promise_earlier(turns: list[Turn], promised: int) -> None:
    plain = due([Turn(turns[0].since)], WEEKDAYS, promised)
    paused = due(turns, WEEKDAYS, promised)
    assert plain is not None
    assert paused is not None
    assert paused >= plain


@given(histories())
def test_asking_and_answering_within_a_day_neither_gives_nor_takes_more_than_that_day(
    turns: list[Turn],
) -> None:
    last = turns[-1].since
    again = [*turns[:-1], Turn(last, last), Turn(last)]
    assert due(again, WEEKDAYS, 2) == due(turns, WEEKDAYS, 2)
