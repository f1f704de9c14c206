"""The city that is measured in: drawn once from its seed and kept under `var/`.

`CITY=small`, the default, has 70,000 people and 100,000 claims; `full` ten times as many, for
which there must be time and some gigabytes; `tiny` is for trying a measurement out.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db.backends.utils import CursorWrapper

from config import env
from config.bench.database import database

SIZES = {"tiny": (2_000, 3_000), "small": (70_000, 100_000), "full": (700_000, 1_000_000)}
SEED = 18


def size() -> str:
    """Say which city is asked for; SystemExit when there is none of that name."""
    word = os.environ.get("CITY") or "small"
    if word not in SIZES:
        raise SystemExit(f"CITY={word} is none. It is {', '.join(SIZES)}.")
    return word


@contextmanager
def city() -> Iterator[CursorWrapper]:
    """Have the city's database at hand; draw the city first where there is none."""
    with office(f"city-{size()}") as cursor:
        from claims.city import building  # noqa: PLC0415 - models stand only after setup

        if not building.stands():
            members, claims = SIZES[size()]
            building.build(members=members, claims=claims, seed=SEED, say=_say)
        yield cursor


@contextmanager
def office(name: str) -> Iterator[CursorWrapper]:
    """Have a database with the demo's office and its few claims, and a vault of its own."""
    with database(name) as cursor:
        from appointments import demo  # noqa: PLC0415
        from members.models import User  # noqa: PLC0415

        settings.VAULT_ROOT = env.VAR_DIR / f"{name}-vault"
        if not User.objects.exists():
            call_command("load_schemes", stderr=io.StringIO())
            demo.load(members=30, claims=18, seed=SEED)
        yield cursor


def _say(what: str, done: int, of: int) -> None:
    print(f"# {what} {done:,}/{of:,}", file=sys.stderr, flush=True)  # noqa: T201
