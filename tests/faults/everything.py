"""All of it at once: clients who walk the whole life while engines crash and workers are killed."""

import time
from collections import Counter
from functools import partial
from pathlib import Path
from random import SystemRandom

from django.conf import settings
from django.db import connection

from claims import invariants
from claims.payouts.errors import ExportBlocked
from tests.faults import world
from tests.faults.rig import CUT, Damage, Rig, expect
from tests.faults.scenario import scenario
from tests.faults.unsafe import no_transactions
from tests.faults.walk import ACTS, walk
from tests.faults.walker import City, Walker
from tests.faults.worker import Program

QUICK_SECONDS = 12.0
STEPS, STEPS_A_WALK = 100_000, 5_000
CLIENTS, OWED = 3, 6
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
    """Twelve seconds; or half an hour, of three seeds and one that nobody has seen before."""
    rig.without(no_transactions)
    if not (rig.long and rig.protected):
        return _stormed(rig, QUICK_SECONDS)
    seeds = [rig.seed, rig.seed + 1, rig.seed + 2, SystemRandom().randrange(10**8)]
    told = []
    for seed in seeds:
        rig.fresh(protected=True)
        rig.random.seed(seed)
        print(f"  seed {seed}", flush=True)
        told.append(f"seed {seed}: {_stormed(rig, rig.minutes * 60 / len(seeds))}")
        print(f"  {told[-1]}", flush=True)
        found = invariants.all_breaks()
        expect(not found, f"seed {seed}: {found[:2]}")
    return f"{rig.minutes:.0f} minutes. " + ". ".join(told)


def _stormed(rig: Rig, seconds: float) -> str:
    city, seed = City(40, grows=False), rig.random.randrange(10**6)
    world.owed(OWED)
    until = time.monotonic() + seconds
    faults: Counter[str] = Counter()
    clients = {rig.start(partial(_client, city, seed + n, until, n)) for n in range(CLIENTS)}
    with rig.celery("worker", "beat", "worker", "beat") as programs:
        while time.monotonic() < until - 1:
            time.sleep(rig.random.uniform(0.5, 2))
            faults[_break_something(rig, programs)] += 1
        rig.wait(*clients)
    try:
        world.money_day(*world.people())
    except ExportBlocked:
        raise Damage("the night's reconciliation found a break, nothing may be sent") from None
    steps = _steps()
    unknown = steps.pop("unknown", 0)
    expect(steps["seal"] > 0 or not (rig.long and rig.protected), "nothing was ever sealed")
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
        except CUT:
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
