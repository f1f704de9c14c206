"""What the figures stand on: versions, cores, and how long the disk takes to say that it wrote."""

import os
import platform
import statistics
import subprocess
import time
from importlib.metadata import version

from config import env
from config.engines.postgres import BIN

SYNCS = 100
PAGE = b"\0" * 8192


def head() -> str:
    """Give the line that stands above a table of measurements."""
    asked = [str(BIN / "postgres"), "--version"]
    postgres = subprocess.run(asked, stdout=subprocess.PIPE, check=True)
    return ", ".join(
        [
            f"# {os.cpu_count()} cores",
            f"Python {platform.python_version()}",
            f"Django {version('django')}",
            postgres.stdout.decode().strip().replace("postgres (PostgreSQL)", "PostgreSQL"),
            platform.release(),
            f"fsync {_fsync_microseconds():.0f} µs",
            f"load {os.getloadavg()[0]:.1f}",
        ]
    )


def _fsync_microseconds() -> float:
    """The median of writing a page and having it on the disk, under `var/`."""
    env.VAR_DIR.mkdir(parents=True, exist_ok=True)
    path = env.VAR_DIR / f"fsync-{os.getpid()}"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            began = time.perf_counter()
            file.write(PAGE)
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    path.unlink()
    return statistics.median(taken) * 1e6
