"""The engines for real, in a `var/` of their own, as whoever runs the tests."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import env
from config.engines import place

ASK = 'import psycopg, os; psycopg.connect(os.environ["DATABASE_URL"]); print("answered")'
PIPE = subprocess.PIPE

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("互助 var")
    yield directory
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(env, "VAR_DIR", directory)
        for profile in ("run", "test"):
            shutil.rmtree(env.sockets_dir(profile), ignore_errors=True)


@pytest.fixture
def start(var: Path) -> Iterator[Start]:
    """Start a command with the engines of this `var/`; nothing of it outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def _start(*command: str, **variables: str) -> subprocess.Popen[str]:
        names = {"PATH", "HOME", "LANG"} & set(os.environ)
        environment = {name: os.environ[name] for name in names}
        environment |= {"VAR_DIR": str(var), **variables}
        whole = [sys.executable, "-m", "config.engines", "--test", *command]
        started.append(
            subprocess.Popen(
                whole, env=environment, cwd=env.BASE_DIR, text=True, stdout=PIPE, stderr=PIPE
            )
        )
        return started[-1]

    yield _start
    for process in started:
        process.terminate()
        process.communicate()


def engines_of(var: Path) -> list[int]:
    """Give the numbers of the servers at work in this `var/`."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            at_work = link.readlink().parent == var
        except OSError:
            continue
        if at_work:
            found.append(int(link.parent.name))
    return found


def leaders_of(var: Path) -> set[int]:
    """Give those of them that the others, who come and go, were started by."""
    all_of_them = engines_of(var)
    parents = {pid: Path(f"/proc/{pid}/stat").read_text().split()[3] for pid in all_of_them}
    return {pid for pid, parent in parents.items() if int(parent) not in all_of_them}


def wait_until(true: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_command_finds_its_engines_and_its_words_and_status_are_ours(
    start: Start, var: Path
) -> None:
    command = start("sh", "-c", f"python -c '{ASK}'; exit 7")

    words, _ = command.communicate()

    assert words == "answered\n"
    assert command.returncode == 7
    assert engines_of(var) == []


def test_what_the_database_refuses_does_not_stand_in_its_log(start: Start, var: Path) -> None:
    refused = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    connection.execute("CREATE TEMP TABLE people (name text UNIQUE)")
    for _ in range(2):
        try:
            connection.execute("INSERT INTO people VALUES (\'CANARY\')")
        except psycopg.errors.UniqueViolation:
            print("refused")
"""

    assert start("python", "-c", refused).communicate()[0] == "refused\n"

    logs = "".join(log.read_text() for log in var.rglob("*postgres*.log"))
    assert "people_name_key" in logs
    assert "CANARY" not in logs


def test_two_commands_share_and_the_last_one_out_stops(start: Start, var: Path) -> None:
    first = start("sh", "-c", "echo up; exec sleep 60")
    assert first.stdout is not None
    first.stdout.readline()
    before = leaders_of(var)
    assert len(before) == 2

    second = start("python", "-c", ASK)
    assert second.communicate()[0] == "answered\n"
    assert leaders_of(var) == before

    first.terminate()
    first.communicate()
    assert engines_of(var) == []


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_running(start: Start, var: Path, name: signal.Signals) -> None:
    command = start("sh", "-c", "echo up; exec sleep 60")
    assert command.stdout is not None
    command.stdout.readline()
    assert engines_of(var)

    command.send_signal(name)
    command.communicate()

    if name is signal.SIGKILL:
        wait_until(lambda: not engines_of(var))
    assert engines_of(var) == []


def test_files_of_a_killed_run_are_survived(start: Start, var: Path) -> None:
    start("true").communicate()
    stale = f"{os.getpid()}\n{var}\n0\n5432\n\n\n\nready   \n"
    (var / "postgres-test" / "postmaster.pid").write_text(stale)

    assert start("python", "-c", ASK).communicate()[0] == "answered\n"


def test_addresses_that_are_set_win(start: Start, tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://elsewhere", "REDIS_URL": "redis://elsewhere"}

    command = start("sh", "-c", "echo $DATABASE_URL $REDIS_URL", VAR_DIR=str(tmp_path), **given)

    assert command.communicate()[0] == "postgresql://elsewhere redis://elsewhere\n"
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_does_not_exist_is_told(start: Start) -> None:
    command = start("no-such-command")

    _, words = command.communicate()

    assert "no-such-command" in words
    assert command.returncode == 127


def test_a_socket_has_room_however_long_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "VAR_DIR", Path("/" + "很长/" * 100))

    assert len(bytes(env.sockets_dir("test") / ".s.PGSQL.5432.lock")) < 107


def test_two_checkouts_never_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    here = env.sockets_dir()
    monkeypatch.setattr(env, "VAR_DIR", Path("/another/checkout/var"))

    assert env.sockets_dir() != here


def test_a_private_directory_is_ours_alone(tmp_path: Path) -> None:
    made = place.private_dir(tmp_path / "mine")

    assert place.private_dir(made).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("trap", ["a link", "open to others", "a file"])
def test_a_directory_somebody_made_before_us_is_refused(tmp_path: Path, trap: str) -> None:
    path = tmp_path / "mine"
    if trap == "a link":
        path.symlink_to(place.private_dir(tmp_path / "target"))
    elif trap == "open to others":
        place.private_dir(path).chmod(0o777)
    else:
        path.touch(0o600)

    with pytest.raises(SystemExit, match="not a directory of the engines' own"):
        place.private_dir(path)
