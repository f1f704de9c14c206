"""`python -m config.bench [NAME]`: what Huzhu takes, measured on this machine.

One line a measurement on stdout, `name  value  unit  floor  ratio`, and the same in
`var/bench.json`. The floor is the least the machine needs for the essential part of the work; a
dash where there is none to compare with. Nothing here touches the data of `make run`.
"""

import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from config import env

WARM_STARTS = 3


@dataclass(frozen=True)
class Measurement:
    name: str
    value: float
    unit: str
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    def line(self) -> str:
        cells = [self.name, f"{self.value:.2f}", self.unit]
        cells += ["-" if number is None else f"{number:.2f}" for number in (self.floor, self.ratio)]
        return "\t".join(cells)


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


BENCHES: dict[str, Callable[[], Iterator[Measurement]]] = {"P12": starts}


def main(names: list[str]) -> None:
    unknown = set(names) - set(BENCHES)
    if unknown:
        raise SystemExit(f"No such bench: {', '.join(unknown)}. There are {', '.join(BENCHES)}.")
    head = f"# {os.cpu_count()} cores, Python {platform.python_version()}, {platform.release()}"
    _say(head)
    measured = []
    for name in names or BENCHES:
        for measurement in BENCHES[name]():
            _say(measurement.line())
            measured.append({**asdict(measurement), "ratio": measurement.ratio})
    (env.VAR_DIR / "bench.json").write_text(json.dumps(measured, indent=1) + "\n")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
