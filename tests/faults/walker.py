"""Who walks at random through the life of claims and money: the city's people, and one walker."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final

import time_machine
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from claims.errors import ClaimError
from claims.payouts.errors import PayoutError
from members.models import Member, User
from members.roles import OFFICE_ROLES, Role
from tests.factories.claims import staff
from tests.factories.members import CoverageFactory, MemberFactory

REFUSED: Final = (ClaimError, PayoutError, PermissionDenied)
MINUTES: Final = 60
"""A step takes fewer, by the walker's clock."""


class Nothing(Exception):
    """There is no row to do this to."""


class City:
    """Members who fall ill often, two of everybody in the office.

    It grows as it is walked, unless several walk it at once: their new people would be the same.
    """

    def __init__(self, members: int = 12, *, grows: bool = True) -> None:
        self.members: list[Member] = []
        self.grows = grows
        for _ in range(members):
            self.enrol()
        self.office = {str(role): [staff(role), staff(role)] for role in sorted(OFFICE_ROLES)}

    def enrol(self) -> Member:
        member = MemberFactory.create(bound=True)
        CoverageFactory.create(member=member)
        self.members.append(member)
        return member


class Walker:
    """`step` takes one step; `steps` counts them by act and how they ended.

    What the house refuses in words is a step; an act that finds nothing to act on is none. The
    same seed on the same city takes the same steps.
    """

    def __init__(self, city: City, seed: int, clock: time_machine.Traveller | None = None) -> None:
        self.city, self.clock = city, clock
        self.random = Random(seed)
        self.pages = ""
        self.steps: Counter[str] = Counter()

    def step(self, acts: "Sequence[Act]") -> None:
        if self.clock:
            self.clock.shift(timedelta(minutes=self.random.randrange(MINUTES)))
        while True:
            act = self.random.choice(acts)
            try:
                act(self)
            except Nothing:
                continue
            except REFUSED:
                self.steps[f"{act.__name__} refused"] += 1
            else:
                self.steps[act.__name__] += 1
            return

    def who(self, role: Role) -> User:
        return self.random.choice(self.city.office[role])

    def by_chance(self, share: float) -> bool:
        return self.random.random() < share

    def one_of(self, rows: QuerySet[Any]) -> Any:
        """A random row, the same for the same seed; Nothing when there is none."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise Nothing
        return rows.model._default_manager.get(pk=self.random.choice(keys))


Act = Callable[[Walker], object]
