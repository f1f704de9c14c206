"""What must be true before the first page: tables, the demo's people, static files.

Each step looks first and does nothing when there is nothing to do, for it precedes every start.
"""

import contextlib
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from config import env

SIGN_INS = env.VAR_DIR / "demo-accounts.txt"
STATIC_STAMP = env.VAR_DIR / "static.sum"


def prepare() -> str:
    """Bring database and static files up to date; give the demo's sign-ins, or nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    if settings.DEMO:
        _load_demo()
    connection.close()
    _collect_static()
    return SIGN_INS.read_text() if settings.DEMO and SIGN_INS.exists() else ""


def _load_demo() -> None:
    """Fill an empty database with the demo's city; the command writes SIGN_INS itself."""
    from members.models import User  # noqa: PLC0415 - models stand only after setup

    if User.objects.exists():
        return
    call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())


def _collect_static() -> None:
    digest = hashlib.sha256("\n".join(sorted(_static_sources())).encode()).hexdigest()
    with contextlib.suppress(FileNotFoundError):
        if STATIC_STAMP.read_text() == digest and Path(settings.STATIC_ROOT).is_dir():
            return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    STATIC_STAMP.write_text(digest)


def _static_sources() -> Iterator[str]:
    """Name each source file with size and time; a change in any changes the digest."""
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = Path(storage.path(name)).stat()
            yield f"{name} {stat.st_size} {stat.st_mtime_ns}"
