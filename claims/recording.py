"""A move as one statement: the claim's row, its event, and the messages that tell of it.

They are never written apart from each other, so they are sent at once: each statement spared is a
journey to the database within the lock of the claim.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import sql
from django.db.models.expressions import Func, RawSQL, Value

from claims.models import Claim, ClaimEvent
from members.models import Message

EVENT: Final = "{event}"
"""In the key of a message: the number that the event gets as both are written."""

Statement = tuple[str, tuple[Any, ...]]


def record(claim: Claim, event: ClaimEvent, messages: Sequence[Message]) -> None:
    """Write all columns of a locked claim, a new event, and the messages of it."""
    (moved, columns), (happened, told) = _changed(claim), _new([event])
    statement = f"WITH moved AS ({moved}), event AS ({happened} RETURNING id) "
    number = RawSQL("(SELECT id::text FROM event)", ())
    for message in messages:
        message.key = Func(Value(message.key), Value(EVENT), number, function="replace")
    last, words = _new(messages) if messages else ("SELECT FROM event", ())
    with connection.cursor() as cursor:
        cursor.execute(statement + last, [*columns, *told, *words])


def _changed(row: models.Model) -> Statement:
    """The UPDATE that `save` would send."""
    query = sql.UpdateQuery(type(row))
    query.add_q(models.Q(pk=row.pk))
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - Django's documented door
    query.add_update_fields([(field, None, field.pre_save(row, add=False)) for field in fields])
    return _statement(query)


def _new(rows: Sequence[models.Model]) -> Statement:
    """The INSERT that `bulk_create` would send; the database gives the keys that rows lack."""
    model = type(rows[0])
    columns = model._meta.concrete_fields  # noqa: SLF001
    query = sql.InsertQuery(model)
    query.insert_values([c for c in columns if not isinstance(c, models.AutoField)], [*rows])
    return _statement(query)


def _statement(query: Any) -> Statement:
    compiled = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    [(words, parameters)] = compiled if isinstance(compiled, list) else [compiled]
    return words, tuple(parameters)
