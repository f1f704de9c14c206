"""The one process that starts an engine, stays beside it, and stops it when nobody uses it.

It holds the keeper's lock, which it is born with, as long as it lives. Should it be killed, the
kernel stops the engine.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config.engines import place
from config.engines.postgres import POSTGRES
from config.engines.sharing import START_SECONDS
from config.engines.valkey import VALKEY

STOP_SECONDS = 30.0
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""All of it: an engine takes nothing from the terminal it was started in."""


def keep(spot: place.Place) -> None:
    """Start the engine, say so on stdout, wait until nobody uses it any more, stop it."""
    with _engine(spot) as process:
        _await_answer(spot, process)
        _say("ready")
        with spot.users.open("a") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            # The lock is held until the engine is gone: who comes now waits, then starts anew.
            _stop(process, spot)


@contextlib.contextmanager
def _engine(spot: place.Place) -> Iterator[subprocess.Popen[bytes]]:
    _end_left_overs(spot)
    place.private_dir(spot.sockets)
    command = spot.engine.command(spot.data, spot.sockets, spot.profile)
    process = subprocess.Popen(
        place.lent(command, data=spot.data, stop=spot.engine.stop),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        cwd=spot.data,
        env=ENVIRONMENT,
    )

    def ended(number: int, frame: FrameType | None) -> None:
        if process.poll() is not None:  # not merely stopped
            _end(number, frame)

    signal.signal(signal.SIGCHLD, ended)
    try:
        yield process
    finally:
        _stop(process, spot)


def _await_answer(spot: place.Place, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while not spot.engine.answers(spot.data, spot.sockets):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"{spot.name} did not start: see {spot.log}")
        time.sleep(0.01)


def _stop(process: subprocess.Popen[bytes], spot: place.Place) -> None:
    for name in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN if name is signal.SIGTERM else signal.SIG_DFL)
    if process.poll() is None:
        process.send_signal(spot.engine.stop)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_left_overs(spot: place.Place) -> None:
    """End what a killed keeper may have left at work in the data directory."""
    until = time.monotonic() + STOP_SECONDS
    while left := list(_working_in(spot.data, spot.engine.process)):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, spot.engine.stop if time.monotonic() < until else signal.SIGKILL)
        time.sleep(0.1)


def _working_in(data: Path, program: str) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            at_home = entry.name.isdigit() and (entry / "cwd").readlink() == data
            if at_home and (entry / "exe").readlink().name == program:
                yield int(entry.name)


def _say(word: str) -> None:
    """Tell whoever called us, if it still lives, and let go of its pipe."""
    with contextlib.suppress(BrokenPipeError):
        print(word, flush=True)  # noqa: T201
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(1)


def main() -> None:
    engine = next(engine for engine in (POSTGRES, VALKEY) if engine.name == sys.argv[1])
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        keep(place.Place(engine, sys.argv[2]))
    except SystemExit as end:
        if isinstance(end.code, str):
            _say(end.code)
        raise


if __name__ == "__main__":
    main()
