"""P12: how long Huzhu takes to the first page."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from config import env
from config.bench.measurement import Measurement

WARM_STARTS = 3


def starts() -> Iterator[Measurement]:
    """P12: from `make run` to the first page, the virtual environment standing."""
    var = env.VAR_DIR / "bench"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    try:
        yield Measurement("P12 first start, var empty", _seconds_to_first_page(var), "s")
        warm = [_seconds_to_first_page(var) for _ in range(WARM_STARTS)]
        yield Measurement("P12 warm start", statistics.median(warm), "s")
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _seconds_to_first_page(var: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, "VAR_DIR": str(var), "PORT": str(port)}
    for name in ("DATABASE_URL", "REDIS_URL"):
        variables.pop(name, None)
    began = time.perf_counter()
    run = subprocess.Popen(
        [sys.executable, "-m", "config.run"], env=variables, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None  # noqa: S101 - it is a pipe
    try:
        for line in run.stdout:
            if line.startswith("Huzhu is at"):
                return time.perf_counter() - began
    finally:
        run.send_signal(signal.SIGINT)
        run.communicate()
    raise SystemExit("Huzhu did not start: see the words above.")
