"""A database of the bench's own, whatever the environment names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dj_database_url
import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from config.engines.sharing import engines


@contextmanager
def database(name: str) -> Iterator[CursorWrapper]:
    """Have engines of this name up and migrated, their data kept under `var/`; give a cursor."""
    for variable in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(variable, None)
    with engines(name) as variables:
        os.environ.update(variables, DJANGO_SETTINGS_MODULE="config.settings")
        if not apps.ready:
            django.setup()
        # The settings were read once, and another bench may have named another place since.
        connection.settings_dict |= dj_database_url.parse(variables["DATABASE_URL"])
        call_command("migrate", verbosity=0)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
                yield cursor
        finally:
            connection.close()
            for variable in variables:
                os.environ.pop(variable, None)
