"""Takes a JSON object apart key by key; the first thing wrong is told with its path."""

import json
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from claims.benefits.money import fen_of

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_NUMBER = date.max.toordinal()
"""No count of days is longer than the calendar."""
MOST_DIGITS = 20
"""A number of more digits is read as its first ones: out of every range too, and at once."""
MOST_KEY_SHOWN = 80
TWICE = object()
"""Stands for the value of a key that an object gives more than once."""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Misread(Exception):
    """What was wrong, and where: a path such as "claims[0].stays[0].admitted"."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(f"{path}: {message}")


def parse(line: bytes) -> object:
    """Parse one line of strict JSON in UTF-8. Misread for anything else, at the empty path."""
    try:
        return json.loads(
            line.removeprefix(b"\xef\xbb\xbf").decode(),
            object_pairs_hook=_marked,
            parse_int=lambda digits: int(digits[:MOST_DIGITS]),
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        raise Misread("", "The line is not UTF-8.") from error
    except RecursionError as error:
        raise Misread("", "The line nests too deep to be a case.") from error
    except ValueError as error:
        raise Misread("", f"The line is not JSON: {error}") from error


class Fields:
    """One object. What is left of it at the end is a key that the contract does not know."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise Misread(path, "Must be an object.")
        self._left: dict[str, object] = dict(value)
        self._path = path

    def has(self, key: str) -> bool:
        return key in self._left

    def close(self) -> None:
        for key in self._left:
            raise Misread(self.at(key), "Unknown key.")

    def at(self, key: str) -> str:
        """Give the path of a key, however long the key."""
        shown = key if len(key) <= MOST_KEY_SHOWN else f"{key[:MOST_KEY_SHOWN]}…"
        return f"{self._path}.{shown}" if self._path else shown

    def take(self, key: str) -> object:
        if key not in self._left:
            raise Misread(self.at(key), "The key is missing.")
        value = self._left.pop(key)
        if value is TWICE:
            raise Misread(self.at(key), "The key is given more than once.")
        return value

    def text(self, key: str) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise Misread(self.at(key), "Must be a string.")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise Misread(self.at(key), "Must be true or false.")
        return value

    def number(self, key: str, *, least: int = 0, most: int = MOST_NUMBER) -> int:
        value = self.take(key)
        if type(value) is not int or not least <= value <= most:  # bool is an int too
            raise Misread(self.at(key), f"Must be a whole number from {least} to {most}.")
        return value

    def day(self, key: str) -> date:
        text = self.text(key)
        try:
            if DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise Misread(self.at(key), "Must be a date of the calendar, as YYYY-MM-DD.")

    def fen(self, key: str) -> int:
        text = self.text(key)
        try:
            return fen_of(text)
        except ValueError as error:
            raise Misread(self.at(key), str(error)) from error

    def choice(self, key: str, among: type[E]) -> E:
        text = self.text(key)
        try:
            return among(text)
        except ValueError as error:
            raise Misread(self.at(key), f"Must be one of: {', '.join(among)}.") from error

    def each(self, key: str, read: Callable[[object, str], T]) -> list[T]:
        """Read a list, each member with the path it stands at."""
        values = self.take(key)
        if not isinstance(values, list):
            raise Misread(self.at(key), "Must be a list.")
        return [read(value, f"{self.at(key)}[{i}]") for i, value in enumerate(values)]


def _marked(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                values[key] = TWICE
            seen.add(key)
    return values


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no number")
