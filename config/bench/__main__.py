"""`python -m config.bench [NAME]`: what Huzhu takes, measured on this machine.

One line a measurement on stdout, `name  value  unit  floor  ratio`, and the same in
`var/bench.json`. The floor is the least the machine needs for the essential part of the work; a
dash where there is none to compare with. Nothing here touches the data of `make run`.
"""

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import chain

from config import env
from config.bench.history import history
from config.bench.measurement import Measurement
from config.bench.rules import rules
from config.bench.starts import starts

BENCHES: dict[str, Callable[[], Iterator[Measurement]]] = {
    "P7": lambda: chain(rules(), history()),
    "P12": starts,
}


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
    env.VAR_DIR.mkdir(parents=True, exist_ok=True)
    (env.VAR_DIR / "bench.json").write_text(json.dumps(measured, indent=1) + "\n")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
