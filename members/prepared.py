"""Reads whose SQL is made once, and asked again with other values.

Django makes the SQL of a queryset anew whenever it is asked; of a read with a few joins that takes
longer than all else. A function marked `@prepared` is written as any other that gives a queryset.
It is called once, with a place held for each of its arguments; from then on every call fills the
places in the same SQL, and gives the rows as a list.

So an argument may stand where a filter has a value, and nowhere else: a UUID, a number, a date or
text as the column holds it; no row, no None, and nothing that the function itself looks at. What
the function works out by itself is kept with the SQL: a day that changes is an argument.
"""

from collections.abc import Callable
from copy import copy
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet
from django.db.transaction import TransactionManagementError

P = ParamSpec("P")
Row = TypeVar("Row")


class Given(Expression):
    """The place held for an argument."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, *_: Any) -> tuple[str, Any]:
        return "%s", [self]


def prepared(make: Callable[P, "QuerySet[Any, Row]"]) -> Callable[P, list[Row]]:
    """Have the SQL of a function's queryset made once."""

    @cache
    def made() -> tuple[Any, Any, str, tuple[object, ...]]:
        arguments: Any = map(Given, range(len(signature(make).parameters)))
        queryset = make(*arguments)  # type: ignore[call-arg]
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        statement, places = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda _: converters
        return queryset, compiler, statement, places

    @wraps(make)
    def asked(*values: P.args, **_: P.kwargs) -> list[Row]:
        queryset, compiler, statement, places = made()
        connection = connections[DEFAULT_DB_ALIAS]
        if queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("nothing is locked outside a transaction")
        filled = tuple(values[p.number] if isinstance(p, Given) else p for p in places)
        again, query = copy(compiler), copy(queryset.query)
        again.connection, again.as_sql = connection, lambda: (statement, filled)
        query.get_compiler = lambda using: again
        rows = type(queryset)(queryset.model, query)
        rows._iterable_class = queryset._iterable_class  # noqa: SLF001
        return list(rows)

    return asked
