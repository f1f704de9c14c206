"""Several commands of one checkout share its engines; the last one out stops them.

Each use is a shared lock on a file, which the kernel takes back when a process ends, however it
ends. The engine's keeper waits for that lock alone. Nothing is counted, so no count can be wrong.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import TextIO

from config import env
from config.engines.place import Place
from config.engines.postgres import POSTGRES
from config.engines.valkey import VALKEY

START_SECONDS = 60.0


@contextlib.contextmanager
def engines(profile: str = "run") -> Iterator[dict[str, str]]:
    """Keep the engines up meanwhile; give the variables that say where they are.

    An engine whose variable is set already is somebody else's: it is neither started nor stopped.
    SystemExit with the reason when one does not come up.
    """
    own = [Place(engine, profile) for engine in (POSTGRES, VALKEY)]
    own = [place for place in own if not os.environ.get(place.engine.variable)]
    with contextlib.ExitStack() as uses:
        starting = [(place, uses.enter_context(_use(place))) for place in own]
        for place, keeper in starting:
            _wait(place, keeper)
        yield {"DATABASE_URL": env.database_url(profile), "REDIS_URL": env.broker_url(profile)}


@contextlib.contextmanager
def _use(place: Place) -> Iterator[subprocess.Popen[str] | None]:
    """Hold a share in the engine; give its keeper when it was we who had to call one."""
    with place.users.open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while an engine is on its way out
        try:
            yield _call_keeper(place)
        finally:
            _leave(place, users)


def _call_keeper(place: Place) -> subprocess.Popen[str] | None:
    """Start a keeper and hand it the keeper's lock; None when there is one already."""
    with place.keeper.open("a") as lock, place.log.open("ab") as log:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        command = [sys.executable, "-m", "config.engines.keeper", place.engine.name, place.profile]
        keeper = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=env.BASE_DIR,
            pass_fds=[lock.fileno()],
            start_new_session=True,  # Ctrl-C is for the command, not for the engines
        )
        lock.truncate(0)
        lock.write(str(keeper.pid))
        return keeper


def _wait(place: Place, keeper: subprocess.Popen[str] | None) -> None:
    """Return when the engine answers, whoever started it."""
    until = time.monotonic() + START_SECONDS
    while True:
        if keeper is not None and keeper.stdout is not None:
            word = keeper.stdout.readline().strip()
            if word != "ready":
                raise SystemExit(word or f"{place.name} did not start: see {place.log}")
        if place.engine.answers(place.data, place.sockets):
            return
        if time.monotonic() > until:
            raise SystemExit(f"{place.name} does not answer: see {place.log}")
        time.sleep(0.02)
        keeper = _call_keeper(place)


def _leave(place: Place, users: TextIO) -> None:
    """Give the share back; the last one out has the engine stopped and sees it gone."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # Others use it, and this returns at once; or its keeper is stopping it, and this waits.
        fcntl.flock(users, fcntl.LOCK_SH)
        return
    with place.keeper.open("r") as lock:
        with contextlib.suppress(ValueError, ProcessLookupError):
            if not _free(lock):
                os.kill(int(lock.read()), signal.SIGTERM)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _free(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
