"""Engines that can be crashed, processes that can be killed, protections that can be taken off."""

import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import psycopg
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from redis import Redis

from claims.payouts.errors import PayoutError
from config import env
from config.engines.sharing import engines
from members import crashes
from tests.faults import world
from tests.faults.worker import Program, start

TEMPLATE = "huzhu"
ALIVE, REFUSED, LOST, WRONG = 0, 1, 2, 3
"""How an act of a child ended: done, refused in words, without an answer, or by a fault."""

CUT = (OperationalError, InterfaceError, psycopg.OperationalError)
"""How a cut line shows: Django lets the driver's own error through where it closes a cursor that
the server keeps.
"""


class Damage(Exception):
    """What a scenario expected did not come true."""


def expect(holds: bool, words: str) -> None:
    if not holds:
        raise Damage(words)


class Rig:
    def __init__(self, seed: int, *, long: bool, minutes: float) -> None:
        self.seed, self.long, self.minutes = seed, long, minutes
        self.random = Random(seed)
        self.protected = True
        self.patches: list[Callable[[], None]] = []
        self.engines = ExitStack()

    def fresh(self, *, protected: bool) -> None:
        """Begin anew: an empty city, an empty broker, the same dice."""
        self.protected, self.patches = protected, []
        self.random.seed(self.seed)
        connection.close()
        with self._above() as above:
            above.execute("DROP DATABASE IF EXISTS faults WITH (FORCE)")
            above.execute(f"CREATE DATABASE faults TEMPLATE {TEMPLATE}")
        self.broker().flushall()
        world.FileSms.path.unlink(missing_ok=True)

    def make_template(self) -> None:
        with self._above() as above:
            above.execute("DROP DATABASE IF EXISTS faults WITH (FORCE)")
            above.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
            above.execute(f"CREATE DATABASE {TEMPLATE}")
        connection.settings_dict["NAME"] = TEMPLATE
        call_command("migrate", verbosity=0)
        world.calendar()
        connection.close()
        connection.settings_dict["NAME"] = "faults"

    def _above(self) -> psycopg.Connection:
        host = str(env.sockets_dir())
        return psycopg.connect(host=host, user="huzhu", dbname="postgres", autocommit=True)

    # What is taken off for the control

    def without(self, *patches: Callable[[], None], sql: str = "") -> None:
        """In the control: act without these protections. As the house is built: nothing."""
        if self.protected:
            return
        self.patches += patches
        with connection.cursor() as cursor:
            cursor.execute(sql or "SELECT")

    # Processes

    def start(self, act: Callable[[], object], *, crash: str = "") -> int:
        """Do an act in a process of its own, which ends at a crash point; give its number."""
        connection.close()
        if pid := os.fork():
            return pid
        status = WRONG
        try:
            crashes.armed = crash
            for patch in self.patches:
                patch()
            act()
            status = ALIVE
        except CUT:
            status = LOST
        except PayoutError:
            status = REFUSED
        except BaseException:  # whatever it is, it is told and ends this process
            if self.protected:
                traceback.print_exc()
        finally:
            os._exit(status)

    def wait(self, *pids: int) -> list[int]:
        """Give how the processes ended: a status, or the killing signal as a negative number."""
        ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        expect(
            self.protected is False or WRONG not in ends, "a process ended by a fault of its own"
        )
        return ends

    def at_once(self, *acts: Callable[[], object]) -> list[int]:
        """Do several acts in one moment, a process each."""
        gate = time.time() + 0.15

        def at_gate(act: Callable[[], object]) -> Callable[[], object]:
            def go() -> object:
                connection.ensure_connection()
                time.sleep(max(0.0, gate - time.time()))
                return act()

            return go

        return self.wait(*[self.start(at_gate(act)) for act in acts])

    @contextmanager
    def celery(self, *kinds: str) -> Iterator[list[Program]]:
        """Have real workers and beats; whoever is left at the end is killed."""
        started = [self.program(kind) for kind in kinds]
        try:
            yield started
        finally:
            for program in started:
                program.kill()

    def program(self, kind: str) -> Program:
        return start(kind, self.patches)

    def publish(self, task: str, *arguments: str) -> None:
        """Put a message into the broker, as beat does."""
        with current_app.connection_for_write() as line:
            current_app.send_task(task, arguments, connection=line)

    def until(self, holds: Callable[[], bool], seconds: float, words: str) -> None:
        """Wait until something is so; Damage when it does not come."""
        end = time.monotonic() + seconds
        while not self._is(holds):
            expect(time.monotonic() < end, words)
            time.sleep(0.05)

    def _is(self, holds: Callable[[], bool]) -> bool:
        try:
            return holds()
        except CUT:
            connection.close()
            return False

    # Engines

    def broker(self) -> Redis:
        return Redis(unix_socket_path=str(env.sockets_dir() / "valkey.sock"), socket_timeout=2)

    def crash_postgres(self) -> None:
        """`-m immediate`: no checkpoint, every session cut; then started as after a power cut."""
        self._end(self._postgres(), signal.SIGQUIT)

    def kill_broker(self) -> None:
        self._end(self._valkey(), signal.SIGKILL)

    @contextmanager
    def hung_broker(self) -> Iterator[None]:
        """Stopped, not dead: it takes connections and never answers."""
        pid = self._valkey()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def _end(self, pid: int, how: signal.Signals) -> None:
        """End an engine and start it again; on a busy machine one takes its time to die."""
        os.kill(pid, how)
        connection.close()
        gone = Path(f"/proc/{pid}")
        self.until(lambda: not gone.exists(), 60, "an engine lives on though it was ended")
        self.engines.enter_context(engines())

    def _postgres(self) -> int:
        return int((Path(settings.VAR_DIR) / "postgres" / "postmaster.pid").read_text().split()[0])

    def _valkey(self) -> int:
        return int(self.broker().info("server")["process_id"])
