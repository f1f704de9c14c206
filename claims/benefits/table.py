"""Takes a rule sheet's table apart key by key and collects every problem on the way.

After a problem a stand-in value is given, so that reading goes on; whoever began the reading
must look at the problems before using any value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from claims.benefits.money import fen_of, share_of

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    key: str
    """Dotted, as in "inpatient.most_days"; empty for the sheet as a whole."""
    sentence: str


class Table:
    """One table of a sheet. What is left in it at the end is a key that nobody reads."""

    def __init__(
        self, values: Mapping[str, object], problems: list[Problem], path: str = ""
    ) -> None:
        self._left = dict(values)
        self._problems = problems
        self._path = path

    def has(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str) -> str:
        value = self._take(key)
        if isinstance(value, str) and value.strip():
            return value
        return self._refuse(key, value, "Must be a text that is not empty.", "")

    def fen(self, key: str, *, least: int = 0) -> int:
        """Read yuan in a string; `least` is in fen."""
        value = self._take(key)
        if not isinstance(value, str):
            return self._refuse(key, value, 'Must be yuan in a string, like "80.00".', 0)
        try:
            fen = fen_of(value)
        except ValueError as error:
            return self._refuse(key, value, str(error), 0)
        if fen < least:
            return self._refuse(key, value, "Must be more than nothing.", 0)
        return fen

    def share(self, key: str) -> int:
        """Read percent in a string as ten-thousandths."""
        value = self._take(key)
        if not isinstance(value, str):
            return self._refuse(key, value, 'Must be percent in a string, like "30".', 0)
        try:
            return share_of(value)
        except ValueError as error:
            return self._refuse(key, value, str(error), 0)

    def choice(self, key: str, among: type[E]) -> E:
        value = self._take(key)
        known = {each.value: each for each in among}
        if isinstance(value, str) and value in known:
            return known[value]
        return self._refuse(key, value, f"Must be one of: {', '.join(known)}.", next(iter(among)))

    def number(self, key: str, *, least: int, most: int) -> int:
        value = self._take(key)
        if type(value) is int and least <= value <= most:  # bool is an int too
            return value
        return self._refuse(key, value, f"Must be a whole number from {least} to {most}.", least)

    def texts(self, key: str, *, among: Mapping[str, T]) -> frozenset[T]:
        """Read a list of words, each one of `among`, as what they stand for."""
        value = self._take(key)
        if (
            isinstance(value, list)
            and value
            and all(isinstance(word, str) and word in among for word in value)
        ):
            return frozenset(among[word] for word in value)
        words = ", ".join(among)
        return self._refuse(key, value, f"Must be a list of some of: {words}.", frozenset())

    def section(self, key: str, read: Callable[["Table"], T]) -> T | None:
        """Read a table within this one; None when it is left out."""
        if not self.has(key):
            return None
        value = self._take(key)
        if not isinstance(value, dict):
            return self._refuse(key, value, "Must be a table.", None)
        table = Table(value, self._problems, self._dotted(key))
        result = read(table)
        table.close()
        return result

    def each(self, key: str, read: Callable[["Table"], T]) -> tuple[T, ...]:
        """Read a list of tables, at least one."""
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            return self._refuse(key, value, "Must be a list of tables, at least one.", ())
        tables = [
            Table(each, self._problems, f"{self._dotted(key)}[{i}]") for i, each in enumerate(value)
        ]
        results = tuple(read(table) for table in tables)
        for table in tables:
            table.close()
        return results

    def refuse(self, key: str, sentence: str) -> None:
        self._problems.append(Problem(self._dotted(key), sentence))

    def close(self) -> None:
        for key in self._left:
            self.refuse(key, "No rule reads this key.")

    def _take(self, key: str) -> object:
        return self._left.pop(key, None)

    def _refuse(self, key: str, value: object, sentence: str, stand_in: T) -> T:
        """Note the problem and go on with a stand-in. TOML has no null: None is a missing key."""
        self.refuse(key, "Is missing." if value is None else sentence)
        return stand_in

    def _dotted(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key
