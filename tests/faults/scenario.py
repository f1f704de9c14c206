"""The list of scenarios, in the order in which they are told."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.rig import Rig

Story = Callable[[Rig], str]


@dataclass(frozen=True)
class Scenario:
    """`off` names the protection that the control takes away."""

    code: str
    name: str
    off: str
    walk: Story
    long: bool = False


SCENARIOS: list[Scenario] = []


def scenario(code: str, name: str, *, off: str, long: bool = False) -> Callable[[Story], Story]:
    def register(walk: Story) -> Story:
        SCENARIOS.append(Scenario(code, name, off, walk, long))
        return walk

    return register
