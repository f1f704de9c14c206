"""All of it at once: clients who walk the whole life while engines crash and workers are killed."""

import time
from collections import Counter
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from claims import invariants
from tests.faults import world
from tests.faults.rig import Rig, expect
from tests.faults.scenario import scenario
from tests.faults.unsafe import no_transactions
from tests.faults.walk import City, Walk

QUICK_SECONDS, LONG_SECONDS = 12.0, 1800.0
STEPS, STEPS_A_CITY, ASKED_EVERY = 100_000, 5_000, 500
CLIENTS = 3


@scenario("F20", "random faults under a full mixed load", off="transactions")
def everything(rig: Rig) -> str:
    rig.without(no_transactions)
    city = City()
    until = time.monotonic() + (LONG_SECONDS if rig.long and rig.protected else QUICK_SECONDS)
    faults: Counter[str] = Counter()
    clients = {rig.start(partial(_client, city, rig.seed + n, until, n)) for n in range(CLIENTS)}
    with rig.celery("worker", "beat", "worker", "beat") as programs:
        while time.monotonic() < until - 1:
            time.sleep(rig.random.uniform(0.5, 2))
            faults[_break_something(rig, programs)] += 1
        rig.wait(*clients)
    world.money_day(*world.people())
    steps = _steps()
    unknown = steps.pop("unknown", 0)
    expect(steps["seal"] > 0 or not rig.protected, "nothing was ever sealed")
    done = sum(count for act, count in steps.items() if not act.endswith("refused"))
    told = ", ".join(f"{count} {fault}" for fault, count in sorted(faults.items()))
    return f"{told}; {done} acts done, {sum(steps.values()) - done} refused, {unknown} unknown"


def _break_something(rig: Rig, programs: list) -> str:  # type: ignore[type-arg]
    fault = rig.random.choice(["database crashes", "workers killed", "flushes", "broker hangs"])
    match fault:
        case "database crashes":
            rig.crash_postgres()
        case "workers killed":
            turn = rig.random.randrange(len(programs))
            rig.kill(programs[turn])
            programs[turn] = rig.program(("worker", "beat")[turn % 2])
        case "flushes":
            rig.broker().flushall()
        case _:
            with rig.hung_broker():
                time.sleep(0.5)
    return fault


def _client(city: City, seed: int, until: float, nth: int) -> None:
    """Walk until the time is up; an act without an answer is neither done nor refused."""
    walk = Walk(city, seed)
    while time.monotonic() < until:
        try:
            walk.step()
        except (OperationalError, InterfaceError):
            walk.steps["unknown"] += 1
            connection.close()
            time.sleep(0.1)
    lines = [f"{act}\t{count}\n" for act, count in walk.steps.items()]
    (Path(settings.VAR_DIR) / f"steps-{nth}").write_text("".join(lines))


def _steps() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in Path(settings.VAR_DIR).glob("steps-*"):
        for line in path.read_text().splitlines():
            act, count = line.split("\t")
            found[act] += int(count)
        path.unlink()
    return found


@scenario("WALK", "100,000 random steps, no faults", off="", long=True)
def long_walk(rig: Rig) -> str:
    begun, steps = time.monotonic(), Counter()  # type: ignore[var-annotated]
    for seed in range(rig.seed, rig.seed + STEPS // STEPS_A_CITY):
        rig.fresh(protected=True)
        walk = Walk(City(), seed)
        for n in range(1, STEPS_A_CITY + 1):
            walk.step()
            if not n % ASKED_EVERY:
                found = invariants.all_breaks()
                expect(not found, f"seed {seed}, step {n}: {found[:2]}")
        steps += walk.steps
    seconds = time.monotonic() - begun
    done = sum(count for act, count in steps.items() if not act.endswith("refused"))
    return f"{STEPS} steps, {done} done, {STEPS / seconds:.0f} a second"
