"""P9: finding among all people of the city, as long as the database takes, planning included.

The floor is a look-up by primary key. Every answer must hold the claim it was asked for, unless
it says that there are more than it lists.
"""

import json
import random
import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.bench.city import city
from config.bench.measurement import Measurement

if TYPE_CHECKING:
    from claims.models import Claim

SOUGHT = 100
"""Claims that are looked for, drawn by lot."""
P95 = 94
"""Place among a hundred."""


def finding() -> Iterator[Measurement]:
    """P9: by ID number, claim number and account; by two characters of a name, and by three."""
    with city():
        from claims.models import Claim  # noqa: PLC0415 - models stand only after setup

        keys = list(Claim.objects.seen_by_office().values_list("pk", flat=True))
        drawn = random.Random(9).sample(keys, SOUGHT)  # noqa: S311 - which ones, no secret
        claims = list(Claim.objects.filter(pk__in=drawn).select_related("member"))
        floor = statistics.median(_milliseconds(_by_key(claim)) for claim in claims)
        for name, sought in {
            "claim number": [str(claim.number) for claim in claims],
            "ID number": [claim.member.id_number for claim in claims],
            "account": [claim.payee_account for claim in claims],
        }.items():
            taken = [_find(words, claim) for words, claim in zip(sought, claims, strict=True)]
            yield Measurement(f"P9 find by {name}", statistics.median(taken), "ms", floor)
        for name, last in {"two characters": 2, "the whole name": None}.items():
            taken = sorted(
                _find(claim.member.name[-last if last else 0 :], claim) for claim in claims
            )
            yield Measurement(f"P9 find by {name}", statistics.median(taken), "ms", floor)
            yield Measurement(f"P9 find by {name}, p95", taken[P95 * SOUGHT // 100], "ms", floor)


def _by_key(claim: "Claim") -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        type(claim).objects.values_list("number").get(pk=claim.pk)
    return [query["sql"] for query in queries]


def _find(words: str, claim: "Claim") -> float:
    """Look for words; give the milliseconds of the database."""
    from claims.finding import fitting  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        found = fitting(words)
    if claim.pk not in found.keys and not found.capped:
        raise SystemExit(f"A claim is not found by {found.by}.")
    return _milliseconds([query["sql"] for query in queries])


def _milliseconds(statements: list[str]) -> float:
    total = 0.0
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
            (told,) = cursor.fetchone()
            (plan,) = json.loads(told) if isinstance(told, str) else told
            total += plan["Planning Time"] + plan["Execution Time"]
    return total
