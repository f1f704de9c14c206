"""All of it at once: clients who walk the whole life while engines crash and workers are killed."""

import time
from collections import Counter
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from tests.faults import world
from tests.faults.rig import Rig, expect
from tests.faults.scenario import scenario
from tests.faults.unsafe import no_transactions
from tests.faults.walk import ACTS, walk
from tests.faults.walker import City, Walker
from tests.faults.worker import Program

QUICK_SECONDS, LONG_SECONDS = 12.0, 1800.0
STEPS, STEPS_A_WALK = 100_000, 5_000
CLIENTS = 3
RARE = {
    "seal": "batches sealed",
    "answer": "files of the bank",
    "bounce": "退票",
    "approve_account": "second attempts",
    "take_out": "holds",
    "lose_sight": "unknown results",
    "confirm_ruling": "rulings",
    "confirm_recovery": "recoveries and reversals",
    "close_late": "nights",
}


@scenario("F20", "random faults under a full mixed load", off="transactions")
def everything(rig: Rig) -> str:
    rig.without(no_transactions)
    city = City(40, grows=False)
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


def _break_something(rig: Rig, programs: list[Program]) -> str:
    fault = rig.random.choice(["database crashes", "workers killed", "flushes", "broker hangs"])
    match fault:
        case "database crashes":
            rig.crash_postgres()
        case "workers killed":
            turn = rig.random.randrange(len(programs))
            programs[turn].kill()
            programs[turn] = rig.program(programs[turn].kind)
        case "flushes":
            rig.broker().flushall()
        case _:
            with rig.hung_broker():
                time.sleep(0.5)
    return fault


def _client(city: City, seed: int, until: float, nth: int) -> None:
    """Walk until the time is up; an act without an answer is neither done nor refused."""
    walker = Walker(city, seed)
    while time.monotonic() < until:
        try:
            walker.step(ACTS)
        except (OperationalError, InterfaceError):
            walker.steps["unknown"] += 1
            connection.close()
            time.sleep(0.1)
    lines = [f"{act}\t{count}\n" for act, count in walker.steps.items()]
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
    """Walk one city after another, a line each; nothing crashes, so nothing need be durable."""
    begun, steps = time.monotonic(), Counter[str]()
    for seed in range(rig.seed, rig.seed + STEPS // STEPS_A_WALK):
        rig.fresh(protected=True)
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        steps += (found := walk(seed, STEPS_A_WALK))
        seconds = time.monotonic() - begun
        print(f"  seed {seed}: {_told(found)}; {steps.total() / seconds:.0f} steps a second")
    return f"{_told(steps)}, from seed {rig.seed} on"


def _told(steps: Counter[str]) -> str:
    """Say how many steps were taken, and of the rarer acts how often they came about."""
    acts = ", ".join(f"{steps[act]} {words}" for act, words in RARE.items() if steps[act])
    refused = sum(count for act, count in steps.items() if act.endswith("refused"))
    return f"{steps.total():,} steps, {refused:,} refused in words; {acts}"
