"""P3: the whole life of a claim with its four pages through the verbs, without work on images.

The floor is one bare insert in a transaction of its own. Each life must end owed.
"""

import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.bench.city import city
from config.bench.measurement import Measurement, seconds_in_turn

if TYPE_CHECKING:
    from members.models import Member

LIVES, TURNS = 10, 5
"""So many lives in each turn."""
ENDS = frozenset({"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"})
"""Words to the database that ask for nothing."""


def life() -> Iterator[Measurement]:
    """P3: the queries of a life; lives a second beside inserts a second."""
    with city():
        from claims import demo  # noqa: PLC0415 - models stand only after setup
        from claims.models import Payout  # noqa: PLC0415
        from config.bench.walk import walk  # noqa: PLC0415
        from members.demo import STAFF  # noqa: PLC0415
        from members.models import AccessLog, User  # noqa: PLC0415

        staff = {role: User.objects.get(username=name) for name, (_, role) in STAFF.items()}
        papers = demo.papers_of("1")
        people = iter(_people(1 + LIVES * TURNS))
        with CaptureQueriesContext(connection) as queries:
            claim = walk(next(people), papers, staff)
        if not Payout.objects.filter(award__claim=claim, state=Payout.State.QUEUED).exists():
            raise SystemExit("A life did not end owed.")
        asked = [query for query in queries if query["sql"].split()[0].strip(";") not in ENDS]
        yield Measurement("P3 queries of a claim's life", len(asked), "queries")
        by = next(iter(staff.values()))
        floor, taken = seconds_in_turn(
            lambda: [AccessLog.objects.create(by=by, what="bench") for _ in range(LIVES)],
            lambda: [walk(member, papers, staff) for member in islice(people, LIVES)],
            clock=time.perf_counter,
            turns=TURNS,
        )
        yield Measurement("P3 lives of a claim", LIVES / taken, "lives/s", LIVES / floor)


def _people(count: int) -> "list[Member]":
    """Bind so many who never claimed and are covered to accounts of their own."""
    from members.keys import new_key  # noqa: PLC0415
    from members.models import Member, User  # noqa: PLC0415
    from members.roles import Role  # noqa: PLC0415

    today = timezone.localdate()
    unbound = Member.objects.filter(user=None, coverages__ends_on__gte=today)
    people = list(unbound.exclude(phone_index=None).distinct()[:count])
    if len(people) < count:
        raise SystemExit("The city has nobody left who never claimed: take a larger one.")
    for member in people:
        member.user = User.objects.create(
            username=f"bench-{new_key().hex}", name=member.name, roles=[str(Role.MEMBER)]
        )
        member.save(update_fields=["user"])
    return people
