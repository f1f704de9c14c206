"""A move as one statement: the claim's row, its event, and the messages that tell of it.

They are never written apart from each other, so they are sent at once: each statement spared is a
journey to the database within the lock of the claim.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from django.db import connection, models

from claims.models import Claim, ClaimEvent
from members.models import Message

EVENT: Final = "{event}"
"""In the key of a message: the number that the event gets as both are written."""
NUMBERED: Final = "replace(%s, '{event}', (SELECT id::text FROM event))"

TYPED: Final = {
    *("id", "client_key", "member", "applicant", "opened_at", "follows", "circumstances"),
    *("payee_name", "payee_bank", "payee_account", "payee_account_index"),
}
"""Of a claim: what it begins with and what its member types. No move writes it."""


def record(claim: Claim, event: ClaimEvent, messages: Sequence[Message]) -> None:
    """Write what moves of a locked claim, a new event, and the messages of it."""
    values = [*_values(claim, add=False), claim.pk]
    for row in (event, *messages):
        values += _values(row, add=True)
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(messages)), values)


@cache
def _statement(messages: int) -> str:
    """Give the SQL of a move that so many messages tell of."""
    written = ", ".join(f"{field.column} = %s" for field in _fields(Claim))
    return (
        f"WITH moved AS (UPDATE claims_claim SET {written} WHERE id = %s),"  # noqa: S608 - names of ours
        f" event AS (INSERT INTO claims_claimevent {_rows(ClaimEvent)} RETURNING id) "
        + (f"INSERT INTO members_message {_rows(Message, messages)}" if messages else "SELECT")
    )


def _rows(model: type[models.Model], count: int = 1) -> str:
    """Give the columns of a table, and places for what so many rows hold."""
    columns = [str(field.column) for field in _fields(model)]
    row = ", ".join(NUMBERED if column == "key" else "%s" for column in columns)
    return f"({', '.join(columns)}) VALUES {', '.join([f'({row})'] * count)}"


def _values(row: models.Model, *, add: bool) -> list[Any]:
    """Give what `save` would write."""
    fields = _fields(type(row))
    return [field.get_db_prep_save(field.pre_save(row, add), connection) for field in fields]


@cache
def _fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """The columns that are written; a key that the database gives is none of them."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented door
    if model is Claim:
        return [field for field in fields if field.name not in TYPED]
    return [field for field in fields if not isinstance(field, models.AutoField)]
