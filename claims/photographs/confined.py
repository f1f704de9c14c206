"""A process of our own that meets strange files: little memory, little time, none of our secrets.

`run` starts one from this side; `confine` is the first thing that it does on the other. Imports no
Django, so that the child starts at once and holds nothing.
"""

import contextlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, Final

_CHILD: Final = (
    "import sys; sys.path.append(sys.argv[1]); from importlib import import_module; "
    "import_module(sys.argv[2]).main()"
)
"""Our folder comes last on the path, so that none of our modules stands in for one of Python's."""
_ROOT: Final = Path(__file__).resolve().parents[2]


class Overdue(Exception):
    """It was killed, for it took too long."""


def run(module: str, given: bytes, *, seconds: float) -> tuple[int, bytes]:
    """Run the `main` of a module on bytes; give how it ended and what it wrote. Overdue.

    Both ways through memory files: no pipe can fill up, and nothing clear touches a disk.
    """
    with _memory("given") as read, _memory("written") as written:
        read.write(given)
        read.seek(0)
        ended = _ended(module, read, written, seconds)
        written.seek(0)
        return ended, written.read()


def confine(*, memory: int, cpu_seconds: int, output: int, files: int) -> None:
    """Give up what is not needed, before the first strange byte is read. Sizes in bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ended(module: str, read: BinaryIO, written: BinaryIO, seconds: float) -> int:
    with subprocess.Popen(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-I", "-B", "-c", _CHILD, str(_ROOT), module],
        stdin=read,
        stdout=written,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    ) as child:
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Overdue from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def _memory(name: str) -> BinaryIO:
    return os.fdopen(os.memfd_create(name), "w+b")
