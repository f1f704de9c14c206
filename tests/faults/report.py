"""The one page of a run, for the docs."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from claims import invariants
from tests.faults.rig import Rig

if TYPE_CHECKING:
    from tests.faults.run import Told

PAGE = """# Faults: what was broken, and what held

Written by `make faults{arguments}` on {day}: seed {seed}, {machine}, {cores} cores.
How the rig works: [what is promised under crashes](../explanation/money.md#under-crashes).

| | fault | as the house is built | without | then | s |
|---|---|---|---|---|---|
{rows}

After every scenario all of these were asked: {asked}. {verdict}
"""


def write(path: Path, rig: Rig, told: "Sequence[Told]") -> None:
    """Write the page."""
    rows = [
        f"| {one.code} | {one.name} | {'' if one.ok else '**FAILED** '}{one.words} | "
        + " | ".join(
            one.control.removeprefix("without ").split(": ", 1) if one.control else ["", ""]
        )
        + f" | {one.seconds:.0f} |"
        for one in told
    ]
    failed = [one.code for one in told if not one.ok]
    path.write_text(
        PAGE.format(
            arguments=f" LONG=1 MINUTES={rig.minutes:g}" if rig.long else "",
            day=timezone.localdate(),
            seed=rig.seed,
            machine=platform.machine(),
            cores=_cores(),
            rows="\n".join(rows),
            asked=", ".join(invariants.invariants()),
            verdict=f"Failed: {', '.join(failed)}." if failed else "Every one held.",
        )
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0))
