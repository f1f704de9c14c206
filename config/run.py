"""`python -m config.run`: engines, web, worker and beat in the foreground, until Ctrl-C.

Whatever ends it, all of it ends: a signal, a child that dies, the death of this very process.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from config import children, env
from config.engines.sharing import engines

HOST = "127.0.0.1"
WEB_PROCESSES = 2
WEB_THREADS = 24
"""A process. A thread waits while a phone sends its photograph: twenty slow phones, should all of
them fall to one process, leave it four."""
STOP_SECONDS = 8.0
FIRST_PAGE_SECONDS = 60.0

CALM = "PYTHONWARNINGS=ignore:You're running the worker with superuser privileges"
"""Celery's warning to root is for production; these engines and this demo are nobody else's."""

Children = dict[str, subprocess.Popen[bytes]]


@dataclass(frozen=True)
class End:
    """Why it all stops, and the exit status."""

    sentence: str
    status: int


def commands(port: int) -> dict[str, list[str]]:
    """Name the programs that make up the whole, none of them chatty."""
    web = {
        "--interface": "wsgi",
        "--host": HOST,
        "--port": str(port),
        "--workers": str(WEB_PROCESSES),
        "--blocking-threads": str(WEB_THREADS),
        "--workers-kill-timeout": "5",
        "--log-level": "error",
    }
    schedule = env.VAR_DIR / "beat-schedule"
    celery = ["celery", "--app", "config", "--quiet"]
    return {
        "web": ["granian", *chain.from_iterable(web.items()), "config.wsgi:application"],
        "worker": ["env", CALM, *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile=", f"--schedule={schedule}"],
    }


def main() -> int:
    port = _free_port(os.environ.get("PORT") or "8000")
    children.leave_on_signal()
    with engines() as variables:
        os.environ.update(variables)
        # Not before: the settings of Django read where the database is.
        from config.prepare import prepare  # noqa: PLC0415

        sign_ins = prepare()
        with _started(commands(port), variables) as programs:
            end = _await_first_page(programs, port)
            if end is None:
                _say(f"\nHuzhu is at http://{HOST}:{port}/ - Ctrl-C stops it.\n\n{sign_ins}")
                end = _await_end(programs)
    _say(end.sentence)
    return end.status


def _free_port(word: str) -> int:
    """Give the port as a number; SystemExit, before anything is started, when it is taken."""
    if not word.isdecimal() or not 0 < int(word) < 65536:  # noqa: PLR2004
        raise SystemExit(f"PORT={word} is no port: it is a number from 1 to 65535.")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, int(word)))
        except OSError as error:
            raise SystemExit(
                f"Port {word} cannot be had ({error.strerror}). "
                f"Choose another: make run PORT={int(word) % 65535 + 1}"
            ) from None
    return int(word)


@contextmanager
def _started(commands: dict[str, list[str]], variables: dict[str, str]) -> Iterator[Children]:
    """Start the programs; stop them together at the end, the unwilling ones by force."""
    children.await_signals()
    programs: Children = {}
    try:
        for name, command in commands.items():
            programs[name] = children.start(command, variables, apart=True)
        yield programs
    finally:
        until = time.monotonic() + STOP_SECONDS
        for program in programs.values():
            if program.poll() is None:
                program.terminate()
        for program in programs.values():
            try:
                program.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()


def _await_first_page(programs: Children, port: int) -> End | None:
    until = time.monotonic() + FIRST_PAGE_SECONDS
    while not _page_answers(port):
        if end := _look(programs, seconds=0.05):
            return end
        if time.monotonic() > until:
            return End("The first page does not answer: see the words above.", 1)
    return None


def _page_answers(port: int) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        line.request("GET", "/")
        return line.getresponse().status < http.client.BAD_REQUEST
    except OSError:
        return False
    finally:
        line.close()


def _await_end(programs: Children) -> End:
    while True:
        if end := _look(programs, seconds=3600):
            return end


def _look(programs: Children, seconds: float) -> End | None:
    """Wait for a signal to stop or the death of a program; None when neither came in time."""
    for name, program in programs.items():
        if (status := program.poll()) is not None:
            return End(f"The {name} process ended by itself (status {status}): all stops.", 1)
    got = signal.sigtimedwait(children.AWAITED, seconds)
    if got is None or got.si_signo == signal.SIGCHLD:
        return None
    return End("Stopped.", 0 if got.si_signo == signal.SIGINT else 128 + got.si_signo)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
