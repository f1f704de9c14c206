"""Programs that live no longer than the process that started them, and the signals to them."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

STOPPING: Final = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
AWAITED: Final = STOPPING | {signal.SIGCHLD}


def leave_on_signal() -> None:
    """Turn a signal to stop into SystemExit, so that what was begun is undone."""
    for name in STOPPING:
        signal.signal(name, _leave)


def await_signals() -> None:
    """Let signals wait from here on until they are asked for: none is lost in between."""
    signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)


def start(
    command: list[str], variables: Mapping[str, str], *, apart: bool = False
) -> subprocess.Popen[bytes]:
    """Start a program of the virtual environment or of the system.

    `apart`: what is typed at the terminal, Ctrl-C above all, does not reach it.
    """
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "SIGTERM", *command],
        env={**os.environ, **variables, "PATH": path},
        process_group=0 if apart else None,
        preexec_fn=_hear_signals,  # noqa: PLW1509 - no threads here
    )


def _hear_signals() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
