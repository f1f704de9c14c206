"""What a table guards, put aside while very many rows come, and put back: then all of them hold.

Indexes and keys that are made over finished tables take a fraction of the time, as pg_restore
does. All in the caller's transaction: whatever goes wrong, nothing of it has happened.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db.backends.utils import CursorWrapper

CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid),
       array_position('{p,u,x,f}', contype::text) AS turn
  FROM pg_constraint
 WHERE contype IN ('p', 'u', 'x') AND conrelid = ANY (%(tables)s::regclass[])
    OR contype = 'f' AND (conrelid = ANY (%(tables)s::regclass[])
                          OR confrelid = ANY (%(tables)s::regclass[]))
 ORDER BY turn, conrelid, conname
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  FROM pg_index i
 WHERE i.indrelid = ANY (%(tables)s::regclass[])
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid
                                                    AND c.contype IN ('p', 'u', 'x'))
"""
ROOM = "SET LOCAL maintenance_work_mem = '512MB'"
PATIENCE = """
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
"""


@contextmanager
def set_aside(
    cursor: CursorWrapper, tables: Sequence[str], triggers: Sequence[tuple[str, str]]
) -> Iterator[None]:
    """Take keys, indexes and these triggers (table, name) off the tables meanwhile.

    Keys and indexes are checked over all rows when they come back. What the triggers would have
    done or refused, the caller does and looks after.
    """
    cursor.execute(PATIENCE + ROOM)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # with checks pending no table can be altered
    cursor.execute(CONSTRAINTS, {"tables": list(tables)})
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, {"tables": list(tables)})
    indexes = cursor.fetchall()
    for table, name, _, _ in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table, name in triggers:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for table, name in triggers:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
    keys = [one for one in constraints if not one[2].startswith("FOREIGN KEY")]
    for table, name, definition, _ in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition, _ in constraints[len(keys) :]:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
