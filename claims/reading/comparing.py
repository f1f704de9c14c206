"""What was read of a page beside what was typed: the same, or not, or nothing to compare. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from claims.photographs.spots import Spot
from claims.reading.lines import plain
from claims.reading.papers import Field, Found
from claims.reading.stays import ReadStay


@dataclass(frozen=True, slots=True)
class Compared:
    """A value that was read, what was typed of it (empty: nothing is), and whether they agree."""

    field: Field
    read: str
    typed: str
    spot: Spot

    @property
    def same(self) -> bool:
        if self.field == Field.HOSPITAL:
            read, typed = _bare(self.read), _bare(self.typed)
            return read in typed or typed in read
        return _bare(self.read) == _bare(self.typed)


def compared(
    found: Mapping[Field, Found], *, name: str, stays: Iterable[ReadStay]
) -> list[Compared]:
    """Set each value beside the member's name and the stay that it is likeliest to be of."""
    typed = {Field.NAME: name, **_of_stay(_nearest(found, list(stays)))}
    return [Compared(f, one.value, typed.get(f, ""), one.spot) for f, one in found.items()]


def _nearest(found: Mapping[Field, Found], stays: list[ReadStay]) -> ReadStay:
    """The stay whose days are closest to those that were read; the first where none were."""

    def apart(stay: ReadStay) -> int:
        pairs = ((Field.ADMITTED_ON, stay.admitted_on), (Field.DISCHARGED_ON, stay.discharged_on))
        return sum(
            abs((date.fromisoformat(found[field].value) - day).days)
            for field, day in pairs
            if field in found and day
        )

    return min(stays, key=apart, default=ReadStay())


def _of_stay(stay: ReadStay) -> dict[Field, str]:
    typed = {
        Field.HOSPITAL: stay.hospital,
        Field.ADMITTED_ON: stay.admitted_on,
        Field.DISCHARGED_ON: stay.discharged_on,
        Field.DAYS: stay.printed_days,
    }
    return {field: str(value) for field, value in typed.items() if value}


_SIGNS: Final = re.compile(r"[\s()·]+")


def _bare(text: str) -> str:
    return _SIGNS.sub("", plain(text))
