"""Walk the scenarios one by one, each as the house is built and without a protection."""

import time
from argparse import Namespace
from dataclasses import dataclass

from claims import invariants
from tests.faults import broker, crashing, enrolling, everything, racing
from tests.faults.report import write
from tests.faults.rig import Damage, Rig
from tests.faults.scenario import SCENARIOS, Scenario

THEMES = (broker, crashing, enrolling, everything, racing)
"""Imported for the scenarios they register."""


@dataclass(frozen=True)
class Told:
    code: str
    name: str
    ok: bool
    words: str
    control: str
    seconds: float

    def __str__(self) -> str:
        verdict = "ok  " if self.ok else "FAIL"
        head = f"{self.code:4}  {verdict} {self.seconds:5.1f} s  {self.name}: {self.words}"
        return f"{head} | {self.control}" if self.control else head


def run(wanted: Namespace) -> int:
    """Walk what is wanted, print a line each and the verdict; give the exit status."""
    rig = Rig(wanted.seed, long=wanted.long, minutes=wanted.minutes)
    with rig.engines:
        rig.make_template()
        _say(f"seed {rig.seed}")
        told = []
        for scenario in sorted(SCENARIOS, key=lambda scenario: scenario.code):
            if scenario.code in wanted.codes or not (wanted.codes or scenario.long > rig.long):
                told.append(_told(rig, scenario))
                _say(str(told[-1]))
        failed = [one.code for one in told if not one.ok]
        verdict = f"FAILED: {', '.join(failed)}" if failed else "every invariant held"
        _say(f"{len(told)} scenarios in {sum(one.seconds for one in told):.0f} s: {verdict}")
        if wanted.report:
            write(wanted.report, rig, told)
    return 1 if failed else 0


def _told(rig: Rig, scenario: Scenario) -> Told:
    begun = time.monotonic()
    ok, words = _walk(rig, scenario, protected=True)
    control = ""
    if scenario.off:
        green, damage = _walk(rig, scenario, protected=False)
        control = f"without {scenario.off}: {'NOTHING SHOWED' if green else damage}"
        ok = ok and not green
    return Told(scenario.code, scenario.name, ok, words, control, time.monotonic() - begun)


def _walk(rig: Rig, scenario: Scenario, *, protected: bool) -> tuple[bool, str]:
    """Walk a scenario and ask the invariants; give whether all held, and what to say of it."""
    rig.fresh(protected=protected)
    try:
        words = scenario.walk(rig)
    except Damage as damage:
        return False, str(damage)
    if found := invariants.all_breaks():
        return False, f"{found[0].invariant} {found[0].what}" + (
            f" and {len(found) - 1} more" if found[1:] else ""
        )
    return True, words


def _say(words: str) -> None:
    print(words, flush=True)
