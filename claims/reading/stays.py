"""The stays that the papers of a claim tell of, for the member to take over or not. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from claims.reading.papers import Field, Found

DATES: Final = (Field.ADMITTED_ON, Field.DISCHARGED_ON)
OF_A_STAY: Final = (Field.HOSPITAL, *DATES, Field.DAYS)


@dataclass(frozen=True, slots=True)
class ReadStay:
    """A stay as papers tell it; what none of them tells is None."""

    hospital: str | None = None
    admitted_on: date | None = None
    discharged_on: date | None = None
    printed_days: int | None = None

    @property
    def told(self) -> dict[str, str | date | int]:
        """What is told, by its name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def stays_read(pages: Iterable[Mapping[Field, Found]]) -> list[ReadStay]:
    """Put the pages together that share a day, the first to tell a thing being believed.

    A page without a day belongs to the only stay there is, or to none. Earliest first.
    """
    stays: list[dict[Field, str]] = []
    dateless = []
    for page in pages:
        told = {field: page[field].value for field in OF_A_STAY if field in page}
        if told.keys().isdisjoint(DATES):
            dateless.append(told)
        elif same := next((stay for stay in stays if _share_a_day(stay, told)), None):
            same |= told | same
        else:
            stays.append(told)
    if len(stays) == 1:
        for told in dateless:
            stays[0] |= told | stays[0]
    read = (_stay(told) for told in stays)
    return sorted(filter(_possible, read), key=lambda s: s.admitted_on or s.discharged_on or _NEVER)


def placed(read: Iterable[ReadStay], typed: Sequence[ReadStay]) -> dict[int, ReadStay]:
    """Say which typed stay each read one is, by its place from nought: the one that shares a day,
    else the next that is still without days, else one behind them all."""
    places: dict[int, ReadStay] = {}
    left = []
    for stay in read:
        same = [n for n, one in enumerate(typed) if n not in places and _days(stay) & _days(one)]
        if same:
            places[same[0]] = stay
        else:
            left.append(stay)
    free = [n for n, one in enumerate(typed) if n not in places and not _days(one)]
    behind = range(len(typed), len(typed) + len(left))
    return places | dict(zip([*free, *behind], left, strict=False))


_NEVER: Final = date.max


def _share_a_day(stay: Mapping[Field, str], told: Mapping[Field, str]) -> bool:
    return any(day in stay and stay[day] == told.get(day) for day in DATES)


def _stay(told: Mapping[Field, str]) -> ReadStay:
    admitted, discharged = (told.get(day) for day in DATES)
    days = told.get(Field.DAYS)
    return ReadStay(
        told.get(Field.HOSPITAL),
        date.fromisoformat(admitted) if admitted else None,
        date.fromisoformat(discharged) if discharged else None,
        int(days) if days else None,
    )


def _possible(stay: ReadStay) -> bool:
    return not (stay.admitted_on and stay.discharged_on) or stay.admitted_on <= stay.discharged_on


def _days(stay: ReadStay) -> set[tuple[str, date]]:
    named = {"in": stay.admitted_on, "out": stay.discharged_on}
    return {(name, day) for name, day in named.items() if day is not None}
