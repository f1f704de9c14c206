"""Where an engine lives: its data and words under `var/`, its socket in a short private directory.

PostgreSQL refuses to run as root, so root lends the engines to a user of their own. Nobody else
can reach them: the socket's directory is closed to all but that user and the one who started it.
"""

import contextlib
import os
import pwd
import signal
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from config import env

ENGINE_USER = "huzhu-engines"
"""Made when root starts the engines for the first time on a machine."""


@dataclass(frozen=True)
class Engine:
    """What the keeper must know of a server to start it, see it ready and stop it."""

    name: str
    variable: str
    """The environment variable that, when set, wins over this private engine."""
    process: str
    stop: signal.Signals
    command: Callable[[Path, Path, str], list[str]]
    """From data directory, directory of sockets and profile; makes the data when there is none."""
    answers: Callable[[Path, Path], bool]


@dataclass(frozen=True)
class Place:
    """The paths of one engine of this `var/` in one profile: `run`, or `test` with data apart."""

    engine: Engine
    profile: str

    @property
    def name(self) -> str:
        return self.engine.name + ("" if self.profile == "run" else f"-{self.profile}")

    @property
    def data(self) -> Path:
        return env.VAR_DIR / self.name

    @property
    def sockets(self) -> Path:
        return env.sockets_dir(self.profile)

    @property
    def log(self) -> Path:
        return var_dir("log") / f"{self.name}.log"

    @property
    def users(self) -> Path:
        """Shared by each process that uses the engine; whoever has it alone may stop the engine."""
        return var_dir("engines") / f"{self.name}.users"

    @property
    def keeper(self) -> Path:
        """Locked by the one process that keeps the engine, its number written in it."""
        return var_dir("engines") / f"{self.name}.keeper"


def installed(package: str) -> Path:
    """Say where a package lies, without importing it: only the binaries in it are of use."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed. Run `make setup`.")
    return Path(spec.origin).parent


def engine_user() -> pwd.struct_passwd | None:
    """Give the user the engines run as, or None when it is the one we are."""
    if os.getuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ENGINE_USER)
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell=/usr/sbin/nologin", ENGINE_USER],
        check=False,  # a second checkout may have been quicker
        capture_output=True,
    )
    try:
        return pwd.getpwnam(ENGINE_USER)
    except KeyError:
        raise SystemExit(
            f"PostgreSQL does not run as root and the user {ENGINE_USER} could not be made. "
            "Install the package passwd (useradd), or start as an ordinary user."
        ) from None


def private_dir(path: Path) -> Path:
    """Make a directory of the engines' own; SystemExit when somebody else was there first.

    The name of a socket's directory can be guessed, and anybody may write in /tmp.
    """
    user = engine_user()
    owner = user.pw_uid if user else os.getuid()
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if user:
            os.chown(path, user.pw_uid, user.pw_gid)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise SystemExit(
            f"{path} is not a directory of the engines' own (user {owner}, mode 0700). "
            "Remove it, or start as the user it belongs to."
        )
    return path


def var_dir(name: str) -> Path:
    """Make a directory under `var/`; SystemExit when this user may not write there."""
    path = env.VAR_DIR / name
    try:
        path.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        path = path.parent
    if not os.access(path, os.W_OK) or not path.is_dir():
        raise SystemExit(f"{env.VAR_DIR} cannot be written by this user: it belongs to another.")
    return path


def lent(command: list[str], *, data: Path, stop: signal.Signals) -> list[str]:
    """Give the command as the engines' user runs it, ending when the process that started it ends.

    In a checkout that this user cannot enter, such as one in a closed home directory, it may pass
    closed doors as root does. That right is within what a container grants its root.
    """
    user = engine_user()
    prefix = ["setpriv", "--pdeathsig", stop.name]
    if user:
        prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        reach = [*prefix, "sh", "-c", 'test -x "$0" && cd "$1"', command[0], str(data)]
        if subprocess.run(reach, check=False, capture_output=True).returncode != 0:
            prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
            prefix += ["--securebits=+no_setuid_fixup"]  # access(2) grants it too
    return [*prefix, *command]
