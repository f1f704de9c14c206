"""Two things in one moment, and how it goes with the protection off."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet

from members.errors import MemberError

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def asked(cursor, query):
    cursor.execute(query)
    return cursor.fetchone()[0]


def until(there):
    for _ in range(3000):
        if there():
            return
        time.sleep(0.01)
    raise AssertionError("It never came to that.")


def wait_until_somebody_waits(cursor):
    until(lambda: asked(cursor, WAITING))


@contextmanager
def meanwhile(work):
    """Have another connection do it while the block goes on, until it is done or waits for us.

    Gives a function to let it begin; what came of it stands in the future that this returns.
    """

    def alone() -> object:
        try:
            return work()
        except MemberError as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:

        def begin() -> "Future[object]":
            came = pool.submit(alone)
            with connection.cursor() as cursor:
                until(lambda: came.done() or asked(cursor, WAITING))
            return came

        yield begin


@contextmanager
def without(*constraints):
    """Take constraints off their tables; put them back once the rows that break them are gone."""
    with connection.schema_editor() as editor:
        for model, name in constraints:
            editor.remove_constraint(model, _constraint(model, name))
    try:
        yield
    finally:
        for model, name in constraints:
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
            with connection.schema_editor() as editor:
                editor.add_constraint(model, _constraint(model, name))


def _constraint(model, name):
    return next(one for one in model._meta.constraints if one.name == name)


def unlocked(monkeypatch):
    """Have nobody lock a row."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
