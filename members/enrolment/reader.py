"""The way to the processes that read strange workbooks; members.enrolment.cells is the other end.

One waits warm for each process of ours, from the first workbook on, and is gone when we are. It has
none of our secrets, and no child of it any of our memory.
"""

import atexit
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Final

MOST_ANSWERED: Final = 400_000_000
"""Bytes that a child may say: 20,000 rows of ours are 3 million."""
_ROOT: Final = Path(__file__).parents[2]
_alone = threading.Lock()


def answers(content: bytes, most_rows: int) -> Generator[bytes, None, None]:
    """Have a child open a workbook; give its lines as they come. Close it before asking again.

    The file goes through a memory file: nothing clear touches a disk. ChildProcessError at the end
    unless the child ended by itself, and as it should.
    """
    with _alone:
        door = _door()
        ours, theirs = os.pipe()
        try:
            with os.fdopen(ours, "rb") as answer:
                _hand_in(door, content, theirs, most_rows)
                left = MOST_ANSWERED
                while line := answer.readline(left):
                    left -= len(line)
                    yield line
        finally:  # the pipe is closed: a child that still talks ends of it
            ended = door.recv(16)
        if ended != b"0":
            raise ChildProcessError


def _hand_in(door: socket.socket, content: bytes, answer_to: int, most_rows: int) -> None:
    try:
        with os.fdopen(os.memfd_create("roster"), "w+b") as file:
            file.write(content)
            file.seek(0)
            socket.send_fds(door, [b"%d" % most_rows], [file.fileno(), answer_to])
    finally:
        os.close(answer_to)


def _door() -> socket.socket:
    door, process = _warm()
    if process.poll() is not None:
        _warm.cache_clear()
        door, process = _warm()
    return door


@cache
def _warm() -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            # Without looking what else is installed: that takes as long as reading a thousand rows.
            [sys.executable, "-s", "-S", "-m", "members.enrolment.cells"],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={
                "LANG": "C.UTF-8",
                "PYTHONPATH": os.pathsep.join(sys.path),
                # Memory in large pages: a child that lives so briefly has no time for small ones.
                "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
            },
            cwd=_ROOT,
            start_new_session=True,
        )
    atexit.register(_let_go, ours, process)
    return ours, process


def _let_go(door: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    door.close()
    process.wait()


def _begin_anew() -> None:
    """Leave it to the process that we were forked from."""
    global _alone  # noqa: PLW0603 - whoever held it is not here
    _alone = threading.Lock()
    if _warm.cache_info().currsize:
        door, process = _warm()
        atexit.unregister(_let_go)
        door.close()
        process.returncode = 0
        _warm.cache_clear()


os.register_at_fork(after_in_child=_begin_anew)
