"""The rig's workers and beats: the house's Celery application with a hasty schedule, forked.

A fork has all modules at hand, so that a worker is there in a moment and killing costs little.
"""

import os
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from celery import Celery
from django.db import connection

from config.celery import app
from config.env import VAR_DIR
from tests.faults.world import FileSms

HASTY = {"send-messages", "collect-due-payouts", "settle-waiting-returns"}


@app.task(name="faults.send_one")
def send_one(text: str) -> None:
    """A text whose only trace is this message in the broker: the control of F03."""
    FileSms().send("", text)


@dataclass
class Program:
    """A worker with its children, or a beat."""

    kind: str
    pid: int
    killed: bool = False

    def kill(self) -> None:
        """As `kill -9` of the whole group."""
        if not self.killed:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.killed = True


def start(kind: str, patches: Iterable[Callable[[], None]]) -> Program:
    """Fork one, in a group of its own, without the protections that the patches take off."""
    connection.close()
    if pid := os.fork():
        with suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)  # whoever of the two comes first
        return Program(kind, pid)
    try:
        os.setpgid(0, 0)
        _be_silent()
        for patch in patches:
            patch()
        _run(app, kind)
    finally:
        os._exit(0)


def _run(celery: Celery, kind: str) -> None:
    celery.conf.beat_schedule = {
        name: {**entry, "schedule": 0.3}
        for name, entry in celery.conf.beat_schedule.items()
        if name in HASTY
    }
    quiet = {"quiet": True, "loglevel": "CRITICAL"}
    if kind == "beat":
        celery.Beat(schedule=str(Path(VAR_DIR) / f"beat-{os.getpid()}"), **quiet).run()
    else:
        name = f"{os.getpid()}@rig"
        options = {"without_mingle": True, "without_gossip": True, "concurrency": 2}
        celery.Worker(hostname=name, **options, **quiet).start()


def _be_silent() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
