"""`python -m config.bench [NAME …]`: what Huzhu takes, measured on this machine.

One line a measurement on stdout, `name  value  unit  floor  ratio`, and the same in
`var/bench.json`. The floor is the least the machine needs for the essential part of the work; a
dash where there is none to compare with. Nothing here touches the data of `make run`.
"""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from importlib import import_module

from config import env
from config.bench import machine
from config.bench.measurement import Measurement

BENCHES = {
    "P1": ["enrolment.enrolment"],
    "P2": ["queue.queue"],
    "P3": ["life.life"],
    "P4": ["status.status"],
    "P5": ["receiving.receiving"],
    "P6": ["drawing.drawing"],
    "P7": ["rules.rules", "history.history"],
    "P8": ["paying.paying"],
    "P9": ["finding.finding"],
    "P10": ["seats.seats"],
    "P12": ["starts.starts"],
}
"""What each measures: functions of modules beside this one. They are imported when their turn
comes, for most import models, which stand only in a process whose engines are up."""


def main(names: list[str]) -> None:
    unknown = set(names) - set(BENCHES)
    if unknown:
        raise SystemExit(f"No such bench: {', '.join(unknown)}. There are {', '.join(BENCHES)}.")
    _say(machine.head())
    measured = []
    for name in names or BENCHES:
        for place in BENCHES[name]:
            for measurement in _bench(place)():
                _say(measurement.line())
                measured.append({**asdict(measurement), "ratio": measurement.ratio})
    env.VAR_DIR.mkdir(parents=True, exist_ok=True)
    (env.VAR_DIR / "bench.json").write_text(json.dumps(measured, indent=1) + "\n")


def _bench(place: str) -> Callable[[], Iterable[Measurement]]:
    module, function = place.split(".")
    return partial(getattr(import_module(f"config.bench.{module}"), function))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
