"""Rows for COPY: what a table's columns hold, sealed and indexed as its model would have them.

A row names the columns that differ; the others take the defaults of the model or the database.
Text is made where rows are drawn, so that processes share the work, and is sent by whoever holds
the transaction.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Any, Final

from django.db import models
from django.db.models.fields import NOT_PROVIDED
from psycopg.sql import SQL, Identifier

from members.fields import BlindIndexField, SealedField
from members.keys import key_text
from members.sealing import seal

BIRTH_MS: Final = 1_640_995_200_000
"""1 January 2022: when the keys of a city say that they were made. Its rows tell the real times."""


def key(random: Random) -> str:
    """Draw a primary key."""
    return key_text(BIRTH_MS, random.getrandbits(74))


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, written)
    return text


def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else _escaped(value)


WRITTEN: Final[Mapping[type, Callable[[Any], str]]] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda _: r"\N",
    bytes: lambda value: rf"\\x{value.hex()}",
    date: date.isoformat,
    datetime: datetime.isoformat,
    list: lambda value: _text("{" + ",".join(value) + "}"),
    dict: lambda value: _text(json.dumps(value, ensure_ascii=False)),
    tuple: lambda value: _text(json.dumps(value, ensure_ascii=False)),
}
"""How each kind of value stands in COPY's text. A list is an array of words, a tuple is JSON."""


class Table:
    """The columns of a model that rows give, in their order; what is sealed is given as text."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.model = model
        self.name = model._meta.db_table  # noqa: SLF001 - Django's documented door
        fields = {f.attname: f for f in model._meta.concrete_fields}  # noqa: SLF001
        given = [fields.pop(column) for column in columns]
        self._sealed = [
            (place, f"{self.name}.{field.column}.")
            for place, field in enumerate(given)
            if isinstance(field, SealedField)
        ]
        indexes = [f for f in fields.values() if isinstance(f, BlindIndexField)]
        self._indexes = [(columns.index(f.source), f) for f in indexes if f.source in columns]
        blind = [field for _, field in self._indexes]
        rest = [f for f in fields.values() if f not in blind and not _by_database(f)]
        self._rest = "".join(f"\t{_default(field)}" for field in rest)
        self.columns = [str(field.column) for field in (*given, *blind, *rest)]

    @property
    def copy(self) -> Any:
        names = SQL(", ").join(map(Identifier, self.columns))
        return SQL("COPY {} ({}) FROM STDIN").format(Identifier(self.name), names)

    def text(self, rows: Iterable[Sequence[object]]) -> str:
        """Write rows as COPY reads them; the first column of a sealed one is its key."""
        written = WRITTEN
        lines = []
        for row in rows:
            if self._sealed or self._indexes:
                row = self._shut(list(row))  # noqa: PLW2901
            lines.append("\t".join([written[type(value)](value) for value in row]))
        return "".join(f"{line}{self._rest}\n" for line in lines)

    def _shut(self, row: list[object]) -> list[object]:
        row += [field.index_of(str(row[place])) for place, field in self._indexes]
        for place, bound_to in self._sealed:
            if value := str(row[place]):
                row[place] = seal(value.encode(), bound_to=f"{bound_to}{row[0]}")
            else:
                row[place] = b""
        return row


Row = tuple[object, ...]
Rows = dict[Table, list[Row]]


def _by_database(field: models.Field[Any, Any]) -> bool:
    return field.primary_key or field.db_default is not NOT_PROVIDED


def _default(field: models.Field[Any, Any]) -> str:
    if field.default is NOT_PROVIDED and field.null:
        return WRITTEN[type(None)](None)
    value = field.get_default()
    if isinstance(field, models.JSONField):
        value = tuple(value)
    elif isinstance(field, SealedField):
        value = value.encode()
    elif isinstance(value, str):
        value = "".join(value)
    return WRITTEN[type(value)](value)
