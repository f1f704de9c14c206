"""A database of the bench's own, whatever the environment names."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def processor_seconds() -> float:
    """Give the time on processors so far: of this process, of its children that ended, of whoever
    reads workbooks for it, and of the database's process that serves it. It stands still while
    others have the machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    served = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    ours = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return served + _reading() + sum(used.ru_utime + used.ru_stime for used in ours)


def _reading() -> float:
    """Give what reading workbooks took: children of a child that lives on and counts in ticks."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    reading = [pid for pid in children if b"members.enrolment.cells" in _proc(pid, "cmdline")]
    spent = (_proc(pid, "stat").rpartition(b")")[2].split()[11:15] for pid in reading)
    return sum(int(ticks) for one in spent for ticks in one) / os.sysconf("SC_CLK_TCK")


def _proc(pid: str, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()
